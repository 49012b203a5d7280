"""What would happen if the protection failed: each failure must turn a cell of the matrix red.

A dropped policy denies everything and proves nothing; so the mutants open: one table, one clause or one function at a
time. Everything happens in the test's transaction, which is rolled back.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from tests import factories as make
from tests.access.oracle import Truth, judge
from tests.access.people import everybody
from tests.access.tables import Class, Table, of_kind, secured
from tests.arrange import arranging
from tests.cast import World
from tests.count import counted


@contextmanager
def mutated(*statements: str) -> Iterator[None]:
    """The database with these statements run, for the length of the block."""
    with transaction.atomic():
        with arranging() as cursor:
            cursor.execute("set constraints all immediate")
            for statement in statements:
                cursor.execute(statement)
        yield
        transaction.set_rollback(True)


def opened(table: Table) -> str:
    check = "" if table.is_event or table.kind in {Class.REFERENCE, Class.TRAIL, Class.SHARED} else " with check (true)"
    return f"alter policy {table.policies[-1]} on {table} using (true){check}"


@pytest.mark.parametrize(
    "mutant",
    [opened, "alter table {} disable row level security".format, "create policy another on {} using (true)".format],
    ids=["using true", "no row level security", "another policy"],
)
def test_an_open_table_shows(world: World, mutant: Callable[[Table], str], record_property: Any) -> None:
    """For every table under row-level security, found in the catalogue."""
    truth, green, tried = Truth(), set(), 0
    for table in secured():
        if table.kind is Class.SEALED:
            continue  # no grant: nothing to open
        with mutated(mutant(table)):
            leaks, _ = judge(truth, [None, world.cast.nobody, world.cast.near_staff], [table])
            green |= set() if leaks else {table.name}
            tried += 1
    counted(record_property, "mutants", mutants=tried, green=len(green))
    assert green == set()


@pytest.mark.prove
def test_an_open_table_shows_to_everybody_who_should_not_see(world: World, record_property: Any) -> None:
    people = everybody(world)
    truth, tables = Truth(), of_kind(Class.PROTECTED, Class.KEPT, Class.BESIDE, Class.HISTORY)
    counted(record_property, "mutants", mutants=len(tables), actors=len(people))
    for table in tables:
        blind = {
            user.username
            for user in people
            if any(not truth.sees(user.pk, table, row) for row in truth.rows[table.name])
        }
        with mutated(opened(table)):
            leaks, _ = judge(truth, people, [table])
        if not table.is_event:
            assert {name for name, _ in leaks} == blind, table
        else:  # without its own policy, history shows all
            assert leaks, table


def test_one_clause_less_shows(world: World, record_property: Any) -> None:
    """Every condition of the rule is needed: without it, somebody of `everybody` reads too much."""
    people = [user for user in everybody(world) if ".20" in user.username or ".10" in user.username]
    truth, table = Truth(), next(table for table in secured() if table.name == "engagements_journalentry")
    with arranging() as cursor:
        cursor.execute("select qual from pg_policies where tablename = %s and policyname = 'visible'", [table.name])
        (rule,) = cursor.fetchone()
    clauses = re.findall(
        r"\(sensitivity <?= [^)]*?\d+\) AND |\(sensitivity <= \( SELECT my_clearance\([^)]*\)[^)]*\)\) AND ", rule
    )
    assert len(clauses) == 4, rule
    green, tried = [], 0
    for n, clause in enumerate(clauses):
        at = [found.start() for found in re.finditer(re.escape(clause), rule)]
        for start in set(at):
            weaker = rule[:start] + rule[start + len(clause) :]
            with mutated(f"alter policy visible on {table} using ({weaker})"):
                leaks, _ = judge(truth, people, [table])
            green += [] if leaks else [(n, clause)]
            tried += 1
    counted(record_property, "mutants", mutants=tried, green=len(green))
    assert green == []


FUNCTIONS = [
    ("my_clearance()", "m.role <> 'auditor' and ", ""),
    ("my_clearance()", "u.is_active and ", ""),
    ("my_clearance()", "m.from_on <= current_date and ", ""),
    ("my_clearance()", "m.until_on >= current_date", "true"),
    ("my_clearance()", "m.until_on >= current_date", "m.until_on >= current_date - 2"),
    ("my_clearance()", "max(least(m.clearance, my_ceiling()))", "least(max(m.clearance), my_ceiling())"),
    ("my_clearance()", "m.user_id = my_id() and ", ""),
    ("my_offices(smallint)", "m.role <> 'auditor' and ", ""),
    ("my_offices(smallint)", "m.clearance >= level and ", ""),
    ("my_offices(smallint)", "level <= my_ceiling() and ", ""),
    ("my_offices(smallint)", "m.user_id = my_id() and ", ""),
    ("my_offices(smallint)", "u.is_active and ", ""),
    ("my_temporary_seats()", "until_at > now()", "true"),
    ("my_temporary_seats()", "user_id = my_id() and ", ""),
    ("my_offices_as(text,smallint)", "m.user_id = my_id() and ", ""),
    ("my_offices_as(text,smallint)", "m.role = held and ", ""),
    ("my_offices_as(text,smallint)", "m.until_on >= current_date", "true"),
    ("am_member()", "m.until_on >= current_date", "true"),
    ("am_member()", "u.is_active and ", ""),
    ("am_member()", "m.user_id = my_id() and ", ""),
]


READ = {"engagements_journalentry", "offices_kind", "offices_membership"}


@pytest.mark.prove
def test_one_condition_less_in_a_function_shows(world: World, record_property: Any) -> None:
    with arranging():  # a seat that ends by itself: whose it is counts
        ends = timezone.now() + timedelta(days=1)
        make.SeatFactory(engagement=world.engagements[30], user=world.cast.support_manager, until_at=ends)
    people, truth, green = everybody(world), Truth(), []
    tables = [table for table in secured() if table.name in READ]
    for function, condition, weaker in FUNCTIONS:
        with arranging() as cursor:
            cursor.execute("select pg_get_functiondef(%s::regprocedure)", [function])
            (definition,) = cursor.fetchone()
        assert condition in definition, (function, condition)
        with mutated(definition.replace(condition, weaker)):
            if not any(judge(truth, people, tables, ceiling)[0] for ceiling in (30, 10)):
                green.append((function, condition, weaker))
    counted(record_property, "mutants", mutants=len(FUNCTIONS), green=len(green))
    assert green == []
