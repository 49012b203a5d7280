"""Role × clearance × relation × sensitivity × table: what everybody reads, judged by a plain reading of the rule."""

import random
from typing import Any

import pytest

from tests.access.oracle import Truth, judge
from tests.access.people import everybody
from tests.access.tables import Class, of_kind, secured
from tests.cast import Cast, World
from tests.count import counted


def test_every_protected_table_has_rows_at_every_level(world: World) -> None:
    truth = Truth()
    for table in of_kind(Class.PROTECTED, Class.HISTORY):
        levels = {10, 20, 30} if table.is_scoped else {10, 20}
        assert {row[-1] for row in truth.rows[table.name]} == levels, f"build_world gives {table} no rows"


def test_what_an_office_keeps_has_rows_at_both_its_levels(world: World) -> None:
    truth = Truth()
    for table in of_kind(Class.KEPT):
        assert {row[-1] for row in truth.rows[table.name]} == {10, 20}, f"build_world gives {table} no rows"
    for table in of_kind(Class.BESIDE):
        assert truth.rows[table.name], f"build_world gives {table} no rows"


def agree(people: list[Any], record: Any, ceiling: int = 30) -> None:
    """The database and the oracle, on every row of every table for each of these people."""
    truth, tables = Truth(), [table for table in secured() if table.kind is not Class.SEALED]
    found = judge(truth, people, tables, ceiling)
    rows = sum(len(truth.rows[table.name]) for table in tables)
    counted(record, "matrix", cells=len(people) * len(tables), rows=len(people) * rows, actors=len(people))
    assert found == (set(), set())


def test_the_cast_reads_what_the_rule_says(world: World, record_property: Any) -> None:
    agree([None, *world.cast.everybody], record_property)


def test_some_of_everybody_read_what_the_rule_says(world: World, draw: random.Random, record_property: Any) -> None:
    agree(draw.sample(everybody(world), 16), record_property)


@pytest.mark.prove
@pytest.mark.parametrize("ceiling", [10, 20, 30])
def test_everybody_reads_what_the_rule_says(world: World, ceiling: int, record_property: Any) -> None:
    agree(everybody(world), record_property, ceiling)


@pytest.mark.parametrize("ceiling", [10, 20])
def test_a_ceiling_caps_every_clearance(world: World, ceiling: int, record_property: Any) -> None:
    agree(world.cast.everybody, record_property, ceiling)


def test_the_rule_in_a_few_sentences(world: World) -> None:
    """The oracle itself, held against the design's own words, so that both cannot be wrong alike."""
    truth, cast = Truth(), world.cast

    def levels(user, engagements=world.engagements) -> set[int]:
        return {
            level
            for level, row in engagements.items()
            if truth.may_see(user.pk, row.pk, row.lead_office_id, row.sensitivity)
        }

    assert levels(cast.near_staff) == levels(cast.near_observer) == {10}  # the offices share
    assert levels(cast.staff) == levels(cast.support_staff) == {10, 20}
    assert levels(cast.manager) == {10, 20}  # strictly confidential is the team's alone
    assert levels(cast.administrator) == {10}
    assert levels(cast.team_member) == {10, 20, 30}
    assert levels(cast.auditor) == levels(cast.lapsed) == levels(cast.nobody) == set()
    assert levels(cast.staff, world.inherited) == {10, 20}  # a successor stands for its predecessor
    assert levels(cast.support_staff, world.inherited) == {10}


def test_a_superuser_sees_no_more_than_a_member(world: World) -> None:
    user = _superuser(world.cast)
    assert judge(Truth(), [user], secured()) == (set(), set())


def _superuser(cast: Cast):
    cast.near_staff.is_superuser = cast.near_staff.is_staff = True
    cast.near_staff.save()
    return cast.near_staff
