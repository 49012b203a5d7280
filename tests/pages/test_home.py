"""My work: what waits for one person, and for whom the page has nothing to say."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagements.models import Engagement, FollowUp
from offices.models import User
from tests import factories as make
from tests.arrange import arranging
from tests.cast import World, member
from tests.pages.client import signed_in, text


def section(user: User, name: str) -> str:
    """One panel of the page; empty if it is not there."""
    page = text(signed_in(user).get("/"))
    found = re.search(rf'<section class="panel" id="{name}".*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def named(part: str) -> list[str]:
    return re.findall(r'class="cell-title"[^>]*>([^<]+)<', part)


def put(rows: Any, **values: Any) -> None:
    with arranging():
        rows.update(**values)


def test_it_is_where_one_arrives(world: World) -> None:
    answer = signed_in(world.cast.staff).get("/")
    assert answer.status_code == 200
    assert 'aria-current="page"' in text(answer)
    assert Client().get("/").headers["Location"] == "/accounts/login/?next=/"


def test_what_is_due_comes_by_urgency(world: World) -> None:
    today, engagement = timezone.localdate(), world.engagements[10]
    put(FollowUp.objects.filter(owner=world.cast.staff), status="cancelled")
    for title, days in (("someday", None), ("soon", 3), ("late", -3), ("later", 30)):
        due = None if days is None else today + timedelta(days=days)
        make.FollowUpFactory(engagement=engagement, owner=world.cast.staff, title=title, due_on=due)
    part = section(world.cast.staff, "due")
    assert named(part) == ["late", "soon", "later", "someday"]
    for words in ("Overdue", "Due soon", "No date yet"):
        assert part.count(words) == 1, words


def test_what_is_due_is_one_s_own_and_in_sight(world: World) -> None:
    """A row that its owner may no longer read is not there."""
    seen = {"to do 10 marked None", "to do 10 marked 20", "to do 20 marked None", "to do 20 marked 20"}
    assert set(named(section(world.cast.staff, "due"))) == seen | {"of the office 10", "of the office 20"}
    assert "No follow-ups due" in section(world.cast.manager, "due")


def test_my_engagements_are_those_that_i_lead_or_work_on(world: World) -> None:
    cast = world.cast
    put(Engagement.objects.filter(pk=world.engagements[10].pk), status="withdrawn")
    assert set(named(section(cast.manager, "mine"))) == {row.title for row in (
        world.engagements[20], world.inherited[10], world.inherited[20],
    )}  # fmt: skip
    assert set(named(section(cast.team_member, "mine"))) == {world.engagements[20].title, world.engagements[30].title}
    assert "No engagements yet. Engagements that you lead" in section(cast.staff, "mine")
    assert named(section(cast.near_observer, "mine")) == []  # whose seat has ended


def test_recent_entries_are_of_one_s_engagements_or_of_one_s_office(world: World) -> None:
    cast = world.cast
    assert "Recent entries in your engagements" in section(cast.manager, "recent")
    assert set(named(section(cast.manager, "recent"))) == {
        "10 marked None", "10 marked 20", "20 marked None", "20 marked 20",
    }  # fmt: skip
    assert "Recent entries in your office" in section(cast.staff, "recent")
    assert "10 marked 20" in named(section(cast.staff, "recent"))
    assert "No journal entries yet" in section(cast.near_staff, "recent")
    assert named(section(cast.near_observer, "recent")) == ["10 marked None"]
    assert "Recent entries that you can access" in section(cast.near_observer, "recent")


def test_managers_are_told_what_waits_for_their_answer(world: World) -> None:
    cast, other = world.cast, member("other.manager", world.cast.lead, "manager", 20)
    asked = {"submitted_by": cast.manager, "submitted_at": timezone.now()}
    put(Engagement.objects.filter(pk__in=[world.engagements[n].pk for n in (10, 30)]), status="in_review", **asked)
    put(Engagement.objects.filter(pk=world.inherited[10].pk), status="closing", outcome="Done", **asked)
    assert named(section(other, "waiting")) == [world.engagements[10].title, world.inherited[10].title]
    assert "No requests wait for your decision" in section(cast.manager, "waiting")  # who asked for them
    assert "No requests wait for your decision" in section(cast.near_manager, "waiting")
    assert section(cast.staff, "waiting") == ""


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("observer", "No tasks wait for you here"),
        ("administrator", "/admin/"),
        ("auditor", "/audit/"),
        ("nobody", "You are not a member of an office"),
        ("lapsed", "You are not a member of an office"),
    ],
)
def test_whoever_only_reads_is_told_what_is_there_for_them(who: str, words: str, world: World) -> None:
    page = text(signed_in(getattr(world.cast, who)).get("/"))
    assert words in page
    assert "Follow-ups due" not in page
    if who in {"auditor", "nobody", "lapsed"}:
        assert "marked" not in page
        assert world.engagements[10].title not in page


def test_it_costs_the_same_however_much_there_is(world: World) -> None:
    def cost() -> int:
        client = signed_in(world.cast.manager)
        client.get("/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        return len(queries)

    before = cost()
    for _ in range(20):
        row = make.EngagementFactory(lead_office=world.cast.lead, lead_officer=world.cast.manager, status="in_review")
        make.EntryFactory(engagement=row)
        make.FollowUpFactory(engagement=row, owner=world.cast.manager)
    assert cost() == before <= 18
