"""Writes of the journal."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagements.journal import rules
from engagements.journal.models import EntryPartner, EntryPerson, JournalEntry
from engagements.partners.models import Partner, Person
from engagements.register.models import Engagement
from engagements.register.rules import refuse_if_closed, validate_mark
from engagements.register.scope import KEPT_BY_DATABASE
from offices.access.models import User
from offices.access.permissions import Permission
from offices.access.rights import can
from peaceapp.actions import action, insert, set_links, validate_names, write
from peaceapp.errors import NotPermitted
from peaceapp.history.restore import RestorePolicy


@action(Permission.LOG_ENTRY, on="engagement")
def log_entry(
    *,
    actor: User,
    engagement: Engagement,
    headline: str,
    occurred_on: date,
    sensitivity: int | None = None,
    key: UUID | None = None,
    partners: Iterable[Partner] = (),
    persons: Iterable[Person] = (),
    jointly_with: Iterable[Partner] = (),
    **details: Any,
) -> JournalEntry:
    """Write down what happened on a day: headline and day are all that is required, and any past day will do.

    `sensitivity` marks this entry higher than its engagement; empty: as the engagement. A level that its author could
    not read afterwards is refused. `key` is drawn by the writer: writing the same key twice gives the entry that is
    there already, so a second press of a button does nothing. Refused for a closed engagement, except to the account
    that enters history.
    """
    if key and (written := JournalEntry.objects.filter(pk=key, author=actor, engagement=engagement).first()):
        return written
    if not actor.is_archive:
        refuse_if_closed(engagement)
    validate_mark(sensitivity, engagement)
    validate_names(details, JournalEntry.amendable)
    details = rules.checked(details | {"headline": headline, "occurred_on": occurred_on})
    entry = JournalEntry(engagement=engagement, mark=sensitivity, author=actor, **details)
    insert(entry, key, unchecked={"engagement", "author", *KEPT_BY_DATABASE})
    _relate(entry, partners, persons, jointly_with)
    return entry


def _relate(
    entry: JournalEntry,
    partners: Iterable[Partner] | None,
    persons: Iterable[Person] | None,
    jointly_with: Iterable[Partner] | None,
) -> None:
    """Make the links of `entry` just these, among those that the actor sees; `None` leaves them as they are."""
    for rows, is_joint in ((partners, False), (jointly_with, True)):
        if rows is not None:
            visible = EntryPartner.objects.filter(entry=entry, is_joint=is_joint, partner__in=Partner.objects.all())
            set_links(visible, "partner", rows, entry=entry, is_joint=is_joint)
    if persons is not None:
        seen = EntryPerson.objects.filter(entry=entry, person__in=Person.objects.all())
        set_links(seen, "person", persons, entry=entry)


@action(Permission.CORRECT_ENTRY)
def correct_entry(
    entry: JournalEntry,
    *,
    actor: User,
    reason: str,
    partners: Iterable[Partner] | None = None,
    persons: Iterable[Person] | None = None,
    jointly_with: Iterable[Partner] | None = None,
    **changes: Any,
) -> JournalEntry:
    """Change what an entry says, with a reason; what it said before stays in its history. Refused once closed.

    Its author may mark it higher; lowering its level is for who may lower the engagement's (`NotPermitted`).
    """
    refuse_if_closed(entry.engagement)
    if not reason.strip():
        raise ValidationError({"reason": _("Give a reason for the correction.")})
    level = changes.pop("sensitivity", entry.mark)
    validate_mark(level, entry.engagement)
    if max(level or 0, entry.floor) < entry.sensitivity and not can(actor, Permission.LOWER_SENSITIVITY, entry):
        raise NotPermitted(_("Only a manager of the lead office can lower the sensitivity of an entry."))
    validate_names(changes, JournalEntry.amendable)
    now = {name: getattr(entry, name) for name in JournalEntry.amendable}
    checked = rules.checked(now | changes | {"reason": reason})
    changes = {name: checked[name] for name in changes}
    _relate(entry, partners, persons, jointly_with)
    return write(entry, mark=level, correction_reason=checked["reason"], corrected_at=timezone.now(), **changes)


RESTORE = RestorePolicy(
    correct_entry, {*JournalEntry.amendable, "sensitivity"}, lambda row: not row.engagement.is_closed
)
