"""A request of the API that carries a token acts as its owner, no higher than its ceiling, and within its scope."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from offices.tokens.choices import Scope
from offices.tokens.queries import carried
from peaceapp.access.request_context import ASKED
from peaceapp.rest.problems import problem

API = "/api/v1/"
SAFE = {"GET", "HEAD", "OPTIONS"}


def carry_token(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """`Authorization: Bearer …`, for the API alone. A session beside it counts for nothing."""

    def answer(request: HttpRequest) -> HttpResponse:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not request.path.startswith(API):
            return get_response(request)
        token = carried(key.strip())
        if token is None:  # unknown, ended, expired, of an account that is not active: all alike
            return problem(401, gettext_lazy("This token is not valid."), headers={"WWW-Authenticate": "Bearer"})
        request.user, request.token, request.ceiling = token.user, token, token.ceiling  # type: ignore[attr-defined]  # read by the API and by the actor's middleware
        if (asked := ASKED.get()) is not None:
            asked["behind"] = f"token {token.id}"
        if token.scope == Scope.READ and request.method not in SAFE:
            request.only_reads = True  # type: ignore[attr-defined]  # read by the API, which refuses in its own words
        return get_response(request)

    return answer
