"""Encrypts internal ids for URLs and cursors, so that gaps in the sequences reveal no hidden row."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

BLOCK = 32
"""Tokens encrypt a multiple of this number of bytes."""
DIGITS = 19
"""Number of digits of the largest bigint."""


def encrypt_id(text: str) -> str:
    """Encrypts and signs `text`. The same text gives the same token.

    Pads the text to whole blocks. Write numbers by `fixed`, so that the length of the token does not depend on their
    digits.
    """
    content = text.encode()
    content += bytes(-len(content) % BLOCK)
    return urlsafe_b64encode(_cipher(str(settings.SECRET_KEY)).encrypt(content, None)).decode().rstrip("=")


def fixed(number: int) -> str:
    """The number with leading zeros, so that every token has the same length."""
    return f"{number:0{DIGITS}d}"


def decrypt_id(token: str) -> str | None:
    """The text of a token that `encrypt_id` made; `None` for any other token."""
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
