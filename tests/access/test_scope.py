"""The scope columns are the database's business: filled, kept true, and forged by nobody."""

from uuid import UUID

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction

from engagements.models import Engagement, EngagementCountry, JournalEntry, TeamMember
from engagements.register.scope import EngagementRow
from peaceapp.access.actor import acting_as
from tests.access.attempts import REFUSED, attempt, copy_of_a_row, types
from tests.access.tables import Class, Table, of_kind
from tests.arrange import arranging
from tests.cast import World
from tests.factories import CountryFactory

UNKNOWN = UUID("01900000-0000-7000-8000-000000000000")
CHILDREN = [model for model in apps.get_app_config("engagements").get_models() if issubclass(model, EngagementRow)]
PARENT = "engagements_engagement"


def children() -> list[Table]:
    """Those that refer to an engagement themselves; what stands below one of them takes that one's scope."""
    return [table for table in of_kind(Class.PROTECTED) if "floor" in table.columns]


def test_the_list_of_children_is_whole(world: World) -> None:
    assert {table.name for table in children()} == {model._meta.db_table for model in CHILDREN}


def test_children_take_their_engagements_scope(world: World) -> None:
    entry = world.entries[20, None]
    assert (entry.lead_office_id, entry.floor, entry.sensitivity) == (world.cast.lead.pk, 20, 20)
    assert (world.entries[20, 30].floor, world.entries[20, 30].sensitivity) == (20, 30)
    assert world.entries[30, 20].sensitivity == 30  # a mark below its engagement's level lowers nothing


def test_children_follow_in_the_same_statement_also_those_the_actor_does_not_see(world: World) -> None:
    engagement, hidden = world.engagements[10], world.entries[10, 30]
    with acting_as(world.cast.staff):
        assert not JournalEntry.objects.filter(pk=hidden.pk).exists()
        Engagement.objects.filter(pk=engagement.pk).update(sensitivity=20)
    with arranging() as cursor:
        for table in children():
            cursor.execute(f"select distinct floor from {table} where engagement_id = %s", [engagement.pk])
            assert cursor.fetchall() == [(20,)], table
    with acting_as(world.cast.staff):
        Engagement.objects.filter(pk=engagement.pk).update(sensitivity=10)
    with arranging():
        levels = JournalEntry.objects.filter(engagement=engagement).values_list("mark", "sensitivity")
        assert set(levels) == {(None, 10), (20, 20), (30, 30)}  # what was set on a row itself stays


def test_children_follow_to_another_office(world: World) -> None:
    engagement = world.engagements[20]
    with acting_as(world.cast.team_member):
        Engagement.objects.filter(pk=engagement.pk).update(lead_office=world.cast.near)
    with arranging():
        for model in CHILDREN:
            offices = model._default_manager.filter(engagement=engagement).values_list("lead_office", flat=True)
            assert set(offices) == {world.cast.near.pk}, model
    with acting_as(world.cast.staff):
        assert not Engagement.objects.filter(pk=engagement.pk).exists()


@pytest.mark.parametrize("forged", ["floor = 10", "lead_office_id = {near}", "floor = 10, lead_office_id = {near}"])
def test_a_forged_scope_is_refused(world: World, forged: str) -> None:
    change = forged.format(near=world.cast.near.pk)
    for table in children():
        with acting_as(world.cast.team_member):
            found = attempt(f"update {table} set {change} where engagement_id = %s", [world.engagements[20].pk])
            assert found == "23503", table


def test_a_scope_given_at_birth_is_overwritten(world: World) -> None:
    with acting_as(world.cast.team_member):
        entry = JournalEntry.objects.create(
            engagement=world.engagements[30],
            headline="Forged",
            occurred_on="2020-02-02",
            author=world.cast.team_member,
            floor=10,
            lead_office=world.cast.near,
        )
        entry.refresh_from_db()
        assert (entry.floor, entry.lead_office) == (30, world.cast.lead)


def test_sensitivity_itself_cannot_be_written(world: World) -> None:
    with acting_as(world.cast.team_member):
        for table in children():
            assert attempt(f"update {table} set sensitivity = 10") == "428C9", table


def test_a_row_moved_to_another_engagement_takes_its_scope(world: World) -> None:
    entry = world.entries[10, None]
    with acting_as(world.cast.team_member):
        JournalEntry.objects.filter(pk=entry.pk).update(engagement=world.engagements[30])
        assert JournalEntry.objects.get(pk=entry.pk).sensitivity == 30
    with acting_as(world.cast.staff):
        assert not JournalEntry.objects.filter(pk=entry.pk).exists()


def test_a_row_cannot_be_moved_out_of_sight(world: World) -> None:
    with acting_as(world.cast.staff), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        JournalEntry.objects.filter(pk=world.entries[10, None].pk).update(engagement=world.engagements[30])


