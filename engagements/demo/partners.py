"""Loads partners, persons and the threats of whole regions, by the same actions that people use."""

from collections.abc import Callable
from typing import Any

from engagements.demo.keys import key_of, versions_of
from engagements.partners.actions import add_partner, add_person
from engagements.partners.models import Partner, Person
from engagements.peacemap.actions import add_threat
from engagements.peacemap.models import Threat
from offices.access.models import User
from offices.directory.models import Office
from offices.geography.models import Country
from offices.taxonomy.models import PartnerType, ThreatType
from peaceapp.access.actor import acting_as
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.fixtures_loading import Report, read


def load_partners(archive: User) -> Report:
    """Adds missing partners."""
    return _load(archive, "partner", Partner, read("demo", "partners.json"), _partner)


def load_persons(archive: User) -> Report:
    """Adds missing persons, unclassified because they are of the public record."""
    return _load(archive, "person", Person, read("demo", "persons.json"), _person)


def load_threats(archive: User) -> Report:
    """Adds missing threats of whole regions."""
    rows = read("demo", "region_threats.json")
    for row in rows:
        row["key"] = f"{row['office']}/{row['depth']}/{row['title']}"
    return _load(archive, "threat", Threat, rows, _threat)


def _load(
    archive: User, noun: str, model: type[Any], rows: list[dict[str, Any]], enter: Callable[[User, dict[str, Any]], Any]
) -> Report:
    report = Report()
    present = versions_of(model, [key_of(noun, row["key"]) for row in rows])
    with acting_as(archive):
        for row in rows:
            version = present.get(key_of(noun, row["key"]))
            if version is None:
                enter(archive, row)
            report["new" if version is None else "same" if version == 1 else "kept as edited"] += 1
    return report


def _office(row: dict[str, Any]) -> Office:
    return Office.objects.get(acronym=row["office"])


def _partner(archive: User, row: dict[str, Any]) -> Partner:
    plain = ("name", "acronym", "iati_type", "region", "seat", "about", "other_names", "sources")
    return add_partner(
        actor=archive,
        office=_office(row),
        key=key_of("partner", row["key"]),
        kind=PartnerType.objects.get(pk=row["type"]),
        countries=Country.objects.filter(pk__in=row["countries"]),
        members=Country.objects.filter(pk__in=row["members"]),
        is_another=True,
        **{name: row[name] for name in plain},
    )


def _person(archive: User, row: dict[str, Any]) -> Person:
    return add_person(
        actor=archive,
        office=_office(row),
        key=key_of("person", row["key"]),
        name=row["name"],
        function=row["function"],
        other_names=row["other_names"],
        is_another=True,
        nationality=Country.objects.get(pk=row["nationality"]) if row["nationality"] else None,
        partner=Partner.objects.get(pk=key_of("partner", row["partner"])) if row["partner"] else None,
        sensitivity=Sensitivity.of(row["sensitivity"]),
        sources=row["sources"],
    )


def _threat(archive: User, row: dict[str, Any]) -> Threat:
    return add_threat(
        actor=archive,
        office=_office(row),
        key=key_of("threat", row["key"]),
        title=row["title"],
        kind=ThreatType.objects.get(pk=row["type"]),
        depth=row["depth"],
        region=row["region"],
        countries=Country.objects.filter(pk__in=row["countries"]),
        sources=row["sources"],
    )
