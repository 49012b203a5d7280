"""Told thirty days before an engagement loses its last reader, and when it did all the same: once, and what is due."""

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from engagements.classification import letters, queries
from engagements.classification.choices import NoticeKind
from engagements.classification.tasks import notify_of_last_readers
from engagements.models import Engagement, ReaderNotice, TeamMember
from engagements.team import actions as team_actions
from offices.models import Membership, User
from peaceapp.access.actor import acting_as
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.errors import Refused
from tests import factories as make
from tests.arrange import arranging
from tests.cast import World, member
from tests.pages.client import signed_in, text

TODAY = timezone.now().date()
SOON = TODAY + timedelta(days=29)
YESTERDAY = TODAY - timedelta(days=1)


def put(rows: Any, **values: Any) -> None:
    with arranging():
        rows.update(**values)


def until(user: User, last: date) -> None:
    put(Membership.objects.filter(user=user), until_on=last)


@pytest.fixture
def strict(world: World) -> Engagement:
    """Read by the one member of its team alone, who leads it; nobody was told of anything yet."""
    with arranging():
        ReaderNotice.objects.all().delete()
        Engagement.objects.filter(sensitivity=30).update(lead_officer=world.cast.team_member)
        row = Engagement.objects.get(pk=world.engagements[30].pk)
        make.SeatFactory(engagement=world.inherited[30], user=member("stays", world.cast.near, clearance=30))
    return row


