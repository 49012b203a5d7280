"""Loads the first data: demo accounts, and engagements through the same actions that people use.

A composition of this app's nouns. Historical rows are entered by the account `archive`, which cannot sign in.
"""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from engagements.journal.actions import log_entry
from engagements.journal.models import JournalEntry
from engagements.register.actions import leave_to_team, open_engagement, record_as_it_was
from engagements.register.models import Engagement
from offices.access.models import Membership, User
from offices.directory.models import Office
from offices.geography.models import Country
from offices.taxonomy.models import Kind, Theme
from peaceapp.access.actor import acting_as
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.loading import FIXTURES, Report, read
from peaceapp.postgres.base import as_owner

ARCHIVE = "archive"
PLAIN = ("title", "origin", "orientation", "setting", "entry_point", "peace_aim", "opened_on", "opened_precision",
         "language", "sources", "summary", "outcome", "lessons")  # fmt: skip
ENTRY = ("kind", "headline", "body", "occurred_on", "occurred_until", "occurred_precision", "occurred_at", "place",
         "level", "effort_days", "language", "sources")  # fmt: skip


def load_accounts(password: str) -> Report:
    """Create the demo accounts that are missing, and give all that can sign in `password`. Needs the owner."""
    report = Report()
    offices = {office.acronym: office for office in Office.objects.all()}
    # Hashing is slow on purpose: one hash serves all the accounts, which share the password, and is checked once.
    hashed, fits = make_password(password), cache(lambda held: check_password(password, held))
    with transaction.atomic():
        for row in read("demo", "accounts.json"):
            user = User.objects.filter(username=row["username"]).first()
            report["same" if user else "new"] += 1
            user = user or User(username=row["username"], name=row["name"])
            user.is_superuser = user.is_staff = row["is_superuser"]
            user.is_archive = not row["can_sign_in"]
            if user.is_archive:
                user.set_unusable_password()
            elif not user.password or not fits(user.password):
                user.password = hashed
            user.save()
            _join(user, row["memberships"], offices)
    return report


def _join(user: User, memberships: list[dict[str, str]], offices: dict[str, Office]) -> None:
    for row in memberships:
        Membership.objects.get_or_create(
            user=user,
            office=offices[row["office"]],
            role=row["role"],
            defaults={"clearance": Sensitivity.of(row["clearance"]), "from_on": row["from_on"]},
        )
    if memberships and user.home_office is None:
        user.home_office = offices[memberships[0]["office"]]
        user.save(update_fields=["home_office"])


def load_engagements(tell: Callable[[str], None]) -> Report:
    """Enter the engagements that are missing, each in a transaction of its own; those that are there are left alone."""
    report = Report()
    with as_owner():  # what is there is asked past the rule: the archive left the strictly confidential one to its team
        present = {e.reference: e for e in Engagement.objects.all()}
        entries = {e.pk: JournalEntry.objects.filter(engagement=e).count() for e in present.values()}
    archive = User.objects.get(username=ARCHIVE)
    for path in sorted((FIXTURES / "demo" / "engagements").glob("*.json")):
        row = read("demo", "engagements", path.name)
        if known := present.get(row["reference"]):
            is_same = known.version == _version(row) and entries[known.pk] == len(row["entries"])
            what = "same" if is_same else "kept as edited"
        else:
            what = "new"
            with acting_as(archive):
                _enter(row, archive)
        report[what] += 1
        tell(f"{row['alias']} {row['reference']}: {what}")
    return report


def _version(row: dict[str, Any]) -> int:
    """The version that an engagement has just after it was entered: opened, perhaps raised, recorded as it was."""
    return 2 + (Sensitivity.of(row["sensitivity"]) > Sensitivity.CONFIDENTIAL)


def _enter(row: dict[str, Any], archive: User) -> None:
    values = {name: row[name] for name in PLAIN} | {"opened_on": date.fromisoformat(row["opened_on"])}
    engagement = open_engagement(
        actor=archive,
        reference=row["reference"],
        lead_office=Office.objects.get(acronym=row["lead_office"]),
        lead_officer=User.objects.get(username=row["lead_officer"]),
        countries=Country.objects.filter(pk__in=row["countries"]),
        kinds=Kind.objects.filter(pk__in=row["kinds"]),
        themes=Theme.objects.filter(pk__in=row["themes"]),
        supporting_offices=Office.objects.filter(acronym__in=[s["office"] for s in row["supporting_offices"]]),
        sensitivity=Sensitivity.of(row["sensitivity"]),
        **values,
    )
    for entry in row["entries"]:
        details = {name: entry[name] for name in ENTRY if entry[name] is not None}
        for name in ("occurred_on", "occurred_until"):
            if details.get(name):
                details[name] = date.fromisoformat(details[name])
        mark = Sensitivity.of(entry["sensitivity"]) if entry["sensitivity"] else None
        country = Country.objects.get(pk=entry["country"]) if entry["country"] else None
        log_entry(actor=archive, engagement=engagement, sensitivity=mark, country=country, **details)
    closed_on = date.fromisoformat(row["closed_on"]) if row["closed_on"] else None
    record_as_it_was(
        engagement, actor=archive, status=row["status"], closed_on=closed_on, closed_precision=row["closed_precision"]
    )
    leave_to_team(engagement, actor=archive, team=list(User.objects.filter(username__in=row["team"])))
