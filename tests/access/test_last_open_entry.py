"""The date that lists sort by: of the newest entry that whoever sees the engagement sees too."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

from django.db import connection, connections, transaction

from engagements.models import Engagement, JournalEntry
from offices.models import User
from peaceapp.access.actor import acting_as
from tests.arrange import arranging
from tests.cast import World
from tests.factories import EngagementFactory, EntryFactory, MembershipFactory


def last(engagement: Engagement) -> date | None:
    with arranging():
        return Engagement.objects.values_list("last_open_entry_on", flat=True).get(pk=engagement.pk)


def log(engagement: Engagement, author: User, on: str, mark: int | None = None) -> JournalEntry:
    with acting_as(author):
        return JournalEntry.objects.create(
            engagement=engagement, headline="Logged", occurred_on=on, author=author, mark=mark
        )


def test_only_entries_open_to_all_readers_count(world: World) -> None:
    engagement, author = EngagementFactory(lead_office=world.cast.lead), world.cast.staff
    assert last(engagement) is None
    log(engagement, author, "2020-03-01")
    log(engagement, author, "2020-02-01")  # backdated
    log(engagement, author, "2020-09-09", mark=20)
    assert last(engagement) == date(2020, 3, 1)
    with arranging():
        assert Engagement.objects.get(pk=engagement.pk).latest_on == date(2020, 3, 1)


def test_a_hidden_entry_does_not_show_in_the_engagement(world: World) -> None:
    """Neither in the date, nor in its version, nor in its history, nor in the row's physical version."""
    engagement = world.engagements[10]

    def looks() -> tuple:
        with arranging() as cursor:
            cursor.execute("select e.*, xmin from engagements_engagement e where id = %s", [engagement.pk])
            row = cursor.fetchone()
            cursor.execute("select count(*) from engagements_engagementevent where pgh_obj_id = %s", [engagement.pk])
            return row, cursor.fetchone()

    before = looks()
    log(engagement, world.cast.team_member, "2024-12-31", mark=30)
    assert looks() == before


def test_an_open_entry_moves_the_date_and_nothing_else(world: World) -> None:
    engagement = world.engagements[10]
    with arranging():
        version, events = Engagement.objects.get(pk=engagement.pk).version, engagement.events.count()
        title = Engagement.objects.get(pk=engagement.pk).title
    log(engagement, world.cast.staff, "2024-12-31")
    with arranging():
        row = Engagement.objects.get(pk=engagement.pk)
        assert (row.version, row.title, row.events.count()) == (version, title, events)
    assert last(engagement) == date(2024, 12, 31)


def test_the_date_follows_the_engagements_level(world: World) -> None:
    """An entry marked confidential is open to all readers once the engagement is confidential itself."""
    engagement, author = EngagementFactory(lead_office=world.cast.lead), world.cast.staff
    log(engagement, author, "2020-03-01")
    log(engagement, author, "2020-09-09", mark=20)
    for level, expected in ((20, date(2020, 9, 9)), (10, date(2020, 3, 1))):
        with acting_as(author):
            Engagement.objects.filter(pk=engagement.pk).update(sensitivity=level)
        assert last(engagement) == expected


def test_the_date_follows_an_entry(world: World) -> None:
    engagement, author = EngagementFactory(lead_office=world.cast.lead), world.cast.staff
    first, second = log(engagement, author, "2020-03-01"), log(engagement, author, "2020-04-01")
    with acting_as(author):
        JournalEntry.objects.filter(pk=second.pk).update(mark=20)
    assert last(engagement) == date(2020, 3, 1)
    with acting_as(author):
        JournalEntry.objects.filter(pk=first.pk).update(occurred_on="2020-01-01")
    assert last(engagement) == date(2020, 1, 1)
    with acting_as(author):
        JournalEntry.objects.filter(pk=first.pk).delete()
    assert last(engagement) is None


def test_the_date_leaves_with_an_entry_that_is_moved(world: World) -> None:
    author = world.cast.staff
    here, there = EngagementFactory(lead_office=world.cast.lead), EngagementFactory(lead_office=world.cast.lead)
    entry = log(here, author, "2020-03-01")
    with acting_as(author):
        JournalEntry.objects.filter(pk=entry.pk).update(engagement=there)
    assert (last(here), last(there)) == (None, date(2020, 3, 1))


def test_many_entries_at_once(world: World) -> None:
    engagements = [EngagementFactory(lead_office=world.cast.lead) for _ in range(3)]
    with acting_as(world.cast.staff):
        JournalEntry.objects.bulk_create(
            JournalEntry(engagement=row, headline="Bulk", occurred_on=date(2020, 1, day), author=world.cast.staff)
            for row in engagements
            for day in range(1, 11)
        )
    assert {last(row) for row in engagements} == {date(2020, 1, 10)}


def test_two_who_log_at_the_same_time_both_count(transactional_db: None) -> None:
    """The later one must not put back what it read before the other had written."""
    member = MembershipFactory(clearance=20)
    engagement = EngagementFactory(lead_office=member.office)
    both_have_written = Barrier(2)

    def write(on: date) -> None:
        try:
            with acting_as(member.user):
                if on.month == 5:  # the newer date: written first, committed while the other waits for it
                    EntryFactory.build(engagement=engagement, occurred_on=on, author=member.user).save()
                    both_have_written.wait(5)
                    wait_until_somebody_waits()
                else:
                    both_have_written.wait(5)
                    EntryFactory.build(engagement=engagement, occurred_on=on, author=member.user).save()
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(write, date(2020, month, 1)) for month in (5, 3)]:
            done.result(timeout=20)
    with transaction.atomic():
        assert last(engagement) == date(2020, 5, 1)


def wait_until_somebody_waits() -> None:
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute(
                "select count(*), pg_sleep(0.01) from pg_locks"
                " where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waited")