def words_for(table: Table, engagement: UUID) -> tuple[str, str | None]:
    """How an insert of a child of `engagement` is refused: the whole of what the caller is told."""
    statement = copy_of_a_row(table)
    assert statement
    values = dict(zip(table.columns, statement[1], strict=True)) | {"id": UNKNOWN, "engagement_id": engagement}
    with pytest.raises(ProgrammingError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement[0], [values[column] for column in table.columns])
    told = refusal.value.__cause__.diag  # type: ignore[union-attr]  # psycopg's own error
    assert told.sqlstate == REFUSED
    return told.message_primary, told.context


def test_children_of_a_hidden_and_of_an_unknown_engagement_are_refused_alike(world: World) -> None:
    for table in children():
        assert types(table)
        with acting_as(world.cast.manager):
            hidden, unknown = words_for(table, world.engagements[30].pk), words_for(table, UNKNOWN)
        assert hidden == unknown == (f'new row violates row-level security policy for table "{table}"', None)


def test_a_hidden_row_takes_no_write(world: World) -> None:
    """Not by update, delete, save, upsert or `ignore_conflicts`: and its key is no oracle through any of them."""
    hidden = world.entries[30, None]
    with acting_as(world.cast.manager):
        assert JournalEntry.objects.filter(pk=hidden.pk).update(headline="Seen") == 0
        assert JournalEntry.objects.filter(pk=hidden.pk).delete()[0] == 0
        hidden.headline = "Seen"
        for write in (
            hidden.save,
            lambda: JournalEntry.objects.bulk_create(
                [hidden], update_conflicts=True, unique_fields=["id"], update_fields=["headline"]
            ),
        ):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                write()
    with arranging():
        assert JournalEntry.objects.get(pk=hidden.pk).headline == "30 marked None"


def test_links_to_reference_rows_are_protected_too(world: World) -> None:
    country = CountryFactory()
    with acting_as(world.cast.team_member):
        world.engagements[30].countries.add(country)
        world.engagements[30].countries.add(country)
        assert world.engagements[30].countries.filter(pk=country.pk).count() == 1
    with acting_as(world.cast.manager):
        assert not EngagementCountry.objects.filter(country=country).exists()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            world.engagements[30].countries.add(CountryFactory())


def test_many_rows_at_once_take_their_scope(world: World) -> None:
    with acting_as(world.cast.staff):
        JournalEntry.objects.bulk_create(
            JournalEntry(
                engagement=world.engagements[20],
                headline=f"Bulk {n}",
                occurred_on="2020-03-01",
                author=world.cast.staff,
            )
            for n in range(50)
        )
        bulk = JournalEntry.objects.filter(headline__startswith="Bulk")
        assert set(bulk.values_list("sensitivity", "lead_office")) == {(20, world.cast.lead.pk)}
        assert bulk.count() == 50


def test_a_strictly_confidential_row_is_born_by_nobody_alone(world: World) -> None:
    """Also its own author must be on the team first: create as confidential, take a seat, raise."""
    row = {
        "lead_office": world.cast.lead,
        "title": "S",
        "opened_on": "2020-01-01",
        "reference": "TEST-S",
        "sensitivity": 30,
    }
    with acting_as(world.cast.manager):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Engagement.objects.create(**row)
        engagement = Engagement.objects.create(**row | {"sensitivity": 20})
        TeamMember.objects.create(engagement=engagement, user=world.cast.manager)
        assert Engagement.objects.filter(pk=engagement.pk).update(sensitivity=30) == 1
        assert TeamMember.objects.get(engagement=engagement).sensitivity == 30


def test_nobody_raises_a_row_above_their_own_clearance(world: World) -> None:
    with acting_as(world.cast.staff):
        TeamMember.objects.create(engagement=world.engagements[20], user=world.cast.staff)
        for change in (
            lambda: Engagement.objects.filter(pk=world.engagements[20].pk).update(sensitivity=30),
            lambda: JournalEntry.objects.filter(pk=world.entries[20, None].pk).update(mark=30),
        ):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                change()


@pytest.mark.parametrize("level", [0, 5, 15, 40])
def test_a_level_that_does_not_exist_is_refused(world: World, level: int) -> None:
    """Between two levels the rule would guess; above the highest nobody could see the row again."""
    refused = pytest.raises((IntegrityError, ProgrammingError))
    with acting_as(world.cast.team_member):
        with refused, transaction.atomic():
            Engagement.objects.filter(pk=world.engagements[10].pk).update(sensitivity=level)
        for model in CHILDREN:
            with refused, transaction.atomic():
                model._default_manager.filter(engagement=world.engagements[10]).update(mark=level)
