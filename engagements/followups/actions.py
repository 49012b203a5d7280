"""Writes of follow-ups."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagements.followups import queries, rules
from engagements.followups.choices import LIVE_STATUSES, Status
from engagements.followups.models import FollowUp
from engagements.followups.rules import LIFECYCLE
from engagements.register.models import Engagement
from engagements.register.rules import refuse_if_closed, validate_level, validate_mark
from engagements.register.scope import KEPT_BY_DATABASE
from offices.access.models import User
from offices.access.permissions import Permission
from offices.access.rights import can
from offices.directory.models import Office
from peaceapp.access.readable_levels import validate_readable_level
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.actions import action, insert, validate_names, write
from peaceapp.dates import Precision
from peaceapp.errors import NotPermitted, Refused, hide_database_errors
from peaceapp.history.restore import RestorePolicy
from peaceapp.text import tidy_values

FIRST_COLUMNS = {*FollowUp.amendable, "due_precision"} - {"evidence"}
"""Columns of a new follow-up."""


def _validate_entry(engagement: UUID | None, values: dict[str, Any]) -> None:
    entry = values.get("arises_from")
    if entry is not None and entry.engagement_id != engagement:
        raise ValidationError({"arises_from": _("This entry belongs to another engagement.")})


def _validate_level(level: int | None, engagement: Engagement | None, office_id: int | None) -> None:
    if engagement:
        validate_mark(level, engagement)
    elif level is not None:
        validate_level(level)
        if level > Sensitivity.CONFIDENTIAL:
            raise ValidationError({"sensitivity": _("Choose unclassified or confidential.")})
        validate_readable_level(level, office_id)


def _validate_owner_can_read(row: FollowUp) -> None:
    """Nobody is asked to do what they cannot open. Asked when it is written, of the database: the rule is said once."""
    if not queries.can_read(row.owner, row):
        raise ValidationError({"owner": _("This person does not have access to this record.")})


def _insert(row: FollowUp, actor: User, key: UUID | None) -> FollowUp:
    insert(row, key, unchecked={"engagement", "due_order", *KEPT_BY_DATABASE})
    if row.owner != actor:
        _validate_owner_can_read(row)
    return row


@action(Permission.ADD_FOLLOW_UP, on="engagement")
def add_follow_up(
    *,
    actor: User,
    engagement: Engagement,
    title: str,
    owner: User | None = None,
    due_on: date | None = None,
    sensitivity: int | None = None,
    key: UUID | None = None,
    **details: Any,
) -> FollowUp:
    """Add a follow-up to an engagement that is not closed; the actor's own unless another owner is named.

    `ValidationError` for an owner who could not read it. Without a due date it has none yet. `key` is drawn by the
    writer: the same key twice gives the one that is there already, so a second press of a button does nothing.
    """
    if key and (written := FollowUp.objects.filter(pk=key, engagement=engagement).first()):
        return written
    if not actor.is_archive:
        refuse_if_closed(engagement)
    _validate_level(sensitivity, engagement, None)
    validate_names(details, FIRST_COLUMNS)
    _validate_entry(engagement.pk, details)
    values = rules.checked(details | {"title": title, "due_on": due_on})
    return _insert(FollowUp(engagement=engagement, owner=owner or actor, mark=sensitivity, **values), actor, key)


@action(Permission.ADD_FOLLOW_UP, on="office")
def add_office_follow_up(
    *,
    actor: User,
    office: Office,
    title: str,
    owner: User | None = None,
    due_on: date | None = None,
    sensitivity: int | None = None,
    key: UUID | None = None,
    **details: Any,
) -> FollowUp:
    """Add a follow-up that an office as a whole owes: as above, but of no engagement, and at most confidential."""
    if key and (written := FollowUp.objects.filter(pk=key, engagement=None, lead_office=office).first()):
        return written
    _validate_level(sensitivity, None, office.pk)
    validate_names(details, FIRST_COLUMNS)
    if details.get("arises_from"):
        raise ValidationError({"arises_from": _("Only a follow-up of an engagement can arise from an entry.")})
    values = rules.checked(details | {"title": title, "due_on": due_on})
    return _insert(FollowUp(lead_office=office, owner=owner or actor, mark=sensitivity, **values), actor, key)


def _refuse_if_over(row: FollowUp) -> None:
    if row.status not in LIVE_STATUSES:
        raise Refused(_("This follow-up is closed. Reopen it first."))
    if row.engagement:
        refuse_if_closed(row.engagement)


@action(Permission.AMEND_FOLLOW_UP)
def amend_follow_up(follow_up: FollowUp, *, actor: User, reason: str = "", **changes: Any) -> FollowUp:
    """Change what a live follow-up says, if nobody else has since it was read (`Stale`).

    Who amends it may mark it higher, if its owner can still read it; lowering its level is for who may lower the
    engagement's (`NotPermitted`).
    """
    _refuse_if_over(follow_up)
    level = changes.pop("sensitivity", follow_up.mark)
    _validate_level(level, follow_up.engagement, follow_up.lead_office_id)
    if max(level or 0, follow_up.floor) < follow_up.sensitivity and not can(
        actor, Permission.LOWER_SENSITIVITY, follow_up
    ):
        raise NotPermitted(_("Only a manager of the lead office can lower the sensitivity of a follow-up."))
    validate_names(changes, FollowUp.amendable)
    _validate_entry(follow_up.engagement_id, changes)
    is_raised = level is not None and level > follow_up.sensitivity
    write(follow_up, mark=level, **rules.checked(changes | {"reason": reason}))
    if is_raised:
        _validate_owner_can_read(follow_up)
    return follow_up


RESTORE = RestorePolicy(
    amend_follow_up,
    {*FollowUp.amendable, "sensitivity"},
    lambda row: row.status in LIVE_STATUSES and not (row.engagement and row.engagement.is_closed),
)


@action(Permission.AMEND_FOLLOW_UP)
def move_due_date(
    follow_up: FollowUp, *, actor: User, to: date | None, reason: str = "", precision: str = Precision.DAY
) -> FollowUp:
    """Give a live follow-up another due date, or none yet. The old one and the reason stay in its history.

    A first date needs no reason; every other change of it does.
    """
    _refuse_if_over(follow_up)
    values = rules.checked({"due_on": to, "reason": reason})
    precision = precision if to else Precision.DAY
    if (to, precision) == (follow_up.due_on, follow_up.due_precision):
        raise ValidationError({"due_on": _("The follow-up is already due on this date.")})
    if not values["reason"] and follow_up.due_on is not None:
        raise ValidationError({"reason": _("Give a reason for the new due date.")})
    return write(follow_up, due_precision=precision, **values)


@action(Permission.REASSIGN_FOLLOW_UP)
def reassign(follow_up: FollowUp, *, actor: User, owner: User, reason: str = "") -> FollowUp:
    """Give a live follow-up to somebody else, who must be able to read it."""
    _refuse_if_over(follow_up)
    write(follow_up, owner=owner, **rules.checked({"reason": reason}))
    _validate_owner_can_read(follow_up)
    return follow_up


def move(follow_up: FollowUp, *, actor: User, name: str, **given: Any) -> FollowUp:
    """Make the move called `name`, with what it needs (`reason`, `outcome`; `evidence` if there is any).

    Refuses, in this order: a name that no move has, a status that it does not start from, a missing right, a missing
    need, and what the move itself refuses (four eyes, a closed engagement). The permission is the move's own, so it is
    asked here.
    """
    wanted = LIFECYCLE.find(follow_up, name)
    if not can(actor, wanted.permission, follow_up):
        raise NotPermitted
    given = tidy_values(given)
    LIFECYCLE.check(follow_up, wanted, actor, given)
    changes: dict[str, Any] = {"status": wanted.to, "reason": given.get("reason") or ""}
    match wanted.to:
        case Status.DONE:
            changes |= {"outcome": given["outcome"], "completed_by": actor, "completed_at": timezone.now()}
            changes |= {"evidence": given["evidence"]} if given.get("evidence") else {}
        case Status.VERIFIED:
            changes |= {"verified_by": actor, "verified_at": timezone.now()}
        case Status.OPEN:
            changes |= {"completed_by": None, "completed_at": None, "verified_by": None, "verified_at": None}
    with hide_database_errors(), transaction.atomic():
        return write(follow_up, **changes)


@action(Permission.RECORD_THE_PAST)
def record_follow_up(
    follow_up: FollowUp, *, actor: User, status: str, outcome: str = "", completed_at: datetime | None = None
) -> FollowUp:
    """Give a follow-up of the past the status that it had, and what came of it. For history's own account."""
    if status not in Status.values:
        raise ValidationError({"status": _("This status does not exist.")})
    if status == follow_up.status:
        return follow_up
    changes: dict[str, Any] = {"status": status, "outcome": outcome}
    if status == Status.DONE:
        changes |= {"completed_by": actor, "completed_at": completed_at or timezone.now()}
    return write(follow_up, **changes)
