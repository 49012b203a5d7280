"""Loads the facts that every installation has: countries, kinds, themes, sources, offices.

A composition of this app's nouns.
"""

from typing import Any

from offices.directory.models import Office
from offices.geography.models import Country
from offices.sources.models import Source
from offices.taxonomy.models import Kind, Theme
from peaceapp.loading import Report, read, settle


def load() -> dict[str, Report]:
    """Load every list from `fixtures/reference/`. Needs the owner's connection: there are no administrators yet."""
    reports: dict[str, Report] = {}
    for name, model, key in (("countries", Country, "alpha2"), ("kinds", Kind, "code"), ("themes", Theme, "code")):
        reports[name] = Report()
        for row in read("reference", f"{name}.json"):
            settle(model, key, row | {k: v or "" for k, v in row.items() if k == "region"}, reports[name])
    reports["sources"] = _sources(read("reference", "sources.json"))
    reports["offices"] = _offices(read("reference", "offices.json"))
    return reports


def _sources(rows: dict[str, dict[str, Any]]) -> Report:
    report = Report()
    for code, row in rows.items():
        values = {"title": row["title"], "address": row["address"] or "", "is_weak": row["weak"]}
        settle(Source, "code", {"code": code, **values, "note": row.get("note") or ""}, report)
    return report


def _offices(rows: list[dict[str, Any]]) -> Report:
    report = Report()
    by_acronym: dict[str, Office] = {}
    for row in sorted(rows, key=lambda row: row["succeeded_by"] is not None):  # successors before those they succeed
        country, heir = row.pop("host_country"), row.pop("succeeded_by")
        row |= {"host_country_id": country, "succeeded_by_id": by_acronym[heir].pk if heir else None}
        by_acronym[row["acronym"]] = settle(Office, "acronym", row, report)
    return report
