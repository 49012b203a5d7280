"""Middleware for API requests with a token: they act as its owner, up to its ceiling, within its scope."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from offices.tokens.choices import Scope
from offices.tokens.queries import find_token
from peaceapp.access.request_context import REQUEST_CONTEXT
from peaceapp.problems import problem

API = "/api/v1/"
SAFE = {"GET", "HEAD", "OPTIONS"}


def authenticate_token(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Accepts `Authorization: Bearer …` for API paths only. With a token, the session is ignored."""

    def answer(request: HttpRequest) -> HttpResponse:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not request.path.startswith(API):
            return get_response(request)
        token = find_token(key.strip())
        if token is None:  # the same answer for unknown, ended and expired tokens and inactive accounts
            return problem(401, gettext_lazy("This token is not valid."), headers={"WWW-Authenticate": "Bearer"})
        request.user, request.token, request.ceiling = token.user, token, token.ceiling  # type: ignore[attr-defined]  # read by the API and by the actor's middleware
        if (context := REQUEST_CONTEXT.get()) is not None:
            context["behind"] = f"token {token.id}"
        if token.scope == Scope.READ and request.method not in SAFE:
            request.only_reads = True  # type: ignore[attr-defined]  # read by the API, which refuses with its own message
        return get_response(request)

    return answer
