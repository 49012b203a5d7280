"""Every row names the offices that support its engagement and its team: filled, kept true, and forged by nobody."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections, transaction

from engagements.models import Engagement, FollowUp, JournalEntry, Support, TeamMember
from engagements.team.actions import add_team_member, end_support, grant_support, remove_team_member
from peaceapp.access.actor import acting_as
from tests.access.attempts import attempt
from tests.access.oracle import Truth, judge
from tests.access.tables import Class, of_kind
from tests.access.test_last_open_entry import wait_until_somebody_waits
from tests.access.test_mutants import mutated
from tests.arrange import arranging
from tests.cast import World
from tests.count import counted
from tests.factories import EngagementFactory, MembershipFactory, OfficeFactory, SeatFactory, SupportFactory

SOON = datetime.now(UTC) + timedelta(hours=2)
LONG_AGO = "2021-01-01T00:00Z"


def carried(engagement: Engagement) -> tuple[set[int], set[int]]:
    """The offices and people that all rows of an engagement name; they must name the same, in all tables."""
    found = set()
    with arranging() as cursor:
        for table in of_kind(Class.PROTECTED):
            cursor.execute(
                f"select supporting_ids, team_ids from {table} where {table.engagement} = %s", [engagement.pk]
            )
            found |= {(tuple(offices), tuple(people)) for offices, people in cursor.fetchall()}
    ((offices, people),) = found
    return set(offices), set(people)


def around(engagement: Engagement) -> tuple[set[int], set[int]]:
    """What supporting offices and seats say, which is the truth."""
    with arranging():
        return (
            set(Support.objects.filter(engagement=engagement, until_at=None).values_list("office", flat=True)),
            set(TeamMember.objects.filter(engagement=engagement, until_at=None).values_list("user", flat=True)),
        )


def test_rows_are_born_with_those_around_their_engagement(world: World) -> None:
    for engagement in (*world.engagements.values(), *world.inherited.values()):
        assert carried(engagement) == around(engagement)
    assert all(around(world.engagements[20]))


def test_support_that_is_granted_and_ended_reaches_rows_that_the_actor_does_not_see(world: World) -> None:
    engagement, hidden = world.engagements[20], world.entries[20, 30]
    with acting_as(world.cast.manager):
        assert not JournalEntry.objects.filter(pk=hidden.pk).exists()
        grant_support(engagement, actor=world.cast.manager, office=world.cast.near, reason="They know the valley.")
    assert world.cast.near.pk in carried(engagement)[0]
    with acting_as(world.cast.near_staff):
        assert JournalEntry.objects.filter(pk=world.entries[20, None].pk).exists()
    with acting_as(world.cast.manager):
        end_support(engagement, actor=world.cast.manager, office=world.cast.near)
    assert world.cast.near.pk not in carried(engagement)[0]
    with acting_as(world.cast.near_staff):
        assert not JournalEntry.objects.filter(pk=world.entries[20, None].pk).exists()


def test_a_seat_that_is_taken_and_left_reaches_every_row(world: World) -> None:
    engagement, who = world.engagements[20], world.cast.near_staff
    with acting_as(world.cast.manager):
        add_team_member(engagement, actor=world.cast.manager, user=who)
    assert who.pk in carried(engagement)[1]
    with acting_as(who):
        assert Engagement.objects.filter(pk=engagement.pk).exists()
    with acting_as(world.cast.manager):
        remove_team_member(engagement, actor=world.cast.manager, user=who)
    assert who.pk not in carried(engagement)[1]
    with acting_as(who):
        assert not Engagement.objects.filter(pk=engagement.pk).exists()


def test_a_seat_that_ends_by_itself_counts_until_then_and_is_in_no_row(world: World) -> None:
    engagement, who = world.engagements[20], world.cast.near_staff
    for until, is_seen in ((SOON, True), (LONG_AGO, False)):
        with arranging():
            TeamMember.objects.filter(engagement=engagement, user=who).delete()
            SeatFactory(engagement=engagement, user=who, until_at=until, by_glass=True)
        assert who.pk not in carried(engagement)[1]
        with acting_as(who):
            assert Engagement.objects.filter(pk=engagement.pk).exists() is is_seen


def test_a_row_that_moves_takes_with_it_and_finds_there_what_is_true(world: World) -> None:
    here, there = world.engagements[10], world.engagements[20]
    with arranging():
        support = SupportFactory(engagement=here, office=world.cast.near)
        Support.objects.filter(pk=support.pk).update(engagement=there)
        JournalEntry.objects.filter(pk=world.entries[10, None].pk).update(engagement=there)
    for engagement in (here, there):
        assert carried(engagement) == around(engagement)
    assert world.cast.near.pk in carried(there)[0]


def test_another_lead_office_leaves_those_around_as_they_are(world: World) -> None:
    engagement, before = world.engagements[20], carried(world.engagements[20])
    with acting_as(world.cast.team_member):
        Engagement.objects.filter(pk=engagement.pk).update(lead_office=world.cast.near)
    assert carried(engagement) == before


def test_a_closed_office_stays_in_the_row_and_its_successor_reads(world: World) -> None:
    engagement, heir = world.inherited[20], world.cast.near
    with arranging():
        old = OfficeFactory()
        SupportFactory(engagement=engagement, office=old)
    with acting_as(world.cast.near_staff):
        assert not Engagement.objects.filter(pk=engagement.pk).exists()
    with arranging():
        type(old).objects.filter(pk=old.pk).update(closed_on="2020-01-01", succeeded_by=heir)
    assert old.pk in carried(engagement)[0]
    with acting_as(world.cast.near_staff):
        assert Engagement.objects.filter(pk=engagement.pk).exists()


def test_no_version_is_made_where_only_those_around_change(world: World) -> None:
    events = JournalEntry.pgh_event_model.objects  # type: ignore[attr-defined]  # made by pghistory
    with arranging():
        before = events.count(), Engagement.pgh_event_model.objects.count()  # type: ignore[attr-defined]  # as above
        SupportFactory(engagement=world.engagements[20], office=world.cast.near)
        assert (events.count(), Engagement.pgh_event_model.objects.count()) == before  # type: ignore[attr-defined]


def test_what_somebody_writes_into_these_columns_of_an_engagement_is_not_kept(world: World) -> None:
    engagement, before = world.engagements[20], carried(world.engagements[20])
    forged = f"supporting_ids = '{{{world.cast.near.pk}}}', team_ids = '{{{world.cast.near_staff.pk}}}'"
    with acting_as(world.cast.staff):
        assert attempt(f"update engagements_engagement set {forged} where id = %s", [engagement.pk]) == "1"
        stale = Engagement.objects.get(pk=engagement.pk)
        stale.supporting_ids = [world.cast.near.pk]
        stale.save()
    assert carried(engagement) == before


@pytest.mark.parametrize("forged", ["supporting_ids = '{{{near}}}'", "team_ids = team_ids || {who}::bigint"])
def test_a_child_that_says_otherwise_than_its_engagement_is_refused(world: World, forged: str) -> None:
    change = forged.format(near=world.cast.near.pk, who=world.cast.near_staff.pk)
    for table in of_kind(Class.PROTECTED):
        if table.engagement != "engagement_id":
            continue
        with acting_as(world.cast.team_member):
            found = attempt(f"update {table} set {change} where engagement_id = %s", [world.engagements[20].pk])
        assert found == "23503", table


def test_an_offices_own_follow_up_is_open_to_no_other(world: World) -> None:
    own = world.of_the_office[20]
    change = f"supporting_ids = '{{{world.cast.near.pk}}}'"
    with acting_as(world.cast.staff):
        assert attempt(f"update engagements_followup set {change} where id = %s", [own.pk]) == "23514"
        assert FollowUp.objects.get(pk=own.pk).supporting_ids == []


def test_two_offices_let_in_at_the_same_time_both_count(transactional_db: None) -> None:
    """By the action, and by rows written past it: the second waits, and reads what the first wrote."""
    manager = MembershipFactory(role="manager", clearance=30)
    engagement = EngagementFactory(lead_office=manager.office, sensitivity=20)
    offices, has_written = [OfficeFactory(), OfficeFactory()], Barrier(2)

    def let_in(number: int) -> None:
        try:
            with acting_as(manager.user):
                if number:
                    has_written.wait(5)
                grant_support(engagement, actor=manager.user, office=offices[number], reason="Both are needed.")
                if not number:
                    has_written.wait(5)
                    wait_until_somebody_waits()
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(let_in, number) for number in (0, 1)]:
            done.result(timeout=20)
    with transaction.atomic():
        assert carried(engagement) == ({office.pk for office in offices}, around(engagement)[1])


def test_who_logs_while_an_office_is_let_in_waits_and_takes_the_new_scope(transactional_db: None) -> None:
    manager = MembershipFactory(role="manager", clearance=30)
    engagement = EngagementFactory(lead_office=manager.office, sensitivity=20)
    office, has_written = OfficeFactory(), Barrier(2)

    def let_in() -> None:
        try:
            with acting_as(manager.user):
                grant_support(engagement, actor=manager.user, office=office, reason="They know the valley.")
                has_written.wait(5)
                wait_until_somebody_waits()
        finally:
            connections["default"].close()

    def log() -> None:
        try:
            has_written.wait(5)
            with acting_as(manager.user):
                JournalEntry.objects.create(
                    engagement=engagement, headline="Meanwhile", occurred_on="2020-02-02", author=manager.user
                )
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(let_in), pool.submit(log)]:
            done.result(timeout=20)
    with transaction.atomic():
        assert carried(engagement)[0] == {office.pk}


def granted(world: World) -> None:
    SupportFactory(engagement=world.engagements[20], office=world.cast.near)


def ended(world: World) -> None:
    Support.objects.filter(engagement=world.engagements[20]).update(until_at=LONG_AGO)


def removed(world: World) -> None:
    Support.objects.filter(engagement=world.engagements[20]).delete()


def team_member_rows(world: World) -> None:
    SeatFactory(engagement=world.engagements[20], user=world.cast.near_staff)


def left(world: World) -> None:
    TeamMember.objects.filter(engagement=world.engagements[30]).update(until_at=LONG_AGO)


def unseated(world: World) -> None:
    TeamMember.objects.filter(engagement=world.engagements[30]).delete()


def granted_elsewhere(world: World) -> None:
    SupportFactory(engagement=world.engagements[10], office=world.cast.near)
    SupportFactory(engagement=world.engagements[20], office=OfficeFactory())


def seated_elsewhere(world: World) -> None:
    SeatFactory(engagement=world.engagements[10], user=world.cast.near_staff)
    SeatFactory(engagement=world.engagements[20], user=world.cast.manager)


OFF = "alter table {} disable trigger {}"
MUTANTS = [
    (OFF.format("engagements_support", "keep_those_around_insert"), granted),
    (OFF.format("engagements_support", "keep_those_around_update"), ended),
    (OFF.format("engagements_support", "keep_those_around_delete"), removed),
    (OFF.format("engagements_teammember", "keep_those_around_insert"), team_member_rows),
    (OFF.format("engagements_teammember", "keep_those_around_update"), left),
    (OFF.format("engagements_teammember", "keep_those_around_delete"), unseated),
    (OFF.format("engagements_engagement", "take_those_around"), granted),
    ("s.until_at is null", ended),
    ("s.engagement_id = new.id and ", granted_elsewhere),
    ("t.until_at is null", left),
    ("t.engagement_id = new.id and ", seated_elsewhere),
]
"""What fails, and what then happens that must show: SQL to run, or a condition of `take_those_around` taken away."""


@pytest.mark.parametrize(("mutant", "happens"), MUTANTS)
def test_columns_that_do_not_follow_show(
    world: World, mutant: str, happens: Callable[[World], Any], record_property: Any
) -> None:
    people = [world.cast.near_staff, world.cast.support_staff, world.cast.team_member]
    tables = [table for table in of_kind(Class.PROTECTED) if table.name in {"engagements_journalentry"}]
    statement = mutant
    if not mutant.startswith("alter"):
        with arranging() as cursor:
            cursor.execute("select pg_get_functiondef('take_those_around()'::regprocedure)")
            (definition,) = cursor.fetchone()
        assert mutant in definition
        statement = definition.replace(mutant, "true" if mutant.endswith("null") else "")
    for statements, is_red in (((), False), ((statement,), True)):
        with mutated(*statements):
            with arranging():
                happens(world)
            assert any(judge(Truth(), people, tables)) is is_red, statements
    counted(record_property, "mutants", mutants=1, green=0)
