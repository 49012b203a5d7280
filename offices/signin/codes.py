"""Forms for codes of second factors. Each code can be used once."""

from hashlib import sha256
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as library
from django.conf import settings
from django.core.cache import cache

SECONDS = 30 * (2 * settings.MFA_TOTP_TOLERANCE + 1)
"""Validity of an app's code. allauth remembers used codes only for a third of it, and would accept one again."""


class _SingleUse:
    """Refuses a code that this account has already used, with the answer for a wrong code."""

    user: Any

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]  # `clean_code` of the form that uses this mixin
        used = sha256(f"{self.user.pk} {code}".encode()).hexdigest()
        if not cache.add(f"code-used-{used}", 1, timeout=SECONDS):
            self._emit_authentication_failed(self.authenticator)  # type: ignore[attr-defined]  # defined by the form that uses this mixin
            raise get_adapter().validation_error("incorrect_code")
        return code


class Authenticate(_SingleUse, library.AuthenticateForm):  # type: ignore[misc]  # the library is untyped
    """Code form at the sign-in."""


class Reauthenticate(_SingleUse, library.ReauthenticateForm):  # type: ignore[misc]  # the library is untyped
    """Code form for reauthentication."""
