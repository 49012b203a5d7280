"""Who calls the API."""

from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request


class Session(SessionAuthentication):
    """The browser's session, with CSRF. A challenge is named, so that a missing sign-in answers 401 and not 403."""

    def authenticate_header(self, request: Request) -> str:
        """What `WWW-Authenticate` says."""
        return "Session"