def run() -> list[tuple[str, int]]:
    """What the daily job queues."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from procrastinate_jobs")
        last = cursor.fetchone()[0]
        notify_of_last_readers(timestamp=0)
        cursor.execute("select task_name, args::text from procrastinate_jobs where id > %s order by 1, id", [last])
        return [(name, json.loads(given)["actor"]) for name, given in cursor.fetchall()]


HOLDER, MANAGER, UNREAD = (letters.LETTER_OF_KIND[kind].name for kind in NoticeKind)


def section(user: User, name: str) -> str:
    page = text(signed_in(user).get("/"))
    start = page.find(f'<section class="panel" id="{name}"')
    return page[start : page.index("</section>", start)] if start >= 0 else ""


def test_whoever_reads_it_last_and_the_managers_of_its_office_are_told_once(strict: Engagement, world: World) -> None:
    cast = world.cast
    assert run() == []
    until(cast.team_member, SOON + timedelta(days=1))
    assert run() == [], "more than thirty days"
    until(cast.team_member, SOON)
    assert run() == [(HOLDER, cast.team_member.pk), (MANAGER, cast.manager.pk)]
    assert run() == []
    until(cast.team_member, SOON - timedelta(days=1))
    assert len(run()) == 2, "another day is another notice"
    assert run() == []


def test_nobody_is_told_while_somebody_stays(strict: Engagement, world: World) -> None:
    until(world.cast.team_member, SOON)
    seat = make.SeatFactory(engagement=strict, user=world.cast.manager)
    assert run() == []
    ends = datetime.combine(TODAY + timedelta(days=9), time(15), UTC)
    put(TeamMember.objects.filter(pk=seat.pk), until_at=ends)
    # The manager goes first: whoever is left then is the last.
    assert run() == [(HOLDER, world.cast.team_member.pk), (MANAGER, world.cast.manager.pk)]
    with arranging():
        assert set(ReaderNotice.objects.values_list("ends_on", flat=True)) == {SOON}


def test_the_end_of_a_seat_is_told_too(strict: Engagement, world: World) -> None:
    ends = datetime.combine(TODAY + timedelta(days=9), time(15), UTC)
    put(TeamMember.objects.filter(engagement=strict, user=world.cast.team_member), until_at=ends)
    assert run() == [(HOLDER, world.cast.team_member.pk), (MANAGER, world.cast.manager.pk)]
    with arranging():
        assert set(ReaderNotice.objects.values_list("ends_on", flat=True)) == {ends.date()}


def test_a_gap_that_somebody_fills_too_late_is_told(strict: Engagement, world: World) -> None:
    until(world.cast.team_member, TODAY + timedelta(days=5))
    late = member("late", world.cast.near, clearance=30, from_on=TODAY + timedelta(days=9))
    make.SeatFactory(engagement=strict, user=late)
    assert len(run()) == 2
    put(Membership.objects.filter(user=late), from_on=TODAY + timedelta(days=6))
    with acting_as(world.cast.team_member):
        assert queries.ending_readers() == []


def test_the_cleared_of_an_office_are_told_when_all_of_them_go(strict: Engagement, world: World) -> None:
    office = make.OfficeFactory()
    first, last = member("first", office, clearance=20), member("last", office, clearance=20)
    head = member("head", office, "manager", 10)
    make.EngagementFactory.create_batch(3, lead_office=office, sensitivity=20)
    until(first, TODAY + timedelta(days=3))
    assert run() == []
    until(last, SOON)
    assert run() == [(HOLDER, last.pk), (MANAGER, head.pk)], "one letter each, however many there are"


def test_my_work_shows_it_to_whom_it_concerns_and_no_more(strict: Engagement, world: World) -> None:
    cast = world.cast
    until(cast.team_member, SOON)
    run()
    held = section(cast.team_member, "ending")
    assert strict.title in held
    assert f"after {SOON.day} {SOON:%B %Y}" in held
    told = section(cast.manager, "ending")
    assert "An engagement of your office will lose" in told
    page = text(signed_in(cast.manager).get("/"))
    for secret in (strict.title, strict.reference, str(strict.pk), f"{SOON:%B %Y}", str(cast.team_member)):
        assert secret not in told, secret
    assert strict.reference not in page
    for user in (cast.staff, cast.observer, cast.administrator, cast.near_manager, cast.auditor, cast.nobody):
        assert section(user, "ending") == "", user
    make.SeatFactory(engagement=strict, user=cast.manager)
    assert section(cast.manager, "ending") == section(cast.team_member, "ending") == ""  # there is one who stays


def test_a_manager_on_the_team_sees_what_the_holder_sees(strict: Engagement, world: World) -> None:
    make.SeatFactory(engagement=strict, user=world.cast.manager)
    for user in (world.cast.team_member, world.cast.manager):
        until(user, SOON)
    assert run() == [(HOLDER, world.cast.manager.pk), (HOLDER, world.cast.team_member.pk)]
    assert strict.title in section(world.cast.manager, "ending")
    with acting_as(world.cast.manager, Sensitivity.CONFIDENTIAL):  # as by a token
        assert queries.ending_readers() == []


def orphan(world: World) -> None:
    until(world.cast.team_member, YESTERDAY)


def test_what_nobody_reads_is_given_to_the_managers_who_are_cleared(strict: Engagement, world: World) -> None:
    cast = world.cast
    less = member("less.cleared", cast.lead, "manager", 20)
    with acting_as(cast.manager):
        assert queries.engagements_without_reader() == []
    orphan(world)
    assert run() == [(UNREAD, cast.manager.pk)]
    assert run() == []
    shown = section(cast.manager, "unread")
    assert strict.reference in shown
    assert f"/engagements/break-glass/?reference={strict.reference}" in shown
    assert strict.title not in shown
    for user in (less, cast.staff, cast.near_manager, cast.administrator, cast.auditor, cast.team_member, cast.nobody):
        assert section(user, "unread") == "", user
        with acting_as(user):
            assert queries.engagements_without_reader() == [], user
    with acting_as(cast.manager, Sensitivity.CONFIDENTIAL):
        assert queries.engagements_without_reader() == []
    with acting_as(None):
        assert queries.engagements_without_reader() == []
        assert queries.ending_readers() == []


def test_the_reference_leads_by_break_glass_to_a_reader_who_stays(strict: Engagement, world: World) -> None:
    manager = world.cast.manager
    orphan(world)
    run()
    client = signed_in(manager)
    form = text(client.get(f"/engagements/break-glass/?reference={strict.reference}"))
    assert f'value="{strict.reference}"' in form
    sent = {"reference": strict.reference, "reason": "Nobody reads it", "hours": "24"}
    assert client.post("/engagements/break-glass/", sent).status_code == 302
    assert f"/engagements/{strict.reference}/team/" in section(manager, "unread"), "not seen to yet"
    with acting_as(manager), pytest.raises(Refused):  # the glass is no way to stay
        team_actions.add_team_member(strict, actor=manager, user=manager)
    stays = member("cleared.staff", world.cast.lead, clearance=30)
    with acting_as(manager):
        team_actions.add_team_member(strict, actor=manager, user=stays)
    assert section(manager, "unread") == ""
    with acting_as(stays):
        assert Engagement.objects.filter(pk=strict.pk).exists()
    run()
    until(stays, YESTERDAY)
    assert run() == [(UNREAD, manager.pk)], "told again when it happens again"


def test_a_seat_that_is_given_takes_the_place_of_the_glass(strict: Engagement, world: World) -> None:
    manager, leader = world.cast.manager, world.cast.team_member
    later = timezone.now() + timedelta(hours=24)
    make.SeatFactory(engagement=strict, user=manager, until_at=later, by_glass=True)
    page = signed_in(leader)
    assert manager.username in text(page.get(f"/engagements/{strict.reference}/team/"))
    with acting_as(leader):
        team_actions.add_team_member(strict, actor=leader, user=manager)
        standing = TeamMember.objects.get(engagement=strict, user=manager, until_at__isnull=True)
        assert not standing.by_glass
        assert team_actions.add_team_member(strict, actor=leader, user=manager).pk == standing.pk


def test_a_successors_managers_are_given_what_its_predecessor_left(strict: Engagement, world: World) -> None:
    row = world.inherited[30]
    put(User.objects.filter(username="stays"), is_active=False)
    with acting_as(world.cast.manager):
        assert queries.engagements_without_reader() == [row.reference]


def test_only_the_job_takes_the_notices(strict: Engagement, world: World) -> None:
    orphan(world)
    for user in (world.cast.manager, world.cast.nobody):
        with acting_as(user):
            assert queries.take_notices() == []
    assert queries.take_notices() == [(world.cast.manager.pk, NoticeKind.UNREAD)]


def addressed(*users: User) -> None:
    for user in users:
        put(User.objects.filter(pk=user.pk), email=f"{user.username}@example.org")


def test_letters_name_nothing(strict: Engagement, world: World) -> None:
    cast = world.cast
    addressed(cast.team_member, cast.manager)
    until(cast.team_member, SOON)
    run()
    letters.notify_last_reader(actor=cast.team_member.pk)
    letters.notify_manager(actor=cast.manager.pk)
    orphan(world)
    run()
    letters.notify_manager_of_no_reader(actor=cast.manager.pk)
    assert [letter.to for letter in mail.outbox] == [
        ["team.member@example.org"], ["lead.manager@example.org"], ["lead.manager@example.org"],
    ]  # fmt: skip
    for letter in mail.outbox:
        said = letter.subject + str(letter.body)
        for secret in (strict.reference, strict.title, str(cast.team_member), f"{SOON:%B}", "LEAD-OFFICE"):
            assert secret not in said, secret


@pytest.mark.parametrize("fate", ["deactivated", "removed", "seen to"])
def test_a_queued_letter_is_not_sent_to_whom_it_no_longer_concerns(fate: str, strict: Engagement, world: World) -> None:
    """Rights are looked at when it is sent, not when it was queued."""
    cast = world.cast
    people = (cast.team_member, cast.manager)
    addressed(*people)
    until(cast.team_member, SOON)
    assert len(run()) == 2
    if fate == "deactivated":
        put(User.objects.filter(pk__in=[user.pk for user in people]), is_active=False)
    elif fate == "removed":
        for user in people:
            until(user, YESTERDAY)
    else:
        make.SeatFactory(engagement=strict, user=member("in.time", cast.lead, clearance=30))
    letters.notify_last_reader(actor=cast.team_member.pk)
    letters.notify_manager(actor=cast.manager.pk)
    letters.notify_manager_of_no_reader(actor=cast.manager.pk)
    assert mail.outbox == []
