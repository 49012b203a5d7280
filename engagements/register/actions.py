"""Writes of what an engagement says, and of its links. It is opened, moved and closed in `engagements.lifecycle`."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from engagements.partners.models import Person
from engagements.peacemap.models import Capacity, Threat
from engagements.register import rules
from engagements.register.models import (
    Engagement,
    EngagementCapacity,
    EngagementCountry,
    EngagementKind,
    EngagementPerson,
    EngagementSdg,
    EngagementTask,
    EngagementTheme,
    EngagementThreat,
)
from engagements.register.rules import refuse_if_closed, tidy_reason, validate_not_empty
from engagements.register.scope import EngagementRow
from offices.access.models import User
from offices.access.permissions import Permission
from offices.geography.models import Country
from offices.mandates.models import MandateTask
from offices.taxonomy.models import Kind, Sdg, Theme
from peaceapp.actions import action, set_links, validate_names, write
from peaceapp.history.restore import RestorePolicy
from peaceapp.text import tidy_values


@action(Permission.AMEND_ENGAGEMENT)
def amend_engagement(
    engagement: Engagement,
    *,
    actor: User,
    countries: Iterable[Country] | None = None,
    kinds: Iterable[Kind] | None = None,
    themes: Iterable[Theme] | None = None,
    mandate_tasks: Iterable[MandateTask] | None = None,
    sdgs: Iterable[Sdg] | None = None,
    reason: str = "",
    **changes: Any,
) -> Engagement:
    """Change what an engagement says, if nobody else has since it was read (`Stale`). Refused once it is closed."""
    rules.refuse_if_closed(engagement)
    validate_names(changes, Engagement.amendable)
    checked = rules.checked({"opened_on": engagement.opened_on, "closed_on": engagement.closed_on} | changes)
    write(engagement, reason=tidy_reason(reason), **{name: checked[name] for name in changes})
    set_term_links(engagement, countries=countries, kinds=kinds, themes=themes, mandate_tasks=mandate_tasks, sdgs=sdgs)
    return engagement


RESTORE = RestorePolicy(amend_engagement, Engagement.amendable, lambda row: not row.is_closed)


LINK_TABLES: dict[str, tuple[type[EngagementRow], str]] = {
    "countries": (EngagementCountry, "country"),
    "kinds": (EngagementKind, "kind"),
    "themes": (EngagementTheme, "theme"),
    "mandate_tasks": (EngagementTask, "task"),
    "sdgs": (EngagementSdg, "sdg"),
}
"""Tables that link an engagement to the lists that administrators keep, and the column of each list's row."""


def set_term_links(engagement: Engagement, **wanted: Iterable[Any] | None) -> None:
    """Make the links of `engagement` just these; `None` leaves those of a list alone. Part of opening and amending.

    They carry no mark, so whoever sees the engagement sees them all. `ValidationError` where one must be chosen.
    """
    for name, rows in wanted.items():
        if rows is None:
            continue
        links, to = LINK_TABLES[name]
        rows = list(rows)
        if name in {"countries", "kinds"}:
            validate_not_empty(name, rows)
        set_links(links._default_manager.filter(engagement=engagement), to, rows, engagement=engagement)


def _refuse_closed(engagement: Engagement, actor: User) -> None:
    if not actor.is_archive:
        refuse_if_closed(engagement)


def _refuse_duplicate(links: type[EngagementRow], field: str, engagement: Engagement, row: object) -> None:
    if links._default_manager.filter(**{"engagement": engagement, field: row}).exists():
        raise ValidationError({field: _("This record is already linked to the engagement.")})


@action(Permission.AMEND_ENGAGEMENT)
def link_threat(engagement: Engagement, *, actor: User, threat: Threat) -> EngagementThreat:
    """Say that the engagement addresses a threat. Refused once closed."""
    _refuse_closed(engagement, actor)
    _refuse_duplicate(EngagementThreat, "threat", engagement, threat)
    return EngagementThreat.objects.create(engagement=engagement, threat=threat)


@action(Permission.AMEND_ENGAGEMENT)
def unlink_threat(engagement: Engagement, *, actor: User, threat: Threat) -> None:
    """Take that back."""
    _refuse_closed(engagement, actor)
    EngagementThreat.objects.filter(engagement=engagement, threat=threat).delete()


@action(Permission.AMEND_ENGAGEMENT)
def link_capacity(
    engagement: Engagement, *, actor: User, capacity: Capacity, how: str = "", do_no_harm: str = ""
) -> EngagementCapacity:
    """Say that the engagement relies on a capacity for peace: how, and without harm to it. Refused once closed."""
    _refuse_closed(engagement, actor)
    _refuse_duplicate(EngagementCapacity, "capacity", engagement, capacity)
    texts = tidy_values({"how": how, "do_no_harm": do_no_harm})
    return EngagementCapacity.objects.create(engagement=engagement, capacity=capacity, **texts)


@action(Permission.AMEND_ENGAGEMENT)
def unlink_capacity(engagement: Engagement, *, actor: User, capacity: Capacity) -> None:
    """Take that back."""
    _refuse_closed(engagement, actor)
    EngagementCapacity.objects.filter(engagement=engagement, capacity=capacity).delete()


@action(Permission.AMEND_ENGAGEMENT)
def link_person(
    engagement: Engagement, *, actor: User, person: Person, function: str = "", key: UUID | None = None
) -> EngagementPerson:
    """Name somebody who matters in the engagement, and as what. Refused once closed."""
    _refuse_closed(engagement, actor)
    _refuse_duplicate(EngagementPerson, "person", engagement, person)
    own = {"id": key} if key else {}
    return EngagementPerson.objects.create(
        engagement=engagement, person=person, **own, **tidy_values({"function": function})
    )


@action(Permission.AMEND_ENGAGEMENT)
def unlink_person(engagement: Engagement, *, actor: User, person: Person) -> None:
    """Take that back."""
    _refuse_closed(engagement, actor)
    EngagementPerson.objects.filter(engagement=engagement, person=person).delete()
