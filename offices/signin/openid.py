"""Sign-in by OpenID Connect with the one configured provider.

allauth makes the requests and redirects. This module adds the nonce, checks signature and claims of the answer, and
selects the account, which an administrator must have created. Requests go only to the configured provider; users cannot
name another one.
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
SUBJECT = re.compile(r"[ -~]{1,191}")  # the maximum length of allauth's column; ASCII by the standard
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
BROKEN = (LookupError, TypeError, ValueError, AttributeError, jwt.PyJWTError)
"""Exceptions that an invalid answer of the provider raises."""


class OpenIdAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # the library is untyped
    """Requests to the provider, and the checks of its answer."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's discovery document. Must be the configured provider's, without http addresses behind https."""
        found: dict[str, Any] = super().openid_config
        scheme = urlsplit(settings.OIDC["server"]).scheme
        if str(found["issuer"]).rstrip("/") != settings.OIDC["server"]:
            raise OAuth2Error("The provider calls itself otherwise than it is configured.")
        addresses = [found[name] for name in ENDPOINTS] + [found.get("userinfo_endpoint", settings.OIDC["server"])]
        if any(urlsplit(str(address)).scheme not in {scheme, "https"} for address in addresses):
            raise OAuth2Error("The provider has an address that is not protected.")
        return found

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return str(request.build_absolute_uri(reverse("openid-callback")))

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        """The identity in the answer. `OAuth2Error` if a check fails."""
        claims = self._verified_claims(str(kwargs["response"]["id_token"]))
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            info = self._fetch_user_info(token.token)
            if info["sub"] != claims["sub"]:
                raise OAuth2Error("The provider tells of two people.")
            claims |= {name: info[name] for name in ("email", "email_verified") if name in info}
        return self.get_provider().sociallogin_from_response(request, {"id_token": claims})

    def _verified_claims(self, id_token: str) -> dict[str, Any]:
        """The claims of a token signed by the provider, for this client, valid now, for this very request."""
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


class Provider(OpenIDConnectProvider):  # type: ignore[misc]  # the library is untyped
    """The configured provider. Parameters of a request do not change the request to it."""

    oauth2_adapter_class = OpenIdAdapter
    pkce_enabled_default = True

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        """Empty: none of the provider's data is stored."""
        return {}

    def extract_email_addresses(self, data: Any) -> list[Any]:
        """The addresses. Accepts "true" as text for `email_verified`, since some providers send text."""
        claims = dict(data["id_token"])
        claims["email_verified"] = claims.get("email_verified") in {True, "true"}
        found: list[Any] = super().extract_email_addresses({"id_token": claims})
        return found


class Identities(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the library is untyped
    """Finds the account of a provider's identity."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """Apps from the settings only; rows of allauth's table are ignored."""
        return [
            SocialApp(provider="openid_connect", **app)
            for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
            if provider in {None, PROVIDER, "openid_connect"} and client_id in {None, app["client_id"]}
        ]

    def get_requests_session(self) -> Session:
        """A session that follows no redirects."""
        session: Session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Always false: administrators create accounts."""
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> Any:
        """The user unchanged: provider data is not copied."""
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Accepts a linked identity. Links a new one if its verified address is that of one active account.

        A linked account accepts no second identity, because addresses are reassigned to other people over time.
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
        candidates = User.objects.filter(email__iexact=email, is_active=True, is_archive=False)
        found = [user for user in candidates if user.email.casefold() == email]
        if len(found) != 1 or SocialAccount.objects.filter(user=found[0], provider=PROVIDER).exists():
            return None
        return found[0]

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """Redirects to the sign-in after a cancelled request. All other failures get the same refusal."""
        cancelled = error == AuthError.CANCELLED
        reason = exception.__cause__ or exception if exception else "it answers no request of this browser"
        raise ImmediateHttpResponse(redirect("account_login") if cancelled else refuse(request, reason))


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]  # the library is untyped
    """Second factor after a sign-in. Skipped if the settings say that the provider has asked for one."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return not provider_checks_second_factor(request, self.login.user) and bool(super()._should_handle(request))


def provider_checks_second_factor(request: HttpRequest, user: Any) -> bool:
    """Whether this session began with a provider that, by the settings, asks for the second factor itself."""
    if settings.OIDC.get("second_factor") != "provider":
        return False
    return any(record["method"] == "socialaccount" for record in get_authentication_records(request, user))


def refuse(request: HttpRequest, reason: object, user: User | None = None) -> HttpResponse:
    """The same answer for every refused identity, recorded as a failed sign-in. The log has the reason."""
    log.warning("An identity was not let in: %r", reason)
    credentials = {"username": user.username} if user else {}
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)
    return render(request, "account/refused.html", {"name": settings.OIDC["name"]}, status=403)


class OpenIdSignIn(View):
    """`/accounts/oidc/login/`: starts the sign-in at the provider, by a form of this site only."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Redirects to the sign-in page: a link must not start the sign-in."""
        return redirect("account_login")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Shows a page with a link to the provider: the content security policy forbids a form to redirect there."""
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


class _Callback(OAuth2CallbackView):  # type: ignore[misc]  # the library is untyped
    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        """allauth's state. Passes its nonce to the adapter for comparison with the token's."""
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
    """`/accounts/oidc/callback/`: the provider redirects here after its sign-in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Signs in, or refuses."""
        if not settings.OIDC:
            return redirect("account_login")
        response: HttpResponse = _Callback.adapter_view(OpenIdAdapter(request, PROVIDER))(request)
        return response
