"""Text as it is stored: composed, trimmed, cleaned of invisible signs, and of one bounded length on every surface."""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST = 100_000
"""Characters in a text of many lines; a megabyte of words in a row is more than the search index takes."""

BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
"""Line breaks of other programs; word processors paste U+000B and U+000C."""
DROPPED = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")
"""Byte order marks, and marks that turn the direction of text: pages isolate each text themselves."""
REFUSED = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters, which PostgreSQL cannot hold all of, and lone surrogates."""
BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]")
"""Signs that show nothing although Unicode counts them as letters, marks or symbols."""
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}


def tidy(text: str) -> str:
    """`text` in Unicode's composed form (NFC), without white space around it, lines ended alike; empty if none shows.

    Raises `ValidationError` for a text that is too long, and for a character that cannot be stored, with its place.
    """
    if len(text) > LONGEST:
        raise ValidationError(_("At most %(number)s characters."), "max_length", {"number": f"{LONGEST:,}"})
    if found := REFUSED.search(text):
        params = {"code": f"U+{ord(found[0]):04X}", "place": found.start() + 1}
        raise ValidationError(_("The character %(code)s at position %(place)d cannot be stored."), "control", params)
    text = BREAKS.sub("\n", DROPPED.sub("", text))
    text = unicodedata.normalize("NFC", text).strip()
    return text if shows(text) else ""


def tidy_line(text: str) -> str:
    """`tidy(text)`; `ValidationError` where it has more than one line."""
    text = tidy(text)
    if "\n" in text:
        raise ValidationError(_("This must be a single line."), "line")
    return text


def shows(text: str) -> bool:
    """Whether anything of `text` is seen."""
    return any(unicodedata.category(sign) not in UNSEEN and not BLANK.match(sign) for sign in text)


def tidied(values: dict[str, Any]) -> dict[str, Any]:
    """`values` with every text tidy, those in lists too; a `ValidationError` names each field that cannot be."""
    kept, bad = {}, {}
    for name, value in values.items():
        try:
            kept[name] = _tidied(value)
        except ValidationError as error:
            bad[name] = error
    if bad:
        raise ValidationError(bad)
    return kept


def _tidied(value: Any) -> Any:
    if isinstance(value, list):
        return [_tidied(one) for one in value]
    return tidy(value) if isinstance(value, str) else value
