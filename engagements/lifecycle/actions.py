"""Moves of an engagement's status."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagements.lifecycle.rules import LIFECYCLE
from engagements.register.actions import hand_over
from engagements.register.choices import Status
from engagements.register.models import Engagement
from offices.access.models import User
from offices.access.queries import OWNERS
from offices.access.rights import can
from peaceapp.actions import write
from peaceapp.dates import today
from peaceapp.errors import NotPermitted, in_plain_words
from peaceapp.text import tidied


def move(engagement: Engagement, *, actor: User, name: str, **given: Any) -> Engagement:
    """Make the move called `name`, with what it needs (`reason`, `outcome`, `lessons`, a user name as `lead_officer`).

    Refuses, in this order: a name that no move has, a status that it does not start from, a missing right, a missing
    need, and what the move itself refuses (four eyes). The permission is the move's own, so it is asked here.
    """
    wanted = LIFECYCLE.find(engagement, name)
    if not can(actor, wanted.permission, engagement):
        raise NotPermitted
    given = tidied(given)
    LIFECYCLE.check(engagement, wanted, actor, given)
    if name == "hand_over":
        return hand_over(engagement, actor=actor, to=_named(given["lead_officer"]), reason=given["reason"])
    changes: dict[str, Any] = {"status": wanted.to, "reason": given.get("reason") or ""}
    if wanted.to in {Status.IN_REVIEW, Status.CLOSING}:
        changes |= {"submitted_by": actor, "submitted_at": timezone.now()}
    if wanted.to == Status.CLOSING:
        changes |= {"outcome": given["outcome"], "lessons": given["lessons"]}
    if wanted.to == Status.CLOSED:
        changes |= {"closed_on": today(), "closed_precision": "day"}
    if name == "reopen":
        changes |= {"closed_on": None}
    with in_plain_words(), transaction.atomic():
        return write(engagement, **changes)


def _named(username: str) -> User:
    """Somebody who can be named, by user name."""
    found: User | None = User.objects.filter(OWNERS, username=username).first()
    if found is None:
        raise ValidationError({"lead_officer": _("There is nobody of this name.")})
    return found
