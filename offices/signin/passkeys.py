"""Passkeys: a second factor after the password, or a way in without one. The ceremony is the library's.

Ours are what it leaves open: what is not accepted is answered alike, noted and never a 5xx; and of what a browser
sends, only what is needed is kept.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.utils import passthrough_next_redirect_url
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from allauth.mfa.webauthn import forms as library
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django import forms
from django.contrib import messages
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from peaceapp.pages.fields import Text

LONGEST = 20_000
NOT_ACCEPTED = _("This passkey was not accepted. Use another passkey or another method.")
BROKEN = (ValidationError, TypeError, ValueError, LookupError, AttributeError)
"""Exceptions that a forged or broken answer raises."""


class Credential(forms.JSONField):
    """The authenticator's answer, as the browser sends it."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """A dictionary. `ValidationError` for anything else, be it nested without end."""
        if len(str(value or "")) > LONGEST:
            raise ValidationError(NOT_ACCEPTED)
        try:
            found = super().to_python(value)
        except (ValidationError, RecursionError, ValueError):
            found = None
        if not isinstance(found, dict):
            raise ValidationError(NOT_ACCEPTED)
        return found


class AddPasskey(library.AddWebAuthnForm):  # type: ignore[misc]  # the library is untyped
    """A new one, with a name by which its owner knows it."""

    name = Text(label=_("Name"), max_length=60, required=False)
    credential = Credential()
    passwordless = None  # the browser makes one that can do without a password wherever it is able to

    def clean(self) -> dict[str, Any]:
        """As the library, and with nothing in it but what the library reads later."""
        try:
            cleaned: dict[str, Any] = super().clean()
            sent = cleaned.get("credential")
            if sent:
                cleaned["credential"] = _needed(sent)
        except BROKEN as error:
            raise ValidationError(NOT_ACCEPTED) from error
        return cleaned


class RenamePasskey(library.EditWebAuthnForm):  # type: ignore[misc]  # likewise
    """Another name for it."""

    name = Text(label=_("Name"), max_length=60)


class SecondFactorByPasskey(library.AuthenticateWebAuthnForm):  # type: ignore[misc]  # likewise
    """After the password, whose account is known."""

    credential = Credential()

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except BROKEN as error:
            about = {"user": self.user, "authenticator": None, "reauthentication": self.reauthenticated}
            authentication_failed.send(sender=Authenticator, request=None, **about)
            if getattr(error, "code", "") == "too_many_login_attempts":
                raise
            raise ValidationError(NOT_ACCEPTED) from error


class ConfirmByPasskey(SecondFactorByPasskey):
    """Once more, before something that is not for whoever finds the browser open."""

    reauthenticated = True


class SignInByPasskey(library.LoginWebAuthnForm):  # type: ignore[misc]  # likewise
    """Without a password; whose account it is, the passkey says."""

    credential = Credential()

    def clean_credential(self) -> Authenticator:
        """`ValidationError`, the same for an unknown passkey, a wrong one, and one of an account that is not active."""
        try:
            found: Authenticator = super().clean_credential()
            if not found.user.is_active:
                raise ValidationError(NOT_ACCEPTED)
            return found
        except BROKEN as error:
            user_login_failed.send(sender=__name__, credentials={}, request=None)
            raise ValidationError(NOT_ACCEPTED) from error


class PasskeySignIn(LoginWebAuthnView):  # type: ignore[misc]  # likewise
    """`/accounts/2fa/webauthn/login/`: what to ask the browser for, and the sign-in itself."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Back to the sign-in, which says so; it still knows where the person wanted to go."""
        return _refused(self.request, "account_login")


class PasskeyConfirmation(ReauthenticateWebAuthnView):  # type: ignore[misc]  # likewise
    """`/accounts/2fa/webauthn/reauthenticate/`."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Here again, and not to the start page."""
        return _refused(self.request, "mfa_reauthenticate_webauthn")


def _refused(request: HttpRequest, name: str) -> HttpResponse:
    get_adapter().add_message(request, messages.ERROR, message=NOT_ACCEPTED)
    return HttpResponseRedirect(passthrough_next_redirect_url(request, reverse(name), "next"))


def _needed(sent: dict[str, Any]) -> dict[str, Any]:
    answer = {name: str(sent["response"][name]) for name in ("clientDataJSON", "attestationObject")}
    stays = bool(sent.get("clientExtensionResults", {}).get("credProps", {}).get("rk"))
    head = {name: str(sent[name]) for name in ("id", "rawId", "type")}
    return head | {"response": answer, "clientExtensionResults": {"credProps": {"rk": stays}}}
