"""Sign-in by OpenID Connect, with the one provider that the installation names.

The way there and back is the library's. Ours are the nonce, the signature and every claim of what comes back, and whose
account it is: one that an administrator made. Nothing is asked of any address but the provider's, and nobody can name
another.
"""

import logging
import re
from secrets import compare_digest, token_urlsafe
from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.adapter import get_adapter as identities
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View
from requests import RequestException, Session

from offices.access.models import User
from peaceapp.settings.openid import PROVIDER

log = logging.getLogger("peaceapp.openid")
SIGNED_BY = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
SUBJECT = re.compile(r"[ -~]{1,191}")  # as long as the library's table takes; the standard says ASCII
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
BROKEN = (LookupError, TypeError, ValueError, AttributeError, jwt.PyJWTError)
"""Exceptions that an invalid answer of the provider raises."""


class Exchange(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # the library is untyped
    """The request to the provider, and the checks of its answer."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's own description: of exactly the one that is configured, without falling back behind TLS."""
        found: dict[str, Any] = super().openid_config
        scheme = urlsplit(settings.OIDC["server"]).scheme
        if str(found["issuer"]).rstrip("/") != settings.OIDC["server"]:
            raise OAuth2Error("The provider calls itself otherwise than it is configured.")
        told = [found[name] for name in ENDPOINTS] + [found.get("userinfo_endpoint", settings.OIDC["server"])]
        if any(urlsplit(str(address)).scheme not in {scheme, "https"} for address in told):
            raise OAuth2Error("The provider has an address that is not protected.")
        return found

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return str(request.build_absolute_uri(reverse("openid-callback")))

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        """The identity in the answer. `OAuth2Error` where a proof fails."""
        claims = self._proven(str(kwargs["response"]["id_token"]))
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            told = self._fetch_user_info(token.token)
            if told["sub"] != claims["sub"]:
                raise OAuth2Error("The provider tells of two people.")
            claims |= {name: told[name] for name in ("email", "email_verified") if name in told}
        return self.get_provider().sociallogin_from_response(request, {"id_token": claims})

    def _proven(self, id_token: str) -> dict[str, Any]:
        """The claims: signed by the provider, for us, now, and for this very request."""
        if jwt.get_unverified_header(id_token)["alg"] not in SIGNED_BY:
            raise OAuth2Error("The token is not signed with a key pair.")
        client = settings.OIDC["client_id"]
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=client,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        if not self.nonce or not compare_digest(str(claims["nonce"]).encode(), self.nonce.encode()):
            raise OAuth2Error("The token answers another request.")
        if not claims["exp"] or claims.get("azp", client) != client:
            raise OAuth2Error("The token has no end, or was made for another.")
        if not isinstance(claims.get("sub"), str) or not SUBJECT.fullmatch(claims["sub"]):
            raise OAuth2Error("The token names nobody.")
        return claims


class Provider(OpenIDConnectProvider):  # type: ignore[misc]  # likewise
    """The one provider. A request adds nothing to what is asked of it."""

    oauth2_adapter_class = Exchange
    pkce_enabled_default = True

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        """Nothing of what it tells is kept."""
        return {}

    def extract_email_addresses(self, data: Any) -> list[Any]:
        """Some write the word for true."""
        claims = dict(data["id_token"])
        claims["email_verified"] = claims.get("email_verified") in {True, "true"}
        found: list[Any] = super().extract_email_addresses({"id_token": claims})
        return found


class Identities(DefaultSocialAccountAdapter):  # type: ignore[misc]  # likewise
    """Whose account an identity of the provider's is."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """From the settings alone: the table has none, whoever writes into it."""
        return [
            SocialApp(provider="openid_connect", **app)
            for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
            if provider in {None, PROVIDER, "openid_connect"} and client_id in {None, app["client_id"]}
        ]

    def get_requests_session(self) -> Session:
        """One that is led nowhere else."""
        session: Session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never: administrators make accounts."""
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> Any:
        """Not from what the provider says."""
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in an identity that is linked, or whose verified address is that of one active account: it is linked now.

        An account that is linked already takes no second identity: addresses are given to other people in time.
        """
        user = sociallogin.user if sociallogin.is_existing else self._matching(sociallogin)
        if user is None or not user.is_active or user.is_archive:
            raise ImmediateHttpResponse(refuse(request, "it has no account here", user))
        if not sociallogin.is_existing:
            sociallogin.user = sociallogin.account.user = user
            sociallogin.account.save()

    def _matching(self, sociallogin: SocialLogin) -> User | None:
        verified = {each.email.casefold() for each in sociallogin.email_addresses if each.verified}
        if len(verified) != 1:
            return None
        (email,) = verified
        likely = User.objects.filter(email__iexact=email, is_active=True, is_archive=False)
        found = [user for user in likely if user.email.casefold() == email]
        if len(found) != 1 or SocialAccount.objects.filter(user=found[0], provider=PROVIDER).exists():
            return None
        return found[0]

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """Leads back to the sign-in after a cancelled request. Every other failure gives the same refusal."""
        cancelled = error == AuthError.CANCELLED
        reason = exception.__cause__ or exception if exception else "it answers no request of this browser"
        raise ImmediateHttpResponse(redirect("account_login") if cancelled else refuse(request, reason))


class Stage(AuthenticateStage):  # type: ignore[misc]  # likewise
    """The second factor after a sign-in; not where the provider is said to have asked for one."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return not brings_second_factor(request, self.login.user) and bool(super()._should_handle(request))


def brings_second_factor(request: HttpRequest, user: Any) -> bool:
    """Whether this session was begun with a provider that, by the settings, asks for the second factor itself."""
    if settings.OIDC.get("second_factor") != "provider":
        return False
    return any(record["method"] == "socialaccount" for record in get_authentication_records(request, user))


def refuse(request: HttpRequest, reason: object, user: User | None = None) -> HttpResponse:
    """One answer for every identity that is not let in, noted as a sign-in that failed. Why, the log says."""
    log.warning("An identity was not let in: %r", reason)
    credentials = {"username": user.username} if user else {}
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)
    return render(request, "account/refused.html", {"name": settings.OIDC["name"]}, status=403)


