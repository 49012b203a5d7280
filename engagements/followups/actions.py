"""Writes of follow-ups."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagements.followups import rules
from engagements.followups.choices import LIVE, Status
from engagements.followups.models import FollowUp
from engagements.followups.rules import LIFECYCLE
from engagements.register import queries as register
from engagements.register.models import Engagement
from engagements.register.rules import refuse_if_closed, refuse_unknown_level
from offices.access.models import User
from offices.access.permissions import Permission
from offices.access.rights import can
from offices.directory.models import Office
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.actions import action, write
from peaceapp.errors import NotPermitted, Refused, in_plain_words
from peaceapp.text import tidied

AMENDABLE = {"title", "why", "responsible_partner", "priority", "evidence", "arises_from", "due_precision", "sources"}
"""What `amend_follow_up` changes. Owner, due date and status each have an action of their own."""


def _refuse_foreign(values: dict[str, Any]) -> None:
    if foreign := set(values) - AMENDABLE:
        raise ValidationError({name: _("This cannot be changed here.") for name in foreign})


def _refuse_unread(engagement: Engagement, owner: User) -> None:
    """Nobody is asked to do what they cannot open."""
    readers = register.readers(engagement)
    if not owner.is_active or not (readers.everybody or owner.pk in readers.ids):
        raise ValidationError({"owner": _("This person cannot read the engagement.")})


def _insert(row: FollowUp, key: UUID | None) -> FollowUp:
    if key:
        row.pk = key
    row.clean_fields(exclude={"engagement", "lead_office", "floor", "sensitivity", "due_order"})
    row.save(force_insert=True)
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

    `ValidationError` for an owner who cannot read the engagement. Without a due date it has none yet.
    """
    if not actor.is_archive:
        refuse_if_closed(engagement)
    if sensitivity is not None:
        refuse_unknown_level(sensitivity)
    _refuse_foreign(details)
    owner = owner or actor
    if owner != actor:
        _refuse_unread(engagement, owner)
    entry = details.get("arises_from")
    if entry is not None and entry.engagement_id != engagement.pk:
        raise ValidationError({"arises_from": _("This entry is of another engagement.")})
    values = rules.checked(details | {"title": title, "due_on": due_on})
    return _insert(FollowUp(engagement=engagement, owner=owner, mark=sensitivity, **values), key)


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
    """Add a follow-up that an office as a whole owes: no engagement, at most confidential."""
    if sensitivity is not None and sensitivity > Sensitivity.CONFIDENTIAL:
        raise ValidationError({"sensitivity": _("Unclassified or confidential: nothing else fits here.")})
    _refuse_foreign(details)
    if details.get("arises_from"):
        raise ValidationError({"arises_from": _("Only a follow-up of an engagement arises from an entry.")})
    values = rules.checked(details | {"title": title, "due_on": due_on})
    return _insert(FollowUp(lead_office=office, owner=owner or actor, mark=sensitivity, **values), key)


def _refuse_over(row: FollowUp) -> None:
    if row.status not in LIVE:
        raise Refused(_("This follow-up is over. Reopen it first."))
    if row.engagement:
        refuse_if_closed(row.engagement)


@action(Permission.AMEND_FOLLOW_UP)
def amend_follow_up(follow_up: FollowUp, *, actor: User, **changes: Any) -> FollowUp:
    """Change what a live follow-up says, if nobody else has since it was read (`Stale`)."""
    _refuse_over(follow_up)
    _refuse_foreign(changes)
    entry = changes.get("arises_from")
    if entry is not None and entry.engagement_id != follow_up.engagement_id:
        raise ValidationError({"arises_from": _("This entry is of another engagement.")})
    return write(follow_up, **rules.checked(changes))


@action(Permission.AMEND_FOLLOW_UP)
def move_due_date(follow_up: FollowUp, *, actor: User, to: date | None, reason: str) -> FollowUp:
    """Give a live follow-up another due date, or none yet. The old one and the reason stay in its history."""
    _refuse_over(follow_up)
    values = rules.checked({"due_on": to, "reason": reason})
    if not values["reason"] and follow_up.due_on is not None:
        raise ValidationError({"reason": _("Say why.")})
    return write(follow_up, **values)


@action(Permission.REASSIGN_FOLLOW_UP)
def reassign(follow_up: FollowUp, *, actor: User, owner: User, reason: str = "") -> FollowUp:
    """Give a live follow-up to somebody else, who must be able to read it."""
    _refuse_over(follow_up)
    if follow_up.engagement:
        _refuse_unread(follow_up.engagement, owner)
    return write(follow_up, owner=owner, reason=rules.checked({"reason": reason})["reason"])


def move(follow_up: FollowUp, *, actor: User, name: str, **given: Any) -> FollowUp:
    """Make the move called `name`, with what it needs (`reason`, `outcome`; `evidence` if there is any).

    Refuses, in this order: a name that no move has, a status that it does not start from, a missing right, a missing
    need, and what the move itself refuses (four eyes). The permission is the move's own, so it is asked here.
    """
    wanted = LIFECYCLE.find(follow_up, name)
    if not can(actor, wanted.permission, follow_up):
        raise NotPermitted
    given = tidied(given)
    LIFECYCLE.check(follow_up, wanted, actor, given)
    if follow_up.engagement and not actor.is_archive:
        refuse_if_closed(follow_up.engagement)
    changes: dict[str, Any] = {"status": wanted.to, "reason": given.get("reason") or ""}
    match wanted.to:
        case Status.DONE:
            changes |= {"outcome": given["outcome"], "completed_by": actor, "completed_at": timezone.now()}
            changes |= {"evidence": given["evidence"]} if given.get("evidence") else {}
        case Status.VERIFIED:
            changes |= {"verified_by": actor, "verified_at": timezone.now()}
        case Status.OPEN:
            changes |= {"completed_by": None, "completed_at": None, "verified_by": None, "verified_at": None}
    with in_plain_words(), transaction.atomic():
        return write(follow_up, **changes)


@action(Permission.RECORD_THE_PAST)
def record_follow_up(
    follow_up: FollowUp, *, actor: User, status: str, outcome: str = "", completed_at: datetime | None = None
) -> FollowUp:
    """Give a follow-up of the past the status that it had, and what came of it. For history's own account."""
    if status not in Status.values:
        raise ValidationError({"status": _("There is no such status.")})
    if status == follow_up.status:
        return follow_up
    changes: dict[str, Any] = {"status": status, "outcome": outcome}
    if status == Status.DONE:
        changes |= {"completed_by": actor, "completed_at": completed_at or timezone.now()}
    return write(follow_up, **changes)
