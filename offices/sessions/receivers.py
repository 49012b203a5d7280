"""Signal receivers: initialise a session at sign-in; end other sessions when a second factor changes."""

from time import time
from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from offices.access.models import User
from offices.sessions.actions import end_sessions
from offices.sessions.store import BEGAN, FROM, SEEN, digest
from offices.signin.middleware import HAS_SECOND_FACTOR
from peaceapp.access.actor import acting_as
from peaceapp.access.request_context import describe


def connect() -> None:
    """Connects the receivers. Called once, at start-up."""
    user_logged_in.connect(_began, dispatch_uid="sessions")
    authentication_step_completed.connect(_reauthenticated, dispatch_uid="sessions")
    authenticator_added.connect(_changed, dispatch_uid="sessions")
    authenticator_removed.connect(_changed, dispatch_uid="sessions")


def _began(request: HttpRequest, **_: Any) -> None:
    now, description = time(), describe(request)
    request.session.update({BEGAN: now, SEEN: now, FROM: [description["address"], description["client"]]})


def _reauthenticated(request: HttpRequest, *, reauthenticated: bool = False, **_: Any) -> None:
    """Gives the session a new key after reauthentication. The former key ends."""
    if reauthenticated:
        request.session.cycle_key()


def _changed(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """A changed second factor ends all other sessions; this session checks again whether there is one."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        request.session.pop(HAS_SECOND_FACTOR, None)
        with acting_as(user):  # allauth sends this signal after the request's transaction
            end_sessions(user, but=digest(str(request.session.session_key)))
