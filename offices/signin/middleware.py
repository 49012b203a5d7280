"""Managers, administrators and auditors sign in with a second factor; until they have one they only set it up."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from offices.access.choices import Role
from offices.access.models import User
from offices.access.rights import Rights
from offices.signin.openid import brings_second_factor
from peaceapp.rest.problems import problem

ASKED_OF = {Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR}
OPEN = (
    *(f"/accounts/{way}/" for way in ("2fa", "invitation", "login", "logout", "oidc", "password", "reauthenticate")),
    settings.STATIC_URL,
)
"""Where one signs in and out and sets one up. Not where tokens are made: they would go past it."""
HAS = "has_second_factor"
"""Under what a session remembers that its owner has one: it is asked once a session."""


def is_asked_of(user: User) -> bool:
    """Whether `user`, who must be acting, holds a role that needs one, or is a superuser; or whether everybody must."""
    return (
        settings.SECOND_FACTOR_OF_EVERYBODY
        or user.is_superuser
        or any(held.role in ASKED_OF for held in Rights(user).held)
    )


def has_one(user: User) -> bool:
    """Whether `user` has set one up. Recovery codes alone are none."""
    found = Authenticator.objects.filter(user_id=user.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return bool(found.exists())


def demand_second_factor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Lead whoever needs one and has none to where it is set up, from every page; the API answers 403."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            request.user.rights = Rights(request.user)  # type: ignore[attr-defined]  # read by the account menu of pages that are not ours
        if not settings.SECOND_FACTOR_REQUIRED or request.path.startswith(OPEN) or hasattr(request, "token"):
            return get_response(request)
        user = request.user
        if not isinstance(user, User) or request.session.get(HAS) or not is_asked_of(user):
            return get_response(request)
        if brings_second_factor(request, user) or has_one(user):
            request.session[HAS] = True
            return get_response(request)
        if request.path.startswith("/api/"):
            return problem(403, _("Your role needs a second factor. Set one up at /accounts/2fa/ first."))
        return redirect("mfa_index")

    return answer
