"""Authenticated encryption of second factor secrets and invitation keys, under the installation's key."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from os import urandom

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MARK = "2:"
"""Prefix of values encrypted with the present method. Values without it use the former method and can still be read."""
NONCE = 12


def encrypt_secret(text: str) -> str:
    """Encrypts `text` with AES-256-GCM and a random nonce."""
    nonce = urandom(NONCE)
    return MARK + urlsafe_b64encode(nonce + _box(settings.SECRET_KEY).encrypt(nonce, text.encode(), None)).decode()


def decrypt_secret(sealed: str) -> str:
    """Decrypts with the present key or a former one. `ValueError` for a value that was changed or never encrypted."""
    if not sealed.startswith(MARK):
        return _former().decrypt(sealed.encode()).decode()
    whole = urlsafe_b64decode(sealed.removeprefix(MARK))
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _box(key).decrypt(whole[:NONCE], whole[NONCE:], None).decode()
        except InvalidTag:
            continue
    raise ValueError("Sealed under another key, or changed since.")


def _box(key: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"second factor").derive(str(key).encode()))


def _former() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [Fernet(urlsafe_b64encode(sha256(b"second factor " + str(key).encode()).digest())) for key in keys]
    )
