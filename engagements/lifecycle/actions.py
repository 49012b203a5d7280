"""Actions that create an engagement and move its status."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagements.lifecycle.rules import LIFECYCLE
from engagements.register import rules
from engagements.register.actions import set_term_links
from engagements.register.choices import Status
from engagements.register.models import Engagement, Support, TeamMember
from engagements.team.actions import hand_over, insert_team_member
from offices.access.models import User
from offices.access.permissions import Permission
from offices.access.queries import OWNERS
from offices.access.rights import can
from offices.audit.notes import defer_triggers
from offices.directory.models import Office
from offices.geography.models import Country
from offices.mandates.models import MandateTask
from offices.taxonomy.models import Kind, Sdg, Theme
from peaceapp.access.keys import random_characters
from peaceapp.access.readable_levels import validate_readable_level
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.actions import action, write
from peaceapp.dates import today
from peaceapp.errors import NotPermitted, Refused, hide_database_errors
from peaceapp.text import tidy_values


def move(engagement: Engagement, *, actor: User, name: str, **given: Any) -> Engagement:
    """Makes the status move `name` with the values that it needs.

    Values: `reason`, `outcome`, `lessons`, or a user name as `lead_officer`. Each move has a permission of its own, so
    this function is not an `@action` and checks it itself.

    1. Checks in this order: `ValidationError` at `name` for an unknown move; `MoveRefused` for a move that does not
       start from this status; `NotPermitted`; `ValidationError` at each missing value; `MoveRefused` by the move's own
       check (four eyes, missing lead officer, open follow-ups).
    2. Writes the status and the columns that depend on it; `Stale` if the engagement was changed since it was read. The
       move `hand_over` calls the action `hand_over` instead.
    """
    wanted = LIFECYCLE.find(engagement, name)
    if not can(actor, wanted.permission, engagement):
        raise NotPermitted
    given = tidy_values(given)
    LIFECYCLE.check(engagement, wanted, actor, given)
    if name == "hand_over":
        return hand_over(engagement, actor=actor, to=_find_user(given["lead_officer"]), reason=given["reason"])
    changes: dict[str, Any] = {"status": wanted.to, "reason": given.get("reason") or ""}
    if wanted.to in {Status.IN_REVIEW, Status.CLOSING}:
        changes |= {"submitted_by": actor, "submitted_at": timezone.now()}
    if wanted.to == Status.CLOSING:
        changes |= {"outcome": given["outcome"], "lessons": given["lessons"]}
    if wanted.to == Status.CLOSED:
        changes |= {"closed_on": today(), "closed_precision": "day"}
    if name == "reopen":
        changes |= {"closed_on": None}
    with hide_database_errors(), transaction.atomic():
        return write(engagement, **changes)


def _find_user(username: str) -> User:
    """The user with this user name, if they can own work. `ValidationError` at `lead_officer` for others."""
    found: User | None = User.objects.filter(OWNERS, username=username).first()
    if found is None:
        raise ValidationError({"lead_officer": _("This user does not exist.")})
    return found


@action(Permission.OPEN_ENGAGEMENT, on="lead_office")
def open_engagement(
    *,
    actor: User,
    lead_office: Office,
    title: str,
    countries: Iterable[Country],
    kinds: Iterable[Kind],
    themes: Iterable[Theme] = (),
    mandate_tasks: Iterable[MandateTask] = (),
    sdgs: Iterable[Sdg] = (),
    supporting_offices: Iterable[Office] = (),
    support_reason: str = "",
    sensitivity: int = Sensitivity.UNCLASSIFIED,
    opened_on: date | None = None,
    lead_officer: User | None = None,
    reference: str | None = None,
    **details: Any,
) -> Engagement:
    """Creates a draft with the actor on its team. The actor becomes lead officer unless another user is given.

    1. Checks: `ValidationError` at `sensitivity` for an unknown level or one at which the actor could not read the
       engagement, at `countries` and `kinds` for an empty list, at `lead_office` for a closed office (the archive
       account may use one), and for invalid values.
    2. Inserts the engagement, with a new reference unless one is given: only engagements of the past have one already.
       `Refused` if no free reference is found.
    3. Adds the actor to the team, and writes links and supporting offices.
    4. Raises the level to strictly confidential, if chosen.
    5. Adds another lead officer to the team; `ValidationError` at `lead_officer` for a user without the clearance.

    Triggers note team members and supporting offices in the audit trail, with the chosen level.

    A strictly confidential engagement is inserted as confidential, because the new row must be visible to be returned.
    So its creator needs confidential clearance in the lead office, besides strictly confidential clearance. History
    (trigger `level_versions`) and audit trail show only the chosen level.
    """
    rules.validate_level(sensitivity)
    validate_readable_level(min(sensitivity, Sensitivity.CONFIDENTIAL), lead_office.pk)
    countries, kinds = list(countries), list(kinds)
    rules.validate_not_empty("countries", countries)
    rules.validate_not_empty("kinds", kinds)
    opened_on = opened_on or today()
    details = rules.checked(details | {"title": title, "opened_on": opened_on})
    if lead_office.closed_on and not actor.is_archive:
        raise ValidationError({"lead_office": _("This office is closed.")})
    engagement = Engagement(
        lead_office=lead_office,
        lead_officer=lead_officer or actor,
        sensitivity=min(sensitivity, Sensitivity.CONFIDENTIAL),
        **details,
    )
    engagement.clean_fields(exclude={"reference"})
    _insert(engagement, reference)
    with defer_triggers("note_seat", "note_support"):
        TeamMember.objects.create(engagement=engagement, user=actor)
        set_term_links(
            engagement, countries=countries, kinds=kinds, themes=themes, mandate_tasks=mandate_tasks, sdgs=sdgs
        )
        for office in supporting_offices:
            Support.objects.create(
                engagement=engagement,
                office=office,
                reason=support_reason or str(_("Named when the engagement was created")),
            )
        if sensitivity > engagement.sensitivity:
            write(engagement, sensitivity=sensitivity)
    if engagement.lead_officer_id != actor.pk:
        insert_team_member(engagement, engagement.lead_officer, actor, field="lead_officer")
    return engagement


def _insert(engagement: Engagement, reference: str | None) -> None:
    """Saves the engagement with a new reference: office, year and four random characters. Tries five times."""
    for _attempt in range(5):
        stem = f"{engagement.lead_office.acronym}-{engagement.opened_on.year}"
        engagement.reference = reference or f"{stem}-{random_characters(4)}"
        try:
            with transaction.atomic():
                engagement.save(force_insert=True)
            return
        except IntegrityError:
            if reference:
                raise
    raise Refused(_("No reference is available. Try again."))


@action(Permission.RECORD_THE_PAST)
def record_as_it_was(
    engagement: Engagement, *, actor: User, status: str, closed_on: date | None = None, **details: Any
) -> Engagement:
    """Writes status and dates of a past engagement, without its approvals. For the archive account."""
    if status not in Status.values:
        raise ValidationError({"status": _("This status does not exist.")})
    return write(engagement, status=status, closed_on=closed_on, **details)
