"""Random primary keys that sort by time, and random references."""

import hashlib
import os
import secrets
import time
import uuid
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

NOT_TYPED = {"csrfmiddlewaretoken"}
"""Form fields that nobody types and that may differ between two submissions."""
# No vowels, so that no word appears; no look-alikes, because references are read out over the phone.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"


def uuid7() -> uuid.UUID:
    """A version 7 UUID (RFC 9562): milliseconds since 1970, then 74 random bits."""
    return uuid7_of(time.time_ns() // 1_000_000, int.from_bytes(os.urandom(10), "big"))


def uuid7_of(ms: int, random: int) -> uuid.UUID:
    """The version 7 UUID of these milliseconds and (at least 74) random bits."""
    return uuid.UUID(int=ms << 80 | 0x7 << 76 | (random >> 62 & 0xFFF) << 64 | 0b10 << 62 | random & (1 << 62) - 1)


def derive_key(form_key: uuid.UUID | None, user_id: int, form: Mapping[str, Any]) -> uuid.UUID | None:
    """The key of the row that a form creates, derived from the key in the form; `None` without one.

    The same form gives the same key again. Another user or changed values give another key. A browser can send any key:
    deriving it hides whether a row with that key exists. A form that was changed before it is sent again creates a row
    of its own, because the answer to the first request may have been lost, and no typed text may be.
    """
    if form_key is None:
        return None
    lists = form.lists() if isinstance(form, QueryDict) else form.items()
    typed = sorted((name, repr(value)) for name, value in lists if name not in NOT_TYPED)
    mixed = hashlib.sha256(f"{user_id} {form_key} {typed}".encode()).digest()
    return uuid7_of(form_key.int >> 80, int.from_bytes(mixed[:10], "big"))


def random_characters(length: int) -> str:
    """Random characters for a public reference, so that gaps reveal no hidden row."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
