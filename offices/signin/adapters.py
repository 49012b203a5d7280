"""Sign-in and second factors, as the library is told to do them."""

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
    """Accounts are made by administrators: nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The client address that the limits count by; the audit trail uses the same."""
        return address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt as failed; a right password takes that back.

        Attempts of strangers count for the address, for the account from there, and for the account. A browser in which
        the account has signed in before has a count of its own: no stranger keeps its owner out.
        """
        name = str(credentials.get("username", "")).lower()
        known = knownbrowser.number(request, name)
        counted = {"password_known": f"{known} {name}"}
        if not known:
            counted = {"password": f"{ratelimit.get_ip(request)} {name}", "password_account": name}
        self._login_failed_rl_usage = ratelimit.RateLimitUsage([])  # the library takes back what stands here
        for action, key in counted.items():
            usage = ratelimit.consume(request, app="allauth.account", action=action, key=key)
            if usage is None:
                raise self.validation_error("too_many_login_attempts")
            self._login_failed_rl_usage.usage += usage.usage

    def get_login_stages(self) -> list[str]:
        """The library's, but that a provider may have asked for the second factor."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "offices.signin.openid.Stage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """To the sign-in, as anybody who is not let in."""
        return redirect("account_login")

    def is_reauthentication_required(self, *, app: str, **about: Any) -> bool:
        """Not of whoever signed in a moment ago: they have just shown who they are."""
        records = get_authentication_records(self.request, self.request.user)
        recent = records and time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
        return not recent and bool(super().is_reauthentication_required(app=app, **about))

    def post_login(self, request: HttpRequest, user: Any, **about: Any) -> Any:
        """Know the browser from now on."""
        response = super().post_login(request, user, **about)
        knownbrowser.remember(request, response, user)
        return response

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Nobody, for an account that is not active: its right password is answered as a wrong one."""
        user = super().authenticate(request, **credentials)
        if user is not None and not user.is_active:
            self.pre_authenticate(request, **credentials)  # it counts as one, too
            self.authentication_failed(request, **credentials)
            return None
        return user


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]  # likewise
    """Secrets of second factors are kept encrypted under the installation's key: a copy of the database has none.

    What was sealed under a former key is read while PEACEAPP_FORMER_SECRET_KEYS names it; `reseal` seals it anew.
    """

    def encrypt(self, text: str) -> str:
        return encrypt_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt_secret(encrypted_text)

    def get_totp_label(self, user: Any) -> str:
        return str(user.get_username())

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The installation's own host, not what the request calls it."""
        return {"id": settings.PASSKEY_HOST, "name": settings.MFA_TOTP_ISSUER}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        return {**super().get_public_key_credential_user_entity(user), "name": str(user.get_username())}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002  # as the library calls it
        held = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(number)d") % {"number": held + 1}

    def build_totp_svg(self, url: str) -> str:
        """To be written into the page itself: our content policy takes no picture from a `data:` address."""
        return str(qrcode.make(url, image_factory=SvgPathImage).to_string(encoding="unicode"))
