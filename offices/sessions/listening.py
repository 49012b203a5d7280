"""When a session begins: at the sign-in, whichever way it was made."""

from time import time
from typing import Any

from allauth.account.signals import authentication_step_completed
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from offices.sessions.store import BEGAN, FROM, SEEN
from peaceapp.access.asked import describe


def begin() -> None:
    """Called once, at start-up."""
    user_logged_in.connect(_began, dispatch_uid="sessions")
    authentication_step_completed.connect(_asked_anew, dispatch_uid="sessions")


def _began(request: HttpRequest, **_: Any) -> None:
    now, asked = time(), describe(request)
    request.session.update({BEGAN: now, SEEN: now, FROM: [asked["address"], asked["client"]]})


def _asked_anew(request: HttpRequest, *, reauthenticated: bool = False, **_: Any) -> None:
    """Whoever has said once more who they are goes on under a new key: the one before opens nothing any more."""
    if reauthenticated:
        request.session.cycle_key()
