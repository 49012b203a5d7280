"""When a session begins: at the sign-in, whichever way it was made."""

from time import time
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from offices.sessions.store import BEGAN, FROM, SEEN
from peaceapp.access.asked import describe


def begin() -> None:
    """Called once, at start-up."""
    user_logged_in.connect(_began, dispatch_uid="sessions")


def _began(request: HttpRequest, **_: Any) -> None:
    now, asked = time(), describe(request)
    request.session.update({BEGAN: now, SEEN: now, FROM: [asked["address"], asked["client"]]})
