"""Actions on follow-ups."""

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
"""Fields of a new follow-up, besides those with an argument of their own."""


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
    """`ValidationError` at `owner` if the owner cannot read the row.

    Runs after the write, because row-level security decides and reads the stored row.
    """
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
    """Adds a follow-up to an engagement. The actor becomes its owner unless another user is given.

    `due_on` may be empty. `key` is the primary key, drawn by the client.

    1. Returns the present follow-up of the engagement with this key, so that a repeated request adds nothing.
    2. Checks: `Refused` for a closed engagement, unless the archive account acts; `ValidationError` at `sensitivity`
       for a level at which the actor could not read the row, at `arises_from` for an entry of another engagement, for
       unknown fields and invalid values.
    3. Writes the follow-up.
    4. Checks another owner: `ValidationError` at `owner` if they cannot read it.
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
    """Adds a follow-up of an office as a whole. The actor becomes its owner unless another user is given.

    `due_on` may be empty. `key` is the primary key, drawn by the client.

    1. Returns the present follow-up of the office with this key.
    2. Checks: `ValidationError` at `sensitivity` for strictly confidential, or a level at which the actor could not
       read the row, at `arises_from` for any entry, for unknown fields and invalid values.
    3. Writes the follow-up.
    4. Checks another owner: `ValidationError` at `owner` if they cannot read it.
    """
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
    """Changes a follow-up that is not done or cancelled. Owner, due date and status have actions of their own.

    1. Checks: `Refused` for a done or cancelled follow-up, or a closed engagement; `ValidationError` at `sensitivity`
       for a level at which the actor could not read the row; `NotPermitted` for lowering its level without the
       permission to lower the level of the engagement; `ValidationError` at `arises_from` for an entry of another
       engagement, for unknown fields and invalid values.
    2. Writes the changes; `Stale` if the follow-up was changed since it was read.
    3. If the level was raised: `ValidationError` at `owner` if the owner could no longer read it.
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
    """Changes or removes the due date. The earlier date and the reason stay in the history.

    1. Checks: `Refused` for a done or cancelled follow-up, or a closed engagement; `ValidationError` at `due_on` for
       the present date or a date before 1900, at `reason` without a reason, unless there was no due date.
    2. Writes the date and the reason; `Stale` if the follow-up was changed since it was read.
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
    """Gives the follow-up another owner, with an optional reason.

    1. Checks: `Refused` for a done or cancelled follow-up, or a closed engagement.
    2. Writes the owner; `Stale` if the follow-up was changed since it was read.
    3. Checks: `ValidationError` at `owner` if the new owner cannot read it.
    """
    _refuse_if_over(follow_up)
    write(follow_up, owner=owner, **rules.checked({"reason": reason}))
    _validate_owner_can_read(follow_up)
    return follow_up


def move(follow_up: FollowUp, *, actor: User, name: str, **given: Any) -> FollowUp:
    """Makes the status move `name` with the values that it needs.

    Values: `reason`, `outcome`, and optionally `evidence`. Each move has a permission of its own, so this function is
    not an `@action` and checks it itself.

    1. Checks in this order: `ValidationError` at `name` for an unknown move; `MoveRefused` for a move that does not
       start from this status; `NotPermitted`; `ValidationError` at each missing value; `MoveRefused` by the move's own
       check (four eyes, priority, closed engagement).
    2. Writes the status and the columns that depend on it; `Stale` if the follow-up was changed since it was read.
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
    """Writes status and outcome of a past follow-up. For the archive account."""
    if status not in Status.values:
        raise ValidationError({"status": _("This status does not exist.")})
    if status == follow_up.status:
        return follow_up
    changes: dict[str, Any] = {"status": status, "outcome": outcome}
    if status == Status.DONE:
        changes |= {"completed_by": actor, "completed_at": completed_at or timezone.now()}
    return write(follow_up, **changes)
