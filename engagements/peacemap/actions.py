"""Actions of Peace mapping: capacities for peace, and threats."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from engagements.partners import rules
from engagements.peacemap.models import Capacity, Threat, ThreatCountry
from offices.access.models import User
from offices.access.permissions import Permission
from offices.directory.models import Office
from offices.geography.models import Country
from peaceapp.access.readable_levels import validate_readable_level
from peaceapp.actions import action, insert, set_links, validate_names, write
from peaceapp.history.restore import RestorePolicy
from peaceapp.text import tidy


def _checked(values: dict[str, Any], own: Collection[str]) -> dict[str, Any]:
    validate_names(values, own)
    values = rules.checked(values)
    if "title" in values and not values["title"]:
        raise ValidationError({"title": _("Give a title.")})
    return values


@action(Permission.MAP_PEACE, on="office")
def add_capacity(*, actor: User, office: Office, title: str, key: UUID | None = None, **details: Any) -> Capacity:
    """Adds a capacity for peace that `office` owns.

    1. Checks: `ValidationError` for unknown fields and invalid values, at `title` for an empty title, at `sensitivity`
       for a level at which the actor could not read the row.
    2. Writes the capacity, with the primary key `key` if one is given. A trigger notes the change in the audit trail.
    """
    capacity = Capacity(office=office, **_checked({"title": title} | details, Capacity.amendable))
    validate_readable_level(capacity.sensitivity, office.pk)
    return insert(capacity, key, unchecked={"office"})


@action(Permission.MAP_PEACE)
def amend_capacity(capacity: Capacity, *, actor: User, reason: str = "", **changes: Any) -> Capacity:
    """Changes a capacity for peace, with an optional reason.

    1. Checks: `ValidationError` at `sensitivity` for a level at which the actor could not read the row, for unknown
       fields and invalid values.
    2. Writes the changes; `Stale` if the capacity was changed since it was read. A trigger notes the change in the
       audit trail.
    """
    validate_readable_level(changes.get("sensitivity"), capacity.office_id)
    return write(capacity, reason=tidy(reason), **_checked(changes, Capacity.amendable))


CAPACITY_RESTORE = RestorePolicy(amend_capacity, Capacity.amendable)


@action(Permission.MAP_PEACE, on="office")
def add_threat(
    *,
    actor: User,
    office: Office,
    title: str,
    countries: Iterable[Country] = (),
    key: UUID | None = None,
    **details: Any,
) -> Threat:
    """Adds a threat that `office` owns.

    1. Checks: `ValidationError` for unknown fields and invalid values, at `title` for an empty title, at `sensitivity`
       for a level at which the actor could not read the row.
    2. Writes the threat, with the primary key `key` if one is given, then its countries. Triggers note the change in
       the audit trail.
    """
    threat = Threat(office=office, **_checked({"title": title} | details, Threat.amendable))
    validate_readable_level(threat.sensitivity, office.pk)
    insert(threat, key, unchecked={"office"})
    set_links(ThreatCountry.objects.filter(threat=threat), "country", countries, threat=threat)
    return threat


@action(Permission.MAP_PEACE)
def amend_threat(
    threat: Threat,
    *,
    actor: User,
    countries: Iterable[Country] | None = None,
    reason: str = "",
    **changes: Any,
) -> Threat:
    """Changes a threat, with an optional reason. Given countries replace the present ones.

    1. Checks: `ValidationError` at `sensitivity` for a level at which the actor could not read the row, for unknown
       fields and invalid values.
    2. Writes the changes; `Stale` if the threat was changed since it was read. Triggers note the change in the audit
       trail.
    """
    validate_readable_level(changes.get("sensitivity"), threat.office_id)
    write(threat, reason=tidy(reason), **_checked(changes, Threat.amendable))
    if countries is not None:
        set_links(ThreatCountry.objects.filter(threat=threat), "country", countries, threat=threat)
    return threat


THREAT_RESTORE = RestorePolicy(amend_threat, Threat.amendable)
