"""Who calls the API."""

from typing import Any

from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request


class Session(SessionAuthentication):
    """The browser's session, with CSRF. A challenge is named, so that a missing sign-in answers 401 and not 403."""

    def authenticate_header(self, request: Request) -> str:
        """The value of `WWW-Authenticate`."""
        return "Session"


class Token(BaseAuthentication):
    """The token that a middleware has found to stand; no cookie speaks for such a request, so nothing can be forged."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """Its owner and the token; nothing, where none was sent."""
        token = getattr(request._request, "token", None)
        return (token.user, token) if token else None

    def authenticate_header(self, request: Request) -> str:
        """The value of `WWW-Authenticate`."""
        return "Bearer"


class WithinScope(IsAuthenticated):
    """For the signed-in; a token that only reads writes nothing, whatever its owner may."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Asked before anything is looked for: what is hidden is refused as all else is."""
        return super().has_permission(request, view) and not getattr(request._request, "only_reads", False)
