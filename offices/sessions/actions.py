"""Ending one's own sessions: on a lost machine, or all but this one."""

from offices.access.models import User
from offices.audit.choices import Verb
from offices.audit.notes import note
from offices.sessions.models import Session


def end_sessions(user: User, *, key: str | None = None, but: str = "") -> int:
    """End the session of `key`, or all of `user`'s but the one of `but`; how many ended. Noted in the audit trail."""
    rows = Session.objects.filter(user=user).exclude(pk=but)
    ended, _ = (rows.filter(pk=key) if key else rows).delete()
    if ended:
        note(Verb.SIGNED_OUT, user.pk, kind="account", object=user.username, office=user.home_office_id)
    return ended


def end_all_sessions(user: User) -> int:
    """End every session of an account that somebody else closes or gives back; what did so is noted, not this."""
    ended, _ = Session.objects.filter(user=user).delete()
    return ended
