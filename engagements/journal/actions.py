"""Actions on journal entries."""

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
    """Adds an entry about a past date to the journal. Only headline and date are required.

    `sensitivity` marks the entry above its engagement; `None` gives it the level of the engagement. `key` is the
    primary key, drawn by the client.

    1. Returns the present entry of the actor with this key and engagement, so that a repeated request adds nothing.
    2. Checks: `Refused` for a closed engagement, unless the archive account acts; `ValidationError` at `sensitivity`
       for a level at which the author could not read the entry, at `headline`, `occurred_on` and `occurred_until` for
       invalid values.
    3. Writes the entry and its links to partners and persons.
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
    """Replaces the links of `entry`, among those that the actor can see; `None` leaves a list unchanged."""
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
    """Corrects an entry, with a reason. The earlier text stays in the history.

    1. Checks: `Refused` for a closed engagement; `ValidationError` at `reason` without a reason, at `sensitivity` for a
       level at which the actor could not read the entry; `NotPermitted` for lowering the level of the entry without the
       permission to lower the level of the engagement; `ValidationError` for unknown fields and invalid values.
    2. Replaces the given links.
    3. Writes the changes, the reason and the time; `Stale` if the entry was changed since it was read.
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
