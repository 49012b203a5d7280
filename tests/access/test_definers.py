"""Functions that know more than the actor: they tell the least, and nothing about what is hidden."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from engagements.models import Engagement
from offices.models import User
from peaceapp.access.actor import acting_as
from tests import factories as make
from tests.access.oracle import Truth
from tests.access.people import everybody
from tests.arrange import arranging
from tests.cast import World
from tests.factories import SeatFactory

UNKNOWN = UUID("01900000-0000-7000-8000-000000000000")


def readers(engagement: UUID) -> set[tuple[int, str, int | None]]:
    with connection.cursor() as cursor:
        cursor.execute("select user_id, basis, office_id from readers_of(%s)", [engagement])
        return set(cursor.fetchall())


def is_cleared(person: User, engagement: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select is_cleared_for(%s, %s)", [person.pk, engagement])
        return bool(cursor.fetchone()[0])


def test_nothing_is_told_about_a_hidden_engagement(world: World) -> None:
    for actor in (world.cast.manager, world.cast.administrator, world.cast.nobody, world.cast.auditor, None):
        for hidden in (world.engagements[30].pk, UNKNOWN):
            with acting_as(actor):
                assert readers(hidden) == set()
                assert not any(is_cleared(person, hidden) for person in world.cast.everybody)


def test_readers_are_told_to_a_reader(world: World) -> None:
    cast = world.cast
    with acting_as(cast.team_member):
        assert readers(world.engagements[30].pk) == {(cast.team_member.pk, "team", None)}
        assert {(user, basis) for user, basis, _ in readers(world.engagements[20].pk)} == {
            (cast.team_member.pk, "team"),
            *((user.pk, "lead") for user in (cast.staff, cast.manager, cast.observer)),
            *((cast.people["support", role].pk, "support") for role in ("staff", "manager", "observer")),
        }


def test_a_successors_members_read_what_its_predecessor_left(world: World) -> None:
    with acting_as(world.cast.staff):
        lead = {world.cast.staff.pk, world.cast.manager.pk, world.cast.observer.pk}
        assert readers(world.inherited[20].pk) == {(user, "lead", world.cast.lead.pk) for user in lead}


@pytest.mark.prove
def test_readers_are_exactly_those_who_read(world: World) -> None:
    """Everybody's own eyes against what a reader is told: for confidential and above, no one more and no one less."""
    people, truth = everybody(world), Truth()
    for level, engagement in ((20, world.engagements[20]), (30, world.engagements[30]), (20, world.inherited[20])):
        actor = world.cast.team_member if engagement.lead_office == world.cast.lead else world.cast.manager
        with acting_as(actor):
            told = {user for user, _, _ in readers(engagement.pk)}
        right = {user.pk for user in people if truth.may_see(user.pk, engagement.pk, engagement.lead_office_id, level)}
        assert told & {user.pk for user in people} == right


def test_clearance_is_told_about_visible_engagements_only(world: World) -> None:
    cast = world.cast
    with acting_as(cast.team_member):
        answers = {
            level: {u for u in cast.everybody if is_cleared(u, world.engagements[level].pk)} for level in (20, 30)
        }
    holders = {name: {user for (_, role), user in cast.people.items() if role == name} for name in ("staff", "manager")}
    assert answers[30] == {cast.team_member} | holders["manager"]
    observers = {user for (_, role), user in cast.people.items() if role == "observer"}
    assert answers[20] == answers[30] | holders["staff"] | observers


def test_a_ceiling_caps_what_is_told(world: World) -> None:
    from peaceapp.access.sensitivity import Sensitivity  # beside its one use

    with acting_as(world.cast.team_member, Sensitivity.CONFIDENTIAL):
        assert readers(world.engagements[30].pk) == set()
        assert readers(world.engagements[20].pk)
        assert not is_cleared(world.cast.team_member, world.engagements[30].pk)


def test_a_seat_ends_at_once(world: World) -> None:
    engagement = world.engagements[30].pk
    with arranging() as cursor:
        cursor.execute(
            "update engagements_teammember set until_at = now() where user_id = %s", [world.cast.team_member.pk]
        )
    with acting_as(world.cast.team_member):
        assert readers(engagement) == set()
    SeatFactory(engagement=world.engagements[30], user=world.cast.manager, until_at="2999-01-01T00:00Z")
    with acting_as(world.cast.manager):  # a temporary seat, as long as it lasts
        assert readers(engagement) == {(world.cast.manager.pk, "team", None)}


def rows(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_a_last_reader_is_told_of_without_a_key_of_what_is_hidden(world: World) -> None:
    """`my_reader_notices`, `my_unread_engagements`: a day and a key to who sees it; a reference, once nobody does."""
    cast, row = world.cast, world.engagements[30]
    day = date.today() + timedelta(days=9)
    with arranging() as cursor:
        cursor.execute("update offices_membership set until_on = %s where user_id = %s", [day, cast.team_member.pk])
    assert rows("select * from take_reader_notices()")
    seen = {cast.team_member: [(row.pk, day)], cast.manager: [(None, None)]}
    for user in [*cast.everybody, None]:
        with acting_as(user):
            assert rows("select * from my_reader_notices()") == seen.get(user, []), user
            assert row.reference not in str(rows("select * from my_unread_engagements()"))
            assert rows("select * from take_reader_notices()") == []
    with arranging() as cursor:
        cursor.execute("delete from engagements_teammember where engagement_id = %s", [row.pk])
    for user in [*cast.everybody, None]:
        with acting_as(user):
            told = {reference for (reference,) in rows("select * from my_unread_engagements()")}
            assert told == ({row.reference, world.inherited[30].reference} if user == cast.manager else set()), user
            assert rows("select * from my_reader_notices()") == []


def test_a_guard_of_the_last_reader_cannot_be_called(world: World) -> None:
    for name in ("keep_reader_of_account", "keep_reader_of_membership", "keep_reader_of_seat"):
        with acting_as(world.cast.manager), pytest.raises(DatabaseError, match="trigger"), transaction.atomic():
            rows(f"select {name}()")


def test_who_reads_and_whether_anybody_does_are_one_rule(world: World) -> None:
    """What guards the last reader, against the plain oracle and against itself, for everybody there can be."""
    people, stray = everybody(world), make.EngagementFactory(lead_office=make.OfficeFactory(), sensitivity=20)
    SeatFactory(engagement=stray, user=world.cast.manager, until_at="2999-01-01T00:00Z", by_glass=True)
    known, truth = {user.pk for user in people}, Truth()
    with arranging():
        told = {(key, user) for key, user in rows("select * from lasting_readers(now())") if user in known}
        unread = {key for (key,) in rows("select unread(now())")}
        one_by_one = {key for (key,) in rows("select id from engagements_engagement where is_unread(id, now())")}
        protected = list(Engagement.objects.filter(sensitivity__gt=10).exclude(pk=stray.pk))
    for row in protected:
        right = {u.pk for u in people if truth.may_see(u.pk, row.pk, row.lead_office_id, row.sensitivity)}
        assert {user for key, user in told if key == row.pk} == right, row
    assert unread == one_by_one == {world.inherited[30].pk, stray.pk}