class OpenIdSignIn(View):
    """`/accounts/oidc/login/`: on to the provider, from a form of ours alone."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Nobody is sent there by a link."""
        return redirect("account_login")

    def post(self, request: HttpRequest) -> HttpResponse:
        """A page that leads on: our content policy lets no form lead to another site, not by a redirect either."""
        if not settings.OIDC or request.user.is_authenticated:
            return redirect("/" if request.user.is_authenticated else "account_login")
        if not ratelimit.consume(request, app="allauth.account", action="login"):
            return HttpResponse(ratelimit.respond_429(request).content, status=429)
        nonce = token_urlsafe(24)
        wanted = {"next_url": get_next_redirect_url(request), "nonce": nonce, "auth_params": {"nonce": nonce}}
        try:
            provider = identities().get_provider(request, PROVIDER)
            there = provider.redirect(request, AuthProcess.LOGIN, **wanted)["Location"]
        except (OAuth2Error, RequestException, *BROKEN) as error:
            log.warning("The provider of identities is not gone to: %r", error)
            return render(request, "account/away.html", {"name": settings.OIDC["name"]}, status=503)
        return render(request, "account/onward.html", {"name": settings.OIDC["name"], "there": there})


class _Callback(OAuth2CallbackView):  # type: ignore[misc]  # likewise
    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        """The library's; the nonce that went out with it is what must come back."""
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, response

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().dispatch(request, *args, **kwargs)
        except BROKEN as error:
            return refuse(request, error)
        return response


class OpenIdCallback(View):
    """`/accounts/oidc/callback/`: where the provider sends people back to."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Signed in, or refused."""
        if not settings.OIDC:
            return redirect("account_login")
        response: HttpResponse = _Callback.adapter_view(Exchange(request, PROVIDER))(request)
        return response
