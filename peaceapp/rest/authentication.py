"""Authentication and permission classes of the API: browser session, bearer token, token scope."""

from typing import Any

from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request


class Session(SessionAuthentication):
    """Authenticates by the browser's session, with CSRF. Names a challenge, so that a missing sign-in answers 401."""

    def authenticate_header(self, request: Request) -> str:
        """The value of the header `WWW-Authenticate`."""
        return "Session"


class Token(BaseAuthentication):
    """Authenticates by the bearer token that the middleware accepted. No CSRF check, because cookies are ignored."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """The token's owner and the token; `None` where the request has no token."""
        token = getattr(request._request, "token", None)
        return (token.user, token) if token else None

    def authenticate_header(self, request: Request) -> str:
        """The value of the header `WWW-Authenticate`."""
        return "Bearer"


class WithinScope(IsAuthenticated):
    """Allows signed-in users. Refuses writes with a read-only token, whatever rights its owner has."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Runs before the row is looked up, so hidden and unknown rows are refused in the same way."""
        return super().has_permission(request, view) and not getattr(request._request, "only_reads", False)
