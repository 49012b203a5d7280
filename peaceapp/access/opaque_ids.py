"""Encrypts internal ids for URLs and cursors, so that gaps in the sequences reveal no hidden row."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

BLOCK = 32
"""Bytes of which a token holds a multiple."""
DIGITS = 19
"""As many as the largest number of the database has."""


def encrypt_id(text: str) -> str:
    """Encrypts and signs `text`. The same text gives the same token.

    Filled up to whole blocks. A number of the database is given by `fixed`, so that no block depends on its digits.
    """
    content = text.encode()
    content += bytes(-len(content) % BLOCK)
    return urlsafe_b64encode(_cipher(str(settings.SECRET_KEY)).encrypt(content, None)).decode().rstrip("=")


def fixed(number: int) -> str:
    """The number with leading zeros, so that every token has the same length."""
    return f"{number:0{DIGITS}d}"


def decrypt_id(token: str) -> str | None:
    """The text that `encrypt_id` was given; nothing for a token that it did not make."""
    try:
        sealed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _cipher(str(key)).decrypt(sealed, None).decode().rstrip("\0")
        except (InvalidTag, ValueError):
            continue
    return None


def _cipher(key: str) -> AESSIV:
    return AESSIV(sha256(b"numbers " + key.encode()).digest())
