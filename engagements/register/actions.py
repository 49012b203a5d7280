"""Actions that change content and links of an engagement. `engagements.lifecycle` creates and moves engagements."""

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
    """Changes the content of an engagement and, where given, its linked terms.

    1. Checks: `Refused` for a closed engagement; `ValidationError` for unknown fields and invalid values.
    2. Writes the changes and the reason; `Stale` if the engagement was changed since it was read.
    3. Replaces each list of links that is not `None` (`set_term_links`).
    """
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
"""Tables that link an engagement to reference lists, each with the column of the linked row."""


def set_term_links(engagement: Engagement, **wanted: Iterable[Any] | None) -> None:
    """Replaces the links of `engagement` by the given lists; `None` leaves a list unchanged.

    `ValidationError` at `countries` or `kinds` for an empty list. These links have no level of their own: everybody who
    sees the engagement sees all of them. Part of the actions that create and change an engagement.
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
    """Links a threat to the engagement that addresses it.

    1. Checks: `Refused` for a closed engagement, unless the archive account acts; `ValidationError` at `threat` for a
       threat that is already linked.
    2. Writes the link.
    """
    _refuse_closed(engagement, actor)
    _refuse_duplicate(EngagementThreat, "threat", engagement, threat)
    return EngagementThreat.objects.create(engagement=engagement, threat=threat)


@action(Permission.AMEND_ENGAGEMENT)
def unlink_threat(engagement: Engagement, *, actor: User, threat: Threat) -> None:
    """Removes the link to a threat. `Refused` for a closed engagement, unless the archive account acts."""
    _refuse_closed(engagement, actor)
    EngagementThreat.objects.filter(engagement=engagement, threat=threat).delete()


@action(Permission.AMEND_ENGAGEMENT)
def link_capacity(
    engagement: Engagement, *, actor: User, capacity: Capacity, how: str = "", do_no_harm: str = ""
) -> EngagementCapacity:
    """Links a capacity for peace to the engagement that relies on it.

    `how` describes the use, `do_no_harm` how the engagement avoids harming the capacity.

    1. Checks: `Refused` for a closed engagement, unless the archive account acts; `ValidationError` at `capacity` for a
       capacity that is already linked.
    2. Writes the link.
    """
    _refuse_closed(engagement, actor)
    _refuse_duplicate(EngagementCapacity, "capacity", engagement, capacity)
    texts = tidy_values({"how": how, "do_no_harm": do_no_harm})
    return EngagementCapacity.objects.create(engagement=engagement, capacity=capacity, **texts)


@action(Permission.AMEND_ENGAGEMENT)
def unlink_capacity(engagement: Engagement, *, actor: User, capacity: Capacity) -> None:
    """Removes the link to a capacity. `Refused` for a closed engagement, unless the archive account acts."""
    _refuse_closed(engagement, actor)
    EngagementCapacity.objects.filter(engagement=engagement, capacity=capacity).delete()


@action(Permission.AMEND_ENGAGEMENT)
def link_person(
    engagement: Engagement, *, actor: User, person: Person, function: str = "", key: UUID | None = None
) -> EngagementPerson:
    """Links a person to the engagement, with the person's function there.

    1. Checks: `Refused` for a closed engagement, unless the archive account acts; `ValidationError` at `person` for a
       person who is already linked.
    2. Writes the link, with the primary key `key` if one is given.
    """
    _refuse_closed(engagement, actor)
    _refuse_duplicate(EngagementPerson, "person", engagement, person)
    own = {"id": key} if key else {}
    return EngagementPerson.objects.create(
        engagement=engagement, person=person, **own, **tidy_values({"function": function})
    )


@action(Permission.AMEND_ENGAGEMENT)
def unlink_person(engagement: Engagement, *, actor: User, person: Person) -> None:
    """Removes the link to a person. `Refused` for a closed engagement, unless the archive account acts."""
    _refuse_closed(engagement, actor)
    EngagementPerson.objects.filter(engagement=engagement, person=person).delete()
