"""A token's ceiling holds in every function that knows the actor, and in all that these functions open."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from offices.models import User
from offices.tokens.actions import make_token
from peaceapp.access.actor import acting_as
from peaceapp.access.sensitivity import Sensitivity
from tests import factories as make
from tests.access.oracle import Truth, judge
from tests.access.people import everybody
from tests.access.tables import secured
from tests.arrange import arranging
from tests.cast import World
from tests.count import counted
from tests.rest.caller import Caller

CEILINGS = (10, 20, 30)
TOMORROW = date.today() + timedelta(days=1)


def ask(statement: str, *params: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [row[0] for row in cursor.fetchall()]


def of_engagements(name: str) -> Callable[[int], bool]:
    """A set of engagements: none above the ceiling."""

    def holds(ceiling: int) -> bool:
        keys = ask(f"select * from {name}()")
        with arranging():
            return all(level <= ceiling for level in ask(LEVELS, keys))

    return holds


def of_offices(call: str) -> Callable[[int], bool]:
    """A set of offices in which the actor is cleared for a level: none for a level above the ceiling."""
    return lambda ceiling: not any(ask(f"select * from {call}", level) for level in CEILINGS if level > ceiling)


def role(name: str) -> Callable[[int], bool]:
    """A role is held at every ceiling; what it opens is judged below, table by table."""
    return lambda _ceiling: ask(f"select {name}()") in ([True], [False])


LEVELS = "select sensitivity from engagements_engagement where id = any(%s)"
HELD = "select exists (select from engagements_engagement where sensitivity = 30 and reference = any(%s))"
HOLDS: dict[str, Callable[[int], bool]] = {
    "my_id": lambda _ceiling: ask("select my_id()") != [None],
    "my_ceiling": lambda ceiling: ask("select my_ceiling()") == [ceiling],
    "my_clearance": lambda ceiling: (ask("select my_clearance()")[0] or 0) <= ceiling,
    "my_offices": of_offices("my_offices(%s::smallint)"),
    "my_offices_as": lambda ceiling: all(
        of_offices(f"my_offices_as('{role}', %s::smallint)")(ceiling)
        for role in ("observer", "staff", "manager", "administrator", "auditor")
    ),
    "my_temporary_seats": of_engagements("my_temporary_seats"),
    "my_reader_notices": lambda ceiling: ceiling == 30 or not ask("select 1 from my_reader_notices()"),
    "my_unread_engagements": lambda ceiling: ceiling == 30 or not ask("select * from my_unread_engagements()"),
    "am_member": role("am_member"),
    "am_administrator": role("am_administrator"),
    "am_auditor": role("am_auditor"),
    "am_manager": role("am_manager"),
    "am_owner": lambda _ceiling: ask("select am_owner()") == [False],
}
"""How the ceiling is seen to hold, for each function of the rule that says who or what the actor is."""


def test_every_function_of_the_rule_is_looked_at(db: None) -> None:
    found = ask(
        "select distinct proname::text from pg_proc where pronamespace = 'public'::regnamespace"
        " and (starts_with(proname, 'my_') or starts_with(proname, 'am_'))"
    )
    assert set(found) == set(HOLDS)


def without_readers(world: World) -> None:
    """The strictly confidential ones lose their last reader tomorrow, and those of the old office have none."""
    with arranging() as cursor:
        cursor.execute(
            "update offices_membership set until_on = %s where user_id = %s", [TOMORROW, world.cast.team_member.pk]
        )
        cursor.execute("delete from engagements_readernotice")
    ask("select 1 from take_reader_notices()")


@pytest.mark.parametrize("name", HOLDS)
def test_the_ceiling_holds(world: World, name: str, record_property: Any) -> None:
    without_readers(world)
    cast = world.cast
    people = [*cast.everybody, make.UserFactory()]
    for user in people:
        for ceiling in CEILINGS:
            with acting_as(user, Sensitivity(ceiling)):
                assert HOLDS[name](ceiling), (user, ceiling)
    counted(record_property, "ceilings", functions=1, answers=len(people) * len(CEILINGS))


def test_notices_are_there_to_be_capped(world: World) -> None:
    """The two that say nothing below strictly confidential say something at it."""
    without_readers(world)
    with acting_as(world.cast.team_member):
        assert ask("select engagement from my_reader_notices()") == [world.engagements[30].pk]
    with acting_as(world.cast.manager):
        assert ask("select 1 from my_reader_notices()") == [1]
        assert ask("select * from my_unread_engagements()") == [world.inherited[30].reference]


@pytest.mark.parametrize("ceiling", CEILINGS)
def test_tables_open_no_more_than_the_ceiling(world: World, ceiling: int) -> None:
    """Every table under row-level security, for everybody of the cast, against the oracle."""
    leaks, gaps = judge(Truth(), world.cast.everybody, secured(), ceiling)
    assert (leaks, gaps) == (set(), set())


@pytest.mark.prove
@pytest.mark.parametrize("ceiling", CEILINGS)
def test_tables_open_no_more_than_the_ceiling_to_anybody(world: World, ceiling: int) -> None:
    people = everybody(world)
    leaks, gaps = judge(Truth(), people, secured(), ceiling)
    assert (leaks, gaps) == (set(), set())


def by_token(user: User, ceiling: int) -> Any:
    caller = Caller()
    with acting_as(user):
        _row, key = make_token(user, name="a machine", ceiling=ceiling)
    return lambda path: caller.get(path, Authorization=f"Bearer {key}")


def all_events(ask: Any, more: str = "") -> list[dict[str, Any]]:
    """Every page of the trail: other tests on this database left events that no roll-back takes away."""
    found, path = [], f"audit-events/?limit=200{more}"
    while path:
        said = ask(path).said
        found += said["results"]
        path = (said["next"] or "").rpartition("/api/v1/")[2]
    return found


def test_an_auditors_token_is_told_of_no_seat_above_its_ceiling(world: World) -> None:
    """References, seats and readings of what is above it; those at or below it as before."""
    auditor = world.cast.auditor
    for ceiling in CEILINGS:
        events = all_events(by_token(auditor, ceiling))
        told = json.dumps(events)
        for level in CEILINGS:
            for row in (world.engagements[level], world.inherited[level]):
                assert row.reference not in told or level <= ceiling, (ceiling, level)
            assert (world.engagements[level].reference in told) == (level <= ceiling), (ceiling, level)


def test_what_was_raised_since_is_above_the_ceiling_too(world: World) -> None:
    row = world.engagements[10]
    ask_at = by_token(world.cast.auditor, 20)
    assert row.reference in json.dumps(all_events(ask_at))
    with arranging() as cursor:
        cursor.execute("update engagements_engagement set sensitivity = 30 where id = %s", [row.pk])
    left = [event for event in all_events(ask_at) if row.reference in json.dumps(event)]
    # An address that was refused to somebody is text, not tied to a row: other tests on this database leave some.
    assert [event for event in left if event["kind"] != "address"] == []


def test_a_refusal_names_no_engagement_above_the_ceiling(world: World) -> None:
    """Its address has the reference of an engagement that the one who was refused sees."""
    strict, confidential = world.engagements[30], world.engagements[20]
    for user, row in ((world.cast.team_member, strict), (world.cast.observer, confidential)):
        refused = Caller(user).patch(f"engagements/{row.reference}/", {"title": "Mine"}, row.version)
        assert refused.status_code in {200, 403}
        assert Caller(user).post(f"engagements/{row.reference}/transitions/", {"name": "approve"}).status_code == 403
    for ceiling, wanted in ((10, set()), (20, {confidential}), (30, {confidential, strict})):
        events = all_events(by_token(world.cast.auditor, ceiling), "&verb=refused")
        told = json.dumps(events)
        assert {row for row in (strict, confidential) if row.reference in told} == wanted, ceiling
