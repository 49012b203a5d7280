"""Ends sessions: one of the user's own, all others, or all of an account."""

from offices.access.models import User
from offices.audit.choices import Verb
from offices.audit.notes import note
from offices.sessions.models import Session


def end_sessions(user: User, *, key: str | None = None, but: str = "") -> int:
    """Ends the session `key`, or all of `user`'s except `but`. Returns the number; recorded in the audit trail."""
    rows = Session.objects.filter(user=user).exclude(pk=but)
    ended, _ = (rows.filter(pk=key) if key else rows).delete()
    if ended:
        note(Verb.SIGNED_OUT, user.pk, kind="account", object=user.username, office=user.home_office_id)
    return ended


def end_all_sessions(user: User) -> int:
    """Ends every session of an account, for an action of somebody else, which is recorded itself."""
    ended, _ = Session.objects.filter(user=user).delete()
    return ended
