"""Adapters of allauth: sign-in and second factors."""

from time import time
from typing import Any

import qrcode
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from qrcode.image.svg import SvgPathImage

from offices.signin import knownbrowser
from offices.signin.encryption import decrypt_secret, encrypt_secret
from peaceapp.access.request_context import address


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # the library is untyped
    """Account adapter. Administrators create accounts: nobody can sign up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always false."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The client address for rate limits; the same as in the audit trail."""
        return address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts the attempt as failed; a correct password removes it again.

        Attempts from unknown browsers count for address and account together, and for the account. A browser in which
        the account has signed in before has its own count, so that attackers cannot lock out the owner.
        """
        name = str(credentials.get("username", "")).lower()
        known = knownbrowser.browser_number(request, name)
        counted = {"password_known": f"{known} {name}"}
        if not known:
            counted = {"password": f"{ratelimit.get_ip(request)} {name}", "password_account": name}
        self._login_failed_rl_usage = ratelimit.RateLimitUsage([])  # allauth removes this usage after success
        for action, key in counted.items():
            usage = ratelimit.consume(request, app="allauth.account", action=action, key=key)
            if usage is None:
                raise self.validation_error("too_many_login_attempts")
            self._login_failed_rl_usage.usage += usage.usage

    def get_login_stages(self) -> list[str]:
        """allauth's stages, except that a provider may have asked for the second factor."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "offices.signin.openid.SecondFactorStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Redirects to the sign-in, as for any other refusal."""
        return redirect("account_login")

    def is_reauthentication_required(self, *, app: str, **about: Any) -> bool:
        """False shortly after a sign-in, which is proof enough."""
        records = get_authentication_records(self.request, self.request.user)
        recent = records and time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
        return not recent and bool(super().is_reauthentication_required(app=app, **about))

    def post_login(self, request: HttpRequest, user: Any, **about: Any) -> Any:
        """Marks the browser as known for this account."""
        response = super().post_login(request, user, **about)
        knownbrowser.mark_browser(request, response, user)
        return response

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """`None` for an inactive account: its correct password gets the same answer as a wrong one."""
        user = super().authenticate(request, **credentials)
        if user is not None and not user.is_active:
            self.pre_authenticate(request, **credentials)  # counts as a failed attempt, too
            self.authentication_failed(request, **credentials)
            return None
        return user


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]  # the library is untyped
    """Adapter for second factors. Encrypts secrets under the installation's key: a database copy reveals none.

    Values under a former key can be read while PEACEAPP_FORMER_SECRET_KEYS has it; `reseal` encrypts them again.
    """

    def encrypt(self, text: str) -> str:
        return encrypt_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt_secret(encrypted_text)

    def get_totp_label(self, user: Any) -> str:
        return str(user.get_username())

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The configured host, not the Host header of the request."""
        return {"id": settings.PASSKEY_HOST, "name": settings.MFA_TOTP_ISSUER}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        return {**super().get_public_key_credential_user_entity(user), "name": str(user.get_username())}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002  # the library's name
        held = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(number)d") % {"number": held + 1}

    def build_totp_svg(self, url: str) -> str:
        """SVG for inclusion in the page: the content security policy forbids images from `data:` URLs."""
        return str(qrcode.make(url, image_factory=SvgPathImage).to_string(encoding="unicode"))
