"""Loads the demo: accounts, and engagements by the same actions that people use.

Past rows are entered by the archive account, which cannot sign in.
"""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import Q

from engagements.demo.around import enter_around, enter_served, partners_called, persons_called
from engagements.demo.keys import key_of
from engagements.journal.actions import log_entry
from engagements.lifecycle.actions import open_engagement, record_as_it_was
from engagements.register.models import Engagement
from engagements.register.scope import EngagementRow
from engagements.team.actions import leave_to_team
from offices.access.models import Membership, User
from offices.directory.models import Office
from offices.geography.models import Country
from offices.mandates.models import MandateTask
from offices.taxonomy.models import Kind, Sdg, Theme
from offices.tokens.actions import end_all_tokens
from peaceapp.access.actor import acting_as
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.fixtures_loading import FIXTURES, Report, read
from peaceapp.postgres.base import as_owner

ARCHIVE = "archive"
PLAIN = ("title", "origin", "orientation", "setting", "entry_point", "peace_aim", "opened_on", "opened_precision",
         "language", "sources", "summary", "outcome", "lessons")  # fmt: skip
ENTRY = ("kind", "headline", "body", "occurred_on", "occurred_until", "occurred_precision", "occurred_at", "place",
         "level", "effort_days", "language", "sources")  # fmt: skip


def load_accounts(password: str) -> Report:
    """Creates missing demo accounts, and gives `password` to all that can sign in. Needs the owner."""
    report = Report()
    offices = {office.acronym: office for office in Office.objects.all()}
    # Hashing is slow on purpose. The accounts share one password, so one hash serves all, and is checked once.
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
                if user.pk:
                    with acting_as(user):
                        end_all_tokens(user)
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
    """Adds missing engagements, each in a transaction of its own, and missing rows of the others.

    Present rows are not changed, even those that users added. An engagement that somebody changed is reported as “kept
    as edited”.
    """
    report = Report()
    archive = User.objects.get(username=ARCHIVE)
    with as_owner():  # the archive account cannot see strictly confidential engagements
        present = {e.reference: _was_changed(e, archive) for e in Engagement.objects.all()}
    for path in sorted((FIXTURES / "demo" / "engagements").glob("*.json")):
        row = read("demo", "engagements", path.name)
        is_changed = present.get(row["reference"])
        with acting_as(archive):
            added = _enter(row, archive) if is_changed is None else _complete(row, archive)
        what = "new" if is_changed is None else "kept as edited" if is_changed else "same"
        report[what] += 1
        tell(f"{row['alias']} {row['reference']}: {what}, {added} rows added around it")
    return report


def _was_changed(engagement: Engagement, archive: User) -> bool:
    """Whether the history has a change by another account than the archive, in the engagement or in one of its rows."""
    tracked: list[Any] = [m for m in apps.get_app_config("engagements").get_models() if hasattr(m, "pgh_event_model")]
    for model in tracked:
        of = "id" if model is Engagement else "engagement_id" if issubclass(model, EngagementRow) else ""
        later = {of: engagement.pk, "pgh_created_at__gt": engagement.created_at}
        by_others = ~Q(pgh_context__metadata__user=archive.pk)
        if of and model.pgh_event_model.objects.filter(by_others, **later).exists():
            return True
    return False


def _complete(row: dict[str, Any], archive: User) -> int:
    """Adds missing rows of a present engagement, if the archive account can still see it. Returns their number."""
    engagement = Engagement.objects.filter(reference=row["reference"]).first()
    return enter_served(engagement, row) + enter_around(engagement, row, archive) if engagement else 0


def _enter(row: dict[str, Any], archive: User) -> int:
    """Adds a whole engagement. Returns the number of rows that `enter_around` added."""
    values = {name: row[name] for name in PLAIN} | {"opened_on": date.fromisoformat(row["opened_on"])}
    engagement = open_engagement(
        actor=archive,
        reference=row["reference"],
        lead_office=Office.objects.get(acronym=row["lead_office"]),
        lead_officer=User.objects.get(username=row["lead_officer"]),
        countries=Country.objects.filter(pk__in=row["countries"]),
        kinds=Kind.objects.filter(pk__in=row["kinds"]),
        themes=Theme.objects.filter(pk__in=row["themes"]),
        mandate_tasks=MandateTask.objects.filter(code__in=row["mandate_tasks"]),
        sdgs=Sdg.objects.filter(pk__in=row["sdgs"]),
        supporting_offices=Office.objects.filter(acronym__in=[s["office"] for s in row["supporting_offices"]]),
        sensitivity=Sensitivity.of(row["sensitivity"]),
        **values,
    )
    for number, entry in enumerate(row["entries"], start=1):
        details = {name: entry[name] for name in ENTRY if entry[name] is not None}
        for name in ("occurred_on", "occurred_until"):
            if details.get(name):
                details[name] = date.fromisoformat(details[name])
        mark = Sensitivity.of(entry["sensitivity"]) if entry["sensitivity"] else None
        country = Country.objects.get(pk=entry["country"]) if entry["country"] else None
        log_entry(
            actor=archive,
            engagement=engagement,
            key=key_of("entry", row["alias"], str(number)),
            sensitivity=mark,
            country=country,
            partners=partners_called(entry["partners"]),
            persons=persons_called(entry["persons"]),
            jointly_with=partners_called(entry["jointly_with"]),
            **details,
        )
    added = enter_around(engagement, row, archive)
    closed_on = date.fromisoformat(row["closed_on"]) if row["closed_on"] else None
    record_as_it_was(
        engagement, actor=archive, status=row["status"], closed_on=closed_on, closed_precision=row["closed_precision"]
    )
    leave_to_team(engagement, actor=archive, team=list(User.objects.filter(username__in=row["team"])))
    return added
