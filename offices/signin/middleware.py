"""Middleware that requires a second factor for managers, administrators and auditors.

Users without one can only set it up.
"""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from offices.access.choices import Role
from offices.access.models import User
from offices.access.rights import Rights
from offices.signin.openid import provider_checks_second_factor
from peaceapp.problems import problem

ROLES_WITH_SECOND_FACTOR = {Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR}
EXEMPT_PATHS = (
    *(f"/accounts/{way}/" for way in ("2fa", "invitation", "login", "logout", "oidc", "password", "reauthenticate")),
    settings.STATIC_URL,
)
"""Paths that work without a second factor: sign-in, sign-out and set-up. Not tokens, which would bypass it."""
HAS_SECOND_FACTOR = "has_second_factor"
"""Session key that caches whether the user has a second factor; checked once per session."""


def needs_second_factor(user: User) -> bool:
    """Whether `user` (acting) must have a second factor: by role, as superuser, or because everybody must."""
    return (
        settings.SECOND_FACTOR_OF_EVERYBODY
        or user.is_superuser
        or any(held.role in ROLES_WITH_SECOND_FACTOR for held in Rights(user).held)
    )


def has_second_factor(user: User) -> bool:
    """Whether `user` has set up a second factor. Recovery codes alone do not count."""
    found = Authenticator.objects.filter(user_id=user.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return bool(found.exists())


def require_second_factor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Redirects users who lack a required second factor to its set-up; the API answers 403."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            request.user.rights = Rights(request.user)  # type: ignore[attr-defined]  # read by the account menu of allauth's pages
        if not settings.SECOND_FACTOR_REQUIRED or request.path.startswith(EXEMPT_PATHS) or hasattr(request, "token"):
            return get_response(request)
        user = request.user
        if not isinstance(user, User) or request.session.get(HAS_SECOND_FACTOR) or not needs_second_factor(user):
            return get_response(request)
        if provider_checks_second_factor(request, user) or has_second_factor(user):
            request.session[HAS_SECOND_FACTOR] = True
            return get_response(request)
        if request.path.startswith("/api/"):
            return problem(403, _("Your role needs a second factor. Set one up at /accounts/2fa/ first."))
        return redirect("mfa_index")

    return answer
