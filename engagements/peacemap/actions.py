"""Writes of the map of peace."""

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
    """Put a capacity for peace on the map of `office`."""
    capacity = Capacity(office=office, **_checked({"title": title} | details, Capacity.amendable))
    validate_readable_level(capacity.sensitivity, office.pk)
    return insert(capacity, key, unchecked={"office"})


@action(Permission.MAP_PEACE)
def amend_capacity(capacity: Capacity, *, actor: User, reason: str = "", **changes: Any) -> Capacity:
    """Change it, if nobody else has since it was read (`Stale`)."""
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
    """Put a threat on the map of `office`."""
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
    """Change it, if nobody else has since it was read (`Stale`)."""
    validate_readable_level(changes.get("sensitivity"), threat.office_id)
    write(threat, reason=tidy(reason), **_checked(changes, Threat.amendable))
    if countries is not None:
        set_links(ThreatCountry.objects.filter(threat=threat), "country", countries, threat=threat)
    return threat


THREAT_RESTORE = RestorePolicy(amend_threat, Threat.amendable)
