"""Validators of follow-ups, and their status machine."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from engagements.followups.choices import LIVE_STATUSES, Priority, Status
from engagements.followups.models import FollowUp
from engagements.register.rules import validate_year
from offices.access.permissions import Permission
from peaceapp.errors import Text
from peaceapp.lifecycle import Lifecycle, Move, names
from peaceapp.text import tidy_values


def checked(values: dict[str, Any]) -> dict[str, Any]:
    """`values` with tidy texts. `ValidationError` at `title` for an empty title, at `due_on` for a date before 1900."""
    values = tidy_values(values)
    if "title" in values and not values["title"]:
        raise ValidationError({"title": _("Describe the action.")})
    validate_year("due_on", values.get("due_on"))
    return values


def by_the_one_who_completed(row: FollowUp, user: Any) -> Text | None:
    """Four eyes: refuses verification by the user who completed it. A constraint refuses it, too."""
    return _("You completed this follow-up. Another person must verify it.") if row.completed_by_id == user.pk else None


def in_a_closed_engagement(row: FollowUp, _user: Any) -> Text | None:
    """Refuses to reopen a follow-up of a closed engagement.

    Other moves are possible: a follow-up that was hidden from the user who closed the engagement can still be completed
    or cancelled.
    """
    closed = row.engagement is not None and row.engagement.is_closed
    return _("This engagement is closed. Reopen it first.") if closed else None


def unless_high(row: FollowUp, _user: Any) -> Text | None:
    """Refuses verification of follow-ups that are not high-priority."""
    return None if row.priority == Priority.HIGH else _("Only high-priority follow-ups are verified.")


LIFECYCLE = Lifecycle(
    FollowUp,
    "status",
    [
        Move("start", _("Start"), names([Status.OPEN, Status.BLOCKED]), Status.IN_PROGRESS,
             Permission.WORK_ON_FOLLOW_UP),
        Move("block", _("Mark as blocked"), names([Status.OPEN, Status.IN_PROGRESS]), Status.BLOCKED,
             Permission.WORK_ON_FOLLOW_UP, needs=("reason",)),
        Move("complete", _("Complete"), names(LIVE_STATUSES), Status.DONE, Permission.WORK_ON_FOLLOW_UP,
             needs=("outcome",), takes=("evidence",)),
        Move("verify", _("Verify"), names([Status.DONE]), Status.VERIFIED, Permission.VERIFY_FOLLOW_UP,
             refuses=lambda row, user: unless_high(row, user) or by_the_one_who_completed(row, user)),
        Move("cancel", _("Cancel"), names(LIVE_STATUSES), Status.CANCELLED, Permission.CANCEL_FOLLOW_UP,
             needs=("reason",)),
        Move("reopen", _("Reopen"), names([Status.DONE, Status.VERIFIED, Status.CANCELLED]), Status.OPEN,
             Permission.CANCEL_FOLLOW_UP, needs=("reason",), refuses=in_a_closed_engagement),
    ],
)  # fmt: skip
