"""Codes of second factors, each taken once."""

from hashlib import sha256
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as library
from django.conf import settings
from django.core.cache import cache

SECONDS = 30 * (2 * settings.MFA_TOTP_TOLERANCE + 1)
"""As long as a code of an app is taken. The library remembers one for a third of that, and would take it again."""


class _Once:
    """Refuses, as a wrong one, a code that this account has used while it is still good."""

    user: Any

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]  # of the form that this is mixed into
        used = sha256(f"{self.user.pk} {code}".encode()).hexdigest()
        if not cache.add(f"code-used-{used}", 1, timeout=SECONDS):
            self._emit_authentication_failed(self.authenticator)  # type: ignore[attr-defined]  # likewise
            raise get_adapter().validation_error("incorrect_code")
        return code


class Authenticate(_Once, library.AuthenticateForm):  # type: ignore[misc]  # the library is untyped
    """At the sign-in."""


class Reauthenticate(_Once, library.ReauthenticateForm):  # type: ignore[misc]  # likewise
    """When it is asked once more who it is."""
