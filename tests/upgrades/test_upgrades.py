"""A database of an earlier state, brought to today's by migrations, holds what a fresh one does, and keeps its rows."""

import lzma
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection, transaction

from peaceapp.management.commands.write_sql_migration import remake
from peaceapp.postgres.base import as_owner
from peaceapp.postgres.catalog import compare, read_catalog
from tests import databases

HERE = Path(__file__).parent
STATES = sorted(file.name.removesuffix(".sql.xz") for file in HERE.glob("*.sql.xz"))

OWN = """
    select (select count(*) from offices_user where username = 'own.person' and password <> ''),
      (select count(*) from offices_membership m join offices_user u on u.id = m.user_id and u.username = 'own.person'),
      (select string_agg(summary || ' ' || sensitivity, ', ' order by summary) from engagements_engagement
       where title like 'Own %'),
      (select string_agg(headline, ', ' order by headline) from engagements_journalentry where headline like 'Own %'),
      (select count(*) from engagements_engagement where summary like '%Edited by hand (Demonstration).'),
      (select count(*) from engagements_journalentryevent where headline = 'Own entry (Demonstration)')"""
"""Rows that were added to each state through its own actions, before it was kept."""

ARE_THERE = (
    1,
    1,
    "second words 10, secret words 30",
    "Own entry, corrected (Demonstration), Own secret entry (Demonstration)",
    1,
    1,
)


@contextmanager
def database_of(state: str) -> Iterator[None]:
    """A database as that state left it, as the default one for this block."""
    with databases.empty() as name, databases.point_at(name):
        with as_owner() as owner, owner.cursor() as cursor:
            cursor.execute(lzma.decompress((HERE / f"{state}.sql.xz").read_bytes()).decode(), None)
        yield


def catalog() -> dict[str, str]:
    with as_owner() as owner, owner.cursor() as cursor:
        return read_catalog(cursor)


def really_differing(held: dict[str, str], wanted: dict[str, str]) -> list[str]:
    """The keys that differ also where the wanted statement is run in the database that holds the other one.

    The server words some checks anew when they are dumped and restored.
    """
    differing = []
    for key in compare(held, wanted):
        if key not in held or key not in wanted or key.startswith(("column ", "grant ", "sequence ")):
            differing.append(key)
            continue
        with as_owner() as owner, owner.cursor() as cursor, transaction.atomic():
            cursor.execute(remake(key, wanted[key]), None)
            if compare({key: read_catalog(cursor)[key]}, {key: held[key]}):
                differing.append(key)
            transaction.set_rollback(True)
    return differing


@pytest.fixture(scope="module")
def fresh(stages, django_db_blocker) -> dict[str, str]:
    with django_db_blocker.unblock():
        stages.stand_on("")
        return catalog()


def test_at_least_four_states_are_kept() -> None:
    assert {"fe56853", "c620e6d"} <= set(STATES)
    assert len(STATES) >= 4


IN_EVERY_RUN = {"fe56853", "c620e6d"}
"""The states that fell behind most. `make prove` asks all of them."""


@pytest.mark.parametrize(
    "state", [pytest.param(state, marks=[] if state in IN_EVERY_RUN else [pytest.mark.prove]) for state in STATES]
)
def test_a_database_of_an_earlier_state_becomes_todays(
    state: str, fresh: dict[str, str], stages, django_db_blocker
) -> None:
    with django_db_blocker.unblock(), database_of(state):
        call_command("migrate", verbosity=0, interactive=False)
        held = catalog()
        assert really_differing(held, fresh) == []
        with as_owner() as owner, owner.cursor() as cursor:
            cursor.execute(OWN)
            assert cursor.fetchone() == ARE_THERE
        connection.close()


@pytest.mark.prove
def test_migrations_make_the_same_however_models_are_rendered(fresh: dict[str, str], stages, django_db_blocker) -> None:
    """Against Django's own way, which renders models anew for each index, constraint and trigger."""
    with django_db_blocker.unblock(), databases.empty() as name, databases.point_at(name):
        with as_owner():
            call_command(migrate.Command(), verbosity=0, interactive=False)
        assert compare(catalog(), fresh) == []
        connection.close()
