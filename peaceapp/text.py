"""Text as it is kept: composed, trimmed, and with nothing in it that no keyboard types."""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Control characters (PostgreSQL cannot hold all of them), lone surrogates, and the marks that turn the direction of
# text round without being seen: what is read must be what is written. Line breaks and tabs stay.
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")


def tidy(text: str) -> str:
    """`text` in Unicode's composed form (NFC), without white space around it, lines ended alike.

    Raises `ValidationError` for a character that cannot be stored or is not seen.
    """
    if UNSEEN.search(text):
        raise ValidationError(_("This text has a character that cannot be stored."), code="control")
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()


def tidied(values: dict[str, Any]) -> dict[str, Any]:
    """`values` with every text tidy; a `ValidationError` names each field that cannot be."""
    kept, bad = {}, {}
    for name, value in values.items():
        try:
            kept[name] = tidy(value) if isinstance(value, str) else value
        except ValidationError as error:
            bad[name] = error
    if bad:
        raise ValidationError(bad)
    return kept
