"""Passkeys, as a second factor or as a sign-in without a password. allauth implements WebAuthn.

This module makes all refusals equal, records them, prevents 5xx answers, and stores only the necessary part of the
browser's data.
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

MAX_LENGTH = 20_000
NOT_ACCEPTED = _("This passkey was not accepted. Use another passkey or another method.")
BROKEN = (ValidationError, TypeError, ValueError, LookupError, AttributeError)
"""Exceptions raised by a forged or broken answer."""


class Credential(forms.JSONField):
    """The authenticator's answer, as the browser sends it."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """A dictionary. `ValidationError` for any other or too deeply nested value."""
        if len(str(value or "")) > MAX_LENGTH:
            raise ValidationError(NOT_ACCEPTED)
        try:
            found = super().to_python(value)
        except (ValidationError, RecursionError, ValueError):
            found = None
        if not isinstance(found, dict):
            raise ValidationError(NOT_ACCEPTED)
        return found


class AddPasskey(library.AddWebAuthnForm):  # type: ignore[misc]  # the library is untyped
    """Form for a new passkey, with a name for its owner."""

    name = Text(label=_("Name"), max_length=60, required=False)
    credential = Credential()
    passwordless = None  # browsers always create a passwordless one where they can

    def clean(self) -> dict[str, Any]:
        """allauth's validation. Then drops everything from the answer that allauth does not read later."""
        try:
            cleaned: dict[str, Any] = super().clean()
            sent = cleaned.get("credential")
            if sent:
                cleaned["credential"] = _needed(sent)
        except BROKEN as error:
            raise ValidationError(NOT_ACCEPTED) from error
        return cleaned


class RenamePasskey(library.EditWebAuthnForm):  # type: ignore[misc]  # the library is untyped
    """Form for renaming a passkey."""

    name = Text(label=_("Name"), max_length=60)


class SecondFactorByPasskey(library.AuthenticateWebAuthnForm):  # type: ignore[misc]  # the library is untyped
    """Passkey after the password, when the account is known."""

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
    """Reauthentication by passkey, before actions that an unattended browser must not allow."""

    reauthenticated = True


class SignInByPasskey(library.LoginWebAuthnForm):  # type: ignore[misc]  # the library is untyped
    """Sign-in without a password; the passkey names the account."""

    credential = Credential()

    def clean_credential(self) -> Authenticator:
        """The same `ValidationError` for an unknown or wrong passkey and for an inactive account."""
        try:
            found: Authenticator = super().clean_credential()
            if not found.user.is_active:
                raise ValidationError(NOT_ACCEPTED)
            return found
        except BROKEN as error:
            user_login_failed.send(sender=__name__, credentials={}, request=None)
            raise ValidationError(NOT_ACCEPTED) from error


class PasskeySignIn(LoginWebAuthnView):  # type: ignore[misc]  # the library is untyped
    """`/accounts/2fa/webauthn/login/`: the options for the browser, and the sign-in itself."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Redirects to the sign-in with a message; keeps the page that the user wanted."""
        return _refused(self.request, "account_login")


class PasskeyConfirmation(ReauthenticateWebAuthnView):  # type: ignore[misc]  # the library is untyped
    """`/accounts/2fa/webauthn/reauthenticate/`: reauthentication by passkey."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Redirects back to this page with a message, instead of to the start page."""
        return _refused(self.request, "mfa_reauthenticate_webauthn")


def _refused(request: HttpRequest, name: str) -> HttpResponse:
    get_adapter().add_message(request, messages.ERROR, message=NOT_ACCEPTED)
    return HttpResponseRedirect(passthrough_next_redirect_url(request, reverse(name), "next"))


def _needed(sent: dict[str, Any]) -> dict[str, Any]:
    answer = {name: str(sent["response"][name]) for name in ("clientDataJSON", "attestationObject")}
    stays = bool(sent.get("clientExtensionResults", {}).get("credProps", {}).get("rk"))
    head = {name: str(sent[name]) for name in ("id", "rawId", "type")}
    return head | {"response": answer, "clientExtensionResults": {"credProps": {"rk": stays}}}
