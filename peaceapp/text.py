"""Cleans text before it is stored: NFC, trimmed, without invisible characters, of limited length."""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MAX_LENGTH = 100_000
"""Maximum number of characters in a long text. The search index takes less than a megabyte of words in one row."""

BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
"""Line breaks of other programs; word processors paste U+000B and U+000C."""
DROPPED = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")
"""Byte order marks and direction marks. Pages isolate the direction of each text themselves."""
REFUSED = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters, not all of which PostgreSQL can store, and lone surrogates."""
INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
"""Invisible characters that Unicode counts as letters, marks or symbols."""
INVISIBLE_CATEGORIES = {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}


def tidy(text: str) -> str:
    """`text` in NFC, trimmed, with uniform line breaks; empty if it has no visible character.

    Raises `ValidationError` for a text that is too long, and for a character that cannot be stored, with its position.
    """
    if len(text) > MAX_LENGTH:
        raise ValidationError(_("At most %(number)s characters."), "max_length", {"number": f"{MAX_LENGTH:,}"})
    if found := REFUSED.search(text):
        params = {"code": f"U+{ord(found[0]):04X}", "place": found.start() + 1}
        raise ValidationError(_("The character %(code)s at position %(place)d cannot be stored."), "control", params)
    text = BREAKS.sub("\n", DROPPED.sub("", text))
    text = unicodedata.normalize("NFC", text).strip()
    return text if is_visible(text) else ""


def tidy_line(text: str) -> str:
    """`tidy(text)`; `ValidationError` if it has more than one line."""
    text = tidy(text)
    if "\n" in text:
        raise ValidationError(_("This must be a single line."), "line")
    return text


def is_visible(text: str) -> bool:
    """Whether `text` has a visible character."""
    return any(unicodedata.category(sign) not in INVISIBLE_CATEGORIES and not INVISIBLE.match(sign) for sign in text)


def tidy_values(values: dict[str, Any]) -> dict[str, Any]:
    """`values` with every text cleaned, also in lists. `ValidationError` with an error for each invalid field."""
    kept, bad = {}, {}
    for name, value in values.items():
        try:
            kept[name] = _tidy_value(value)
        except ValidationError as error:
            bad[name] = error
    if bad:
        raise ValidationError(bad)
    return kept


def _tidy_value(value: Any) -> Any:
    if isinstance(value, list):
        return [_tidy_value(one) for one in value]
    return tidy(value) if isinstance(value, str) else value
