"""Loads the reference data of every installation: countries, terms, sources, offices, mandates.

Combines several nouns of this app.
"""

from typing import Any

from django.db.models import Model

from offices.directory.models import Characteristic, Coverage, Leadership, Office
from offices.geography.models import Country
from offices.mandates.models import Mandate, MandateTask, TaskOffice, TaskTheme
from offices.sources.models import Source
from offices.taxonomy.models import CapacityGroup, Kind, PartnerRole, PartnerType, Sdg, Term, Theme, ThreatType
from peaceapp.fixtures_loading import Report, create_or_keep, read


def load() -> dict[str, Report]:
    """Loads every list from `fixtures/reference/`. Needs the owner's connection: there are no administrators yet."""
    reports: dict[str, Report] = {}
    reports["countries"] = Report()
    for row in read("reference", "countries.json"):
        create_or_keep(
            Country, "alpha2", {"other_names": []} | row | {"region": row["region"] or ""}, reports["countries"]
        )
    for name, term in TERMS.items():
        reports[name] = Report()
        for row in read("reference", f"{name}.json"):
            create_or_keep(term, "code", row, reports[name])
    reports["sources"] = _sources(read("reference", "sources.json"))
    reports["offices"] = _offices(read("reference", "offices.json"))
    offices = {office.acronym: office.pk for office in Office.objects.all()}
    said = read("reference", "characteristics.json")
    reports["characteristics"] = _of_offices(Characteristic, ("code",), said, offices)
    reports["countries covered"] = _of_offices(Coverage, COVERAGE_KEY, read("reference", "coverage.json"), offices)
    reports["heads of offices"] = _of_offices(Leadership, LEADERSHIP_KEY, read("reference", "leadership.json"), offices)
    reports["mandates"] = _of_offices(Mandate, ("code",), read("reference", "mandates.json"), offices)
    reports["mandate tasks"] = _tasks(read("reference", "mandate_tasks.json"), offices)
    return reports


TERMS: dict[str, type[Term]] = {
    "kinds": Kind,
    "themes": Theme,
    "partner_types": PartnerType,
    "partner_roles": PartnerRole,
    "threat_types": ThreatType,
    "capacity_groups": CapacityGroup,
    "sdgs": Sdg,
}
COVERAGE_KEY = ("office_id", "country_id", "group")
LEADERSHIP_KEY = ("office_id", "name", "post", "from_on")
RENAMED = {"country": "country_id", "nationality": "nationality_id", "key": "code"}


def _of_offices(
    model: type[Model], key: tuple[str, ...], rows: list[dict[str, Any]], offices: dict[str, int]
) -> Report:
    """Loads rows that belong to an office, or to all offices."""
    report = Report()
    for row in rows:
        office = row.pop("office")
        values = {RENAMED.get(name, name): value for name, value in row.items()}
        create_or_keep(model, key, values | {"office_id": offices[office] if office else None}, report)
    return report


def _tasks(rows: list[dict[str, Any]], offices: dict[str, int]) -> Report:
    """Loads mandate tasks with their offices and themes. Links are created with the task and not updated later."""
    report = Report()
    for row in rows:
        holders, themes, before = row.pop("offices"), row.pop("themes"), report["new"]
        task = create_or_keep(MandateTask, "code", row, report)
        if report["new"] > before:
            TaskOffice.objects.bulk_create(TaskOffice(task=task, office_id=offices[each]) for each in holders)
            TaskTheme.objects.bulk_create(TaskTheme(task=task, theme_id=each) for each in themes)
    return report


def _sources(rows: dict[str, dict[str, Any]]) -> Report:
    report = Report()
    for code, row in rows.items():
        values = {"title": row["title"], "address": row["address"] or "", "is_weak": row["weak"]}
        create_or_keep(Source, "code", {"code": code, **values, "note": row.get("note") or ""}, report)
    return report


def _offices(rows: list[dict[str, Any]]) -> Report:
    report = Report()
    by_acronym: dict[str, Office] = {}
    for row in sorted(rows, key=lambda row: row["succeeded_by"] is not None):  # successors before their predecessors
        country, heir = row.pop("host_country"), row.pop("succeeded_by")
        row |= {"host_country_id": country, "succeeded_by_id": by_acronym[heir].pk if heir else None}
        by_acronym[row["acronym"]] = create_or_keep(Office, "acronym", row, report)
    return report
