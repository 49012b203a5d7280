"""Writes that open an engagement and move its status."""

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
    """Make the move called `name`, with what it needs (`reason`, `outcome`, `lessons`, a user name as `lead_officer`).

    Refuses, in this order: a name that no move has, a status that it does not start from, a missing right, a missing
    need, and what the move itself refuses (four eyes). The permission is the move's own, so it is asked here.
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
    """Somebody who can be named, by user name."""
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
    """Open a draft with its creator on the team and, unless another is named, as lead officer.

    A strictly confidential one is inserted as confidential and raised in the same transaction: its row must be visible
    to be returned. So whoever opens one needs the clearance, and confidential clearance in the lead office. History
    (`level_versions`) and trail have the level that was chosen. `reference` is given only where there is one already.
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
    """Save with a reference of its own: office, year and four random characters, drawn again if they are taken."""
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
    """Give an engagement of the past its status and dates, past the approvals it had. For history's own account."""
    if status not in Status.values:
        raise ValidationError({"status": _("This status does not exist.")})
    return write(engagement, status=status, closed_on=closed_on, **details)
