"""Random offices, people and rows: a plain Python reading of the rule and the database must agree on every row."""

import os
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from engagements.models import Engagement, JournalEntry, Support, TeamMember
from offices.models import User
from peaceapp.access.actor import acting_as
from peaceapp.access.sensitivity import Sensitivity
from tests import factories as make
from tests.arrange import arranging
from tests.count import counted

LEVEL = st.sampled_from([10, 20, 30])
OFFICE = st.integers(0, 3)  # the fourth is closed, and the first stands for it
ROLE = st.sampled_from(["observer", "staff", "manager", "administrator", "auditor"])
MEMBERSHIP = st.tuples(OFFICE, ROLE, LEVEL, st.sampled_from(["now", "now", "now", "over", "not yet"]))
DATES = {
    "now": {},
    "over": {"from_on": date(2015, 1, 1), "until_on": date(2021, 1, 1)},
    "not yet": {"from_on": date(2999, 1, 1)},
}
ENDED = ("over", "ended", "removed")  # before its rows came, after, and without a trace
ENGAGEMENT = st.fixed_dictionaries(
    {
        "lead": OFFICE,
        "level": LEVEL,
        "supporting": st.dictionaries(OFFICE, st.sampled_from(["now", *ENDED]), max_size=2),
        "seat": st.sampled_from([None, "now", "for hours", *ENDED]),
        "moved": st.none() | OFFICE,  # to another lead office, when its rows are there
        "marks": st.lists(st.none() | LEVEL, max_size=3),
    }
)
WORLD = st.fixed_dictionaries(
    {
        "memberships": st.lists(MEMBERSHIP, max_size=4, unique_by=lambda drawn: (drawn[0], drawn[1], drawn[3])),
        "is_active": st.sampled_from([True, True, True, False]),
        "ceiling": st.sampled_from([30, 30, 20, 10]),
        "engagements": st.lists(ENGAGEMENT, min_size=1, max_size=3),
    }
)
PAST = "2021-01-01T00:00Z"


def may_see(world: dict[str, Any], engagement: dict[str, Any], level: int) -> bool:
    """The rule, for what was drawn: written from the design's table, and from nothing else here."""
    held = [
        (office, min(clearance, world["ceiling"]))
        for office, role, clearance, when in world["memberships"]
        if world["is_active"] and role != "auditor" and when == "now"
    ]
    if not held:
        return False
    cleared = {office for office, clearance in held if clearance >= 20}
    cleared |= {3} if 0 in cleared else set()
    lead = engagement["lead"] if engagement["moved"] is None else engagement["moved"]
    around = {lead, *(office for office, state in engagement["supporting"].items() if state == "now")}
    return (
        level == 10
        or (level == 20 and bool(cleared & around))
        or (engagement["seat"] in {"now", "for hours"} and max(clearance for _, clearance in held) >= level)
    )


def check(world: dict[str, Any], record: Any) -> None:
    """Build what was drawn, look with the user's eyes, and leave nothing behind."""
    with transaction.atomic():
        heir = make.OfficeFactory()
        offices = [heir, make.OfficeFactory(), make.OfficeFactory()]
        offices.append(make.OfficeFactory(closed_on=date(2016, 1, 28), succeeded_by=heir))
        user, right = make.UserFactory(is_active=world["is_active"]), set()
        for office, role, clearance, when in world["memberships"]:
            make.MembershipFactory(user=user, office=offices[office], role=role, clearance=clearance, **DATES[when])
        for drawn in world["engagements"]:
            right |= build(world, drawn, user, offices)
        with acting_as(user, Sensitivity(world["ceiling"])):
            models = (Engagement, JournalEntry, Support, TeamMember)
            seen = {key for model in models for key in model._default_manager.values_list("pk", flat=True)}
        judged = sum(1 + len(e["supporting"]) + bool(e["seat"]) + len(e["marks"]) for e in world["engagements"])
        transaction.set_rollback(True)
    counted(record, "three judges", worlds=1, rows=judged)
    assert seen == right


def build(world: dict[str, Any], drawn: dict[str, Any], user: User, offices: list[Any]) -> set[Any]:
    """The rows of one engagement; the keys of those that the user may see."""
    row = make.EngagementFactory(lead_office=offices[drawn["lead"]], sensitivity=drawn["level"])
    stand, until = [], {"over": PAST, "for hours": datetime.now(UTC) + timedelta(hours=1)}
    for office, state in drawn["supporting"].items():
        stand.append((make.SupportFactory(engagement=row, office=offices[office], until_at=until.get(state)), state))
    if state := drawn["seat"]:
        stand.append((make.SeatFactory(engagement=row, user=user, until_at=until.get(state)), state))
    entries = [
        (make.EntryFactory(engagement=row, author=user, mark=mark).pk, max(drawn["level"], mark or 0))
        for mark in drawn["marks"]
    ]
    with arranging():
        for each, state in stand:
            if state == "ended":
                type(each).objects.filter(pk=each.pk).update(until_at=PAST)
            elif state == "removed":
                type(each).objects.filter(pk=each.pk).delete()
        if drawn["moved"] is not None:
            Engagement.objects.filter(pk=row.pk).update(lead_office=offices[drawn["moved"]])
    plain = [row.pk, *(each.pk for each, state in stand if state != "removed")]
    rows = [*((key, drawn["level"]) for key in plain), *entries]
    return {key for key, level in rows if may_see(world, drawn, level)}


COMMON: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}


@settings(max_examples=40, **COMMON)
@seed(int(os.environ.get("PEACEAPP_SEED", "0")))
@given(world=WORLD)
def test_database_and_oracle_agree(db: None, record_property: Any, world: dict[str, Any]) -> None:
    check(world, record_property)


@pytest.mark.prove
@settings(max_examples=800, **COMMON)
@seed(int(os.environ.get("PEACEAPP_SEED", "0")))
@given(world=WORLD)
def test_database_and_oracle_agree_on_many(db: None, record_property: Any, world: dict[str, Any]) -> None:
    check(world, record_property)
