"""Links of an engagement to threats, capacities, persons and lists of terms."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from engagements.partners.models import Person
from engagements.peacemap.models import Capacity, Threat
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
from engagements.register.rules import refuse_empty, refuse_if_closed
from engagements.register.scope import Scoped
from offices.access.models import User
from offices.access.permissions import Permission
from peaceapp.actions import action
from peaceapp.text import tidied

TIED: dict[str, tuple[type[Scoped], str]] = {
    "countries": (EngagementCountry, "country"),
    "kinds": (EngagementKind, "kind"),
    "themes": (EngagementTheme, "theme"),
    "mandate_tasks": (EngagementTask, "task"),
    "sdgs": (EngagementSdg, "sdg"),
}
"""The rows that tie an engagement to the lists that administrators keep."""


def link(engagement: Engagement, **wanted: Iterable[Any] | None) -> None:
    """Make the links of `engagement` just these; `None` leaves those of a list alone. Part of opening and amending.

    They carry no mark, so whoever sees the engagement sees them all. `ValidationError` where one must be chosen.
    """
    for name, rows in wanted.items():
        if rows is None:
            continue
        links, to = TIED[name]
        rows = list(rows)
        if name in {"countries", "kinds"}:
            refuse_empty(name, rows)
        manager, keys = links._default_manager, {row.pk for row in rows}
        kept = set(manager.filter(engagement=engagement).values_list(f"{to}_id", flat=True))
        if gone := kept - keys:
            manager.filter(**{"engagement": engagement, f"{to}__in": gone}).delete()
        manager.bulk_create(links(engagement=engagement, **{to: row}) for row in rows if row.pk not in kept)


def _refuse_closed(engagement: Engagement, actor: User) -> None:
    if not actor.is_archive:
        refuse_if_closed(engagement)


def _refuse_again(links: type[Scoped], field: str, engagement: Engagement, row: object) -> None:
    if links._default_manager.filter(**{"engagement": engagement, field: row}).exists():
        raise ValidationError({field: _("The engagement has this already.")})


@action(Permission.AMEND_ENGAGEMENT)
def address_threat(engagement: Engagement, *, actor: User, threat: Threat) -> EngagementThreat:
    """Say that the engagement addresses a threat. Refused once closed."""
    _refuse_closed(engagement, actor)
    _refuse_again(EngagementThreat, "threat", engagement, threat)
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
    _refuse_again(EngagementCapacity, "capacity", engagement, capacity)
    texts = tidied({"how": how, "do_no_harm": do_no_harm})
    return EngagementCapacity.objects.create(engagement=engagement, capacity=capacity, **texts)


@action(Permission.AMEND_ENGAGEMENT)
def unlink_capacity(engagement: Engagement, *, actor: User, capacity: Capacity) -> None:
    """Take that back."""
    _refuse_closed(engagement, actor)
    EngagementCapacity.objects.filter(engagement=engagement, capacity=capacity).delete()


@action(Permission.AMEND_ENGAGEMENT)
def involve(
    engagement: Engagement, *, actor: User, person: Person, function: str = "", key: UUID | None = None
) -> EngagementPerson:
    """Name somebody who matters in the engagement, and as what. Refused once closed."""
    _refuse_closed(engagement, actor)
    _refuse_again(EngagementPerson, "person", engagement, person)
    own = {"id": key} if key else {}
    return EngagementPerson.objects.create(
        engagement=engagement, person=person, **own, **tidied({"function": function})
    )


@action(Permission.AMEND_ENGAGEMENT)
def unlink_person(engagement: Engagement, *, actor: User, person: Person) -> None:
    """Take that back."""
    _refuse_closed(engagement, actor)
    EngagementPerson.objects.filter(engagement=engagement, person=person).delete()
