"""Follow-ups on pages: what is listed, what is shown of one, and the forms around it."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from engagements.followups import actions
from engagements.models import Engagement, FollowUp, Partner
from offices.models import PartnerType, User
from peaceapp.access.actor import acting_as
from peaceapp.access.keys import uuid7
from tests import factories as make
from tests.arrange import arranging
from tests.cast import World, build_world, gather_cast
from tests.pages.client import signed_in, text

LIST = "/follow-ups/"
BELOW = ["", "history/", "edit/", "due/", "owner/", "move/"]


def put(row: FollowUp, **values: Any) -> None:
    with arranging():
        FollowUp.objects.filter(pk=row.pk).update(**values)


def titles(user: User, query: str = "") -> list[str]:
    """What the list shows, in its order."""
    page = text(signed_in(user).get(LIST + query))
    return re.findall(r'class="cell-title" dir="auto" href="/follow-ups/[^"]+">([^<]+)<', page)


def days(number: int) -> Any:
    return timezone.localdate() + timedelta(days=number)


# The list


def test_it_lists_what_is_left_to_do_by_date(world: World) -> None:
    put(world.follow_ups[10, None], due_on=days(3))
    put(world.of_the_office[10], due_on=days(-3))
    make.FollowUpFactory(engagement=world.engagements[10], title="over", status="cancelled")
    near = world.cast.near_staff
    assert titles(near) == ["of the office 10", "to do 10 marked None"]
    assert titles(near, "?attention=true") == ["of the office 10"]
    assert titles(near, "?overdue=false") == ["to do 10 marked None"]
    assert titles(near, f"?due_from={days(0)}") == ["to do 10 marked None"]
    assert titles(near, "?status=any") == ["of the office 10", "to do 10 marked None", "over"]
    assert titles(near, "?status=cancelled") == ["over"]


def test_what_has_no_date_yet_needs_attention_too_and_comes_last(world: World) -> None:
    put(world.of_the_office[10], due_on=days(-3))
    near = world.cast.near_staff
    assert titles(near, "?attention=true") == ["of the office 10", "to do 10 marked None"]
    assert titles(near, "?undated=true") == ["to do 10 marked None"]


def test_me_is_whoever_asks(world: World) -> None:
    put(world.follow_ups[10, None], owner=world.cast.near_staff)
    assert titles(world.cast.near_staff, "?owner=me") == ["to do 10 marked None"]
    assert titles(world.cast.near_staff, "?owner=lead.staff") == ["of the office 10"]
    assert "to do 10 marked None" not in titles(world.cast.staff, "?owner=me")


def test_hidden_ones_are_in_no_list_and_no_count(world: World) -> None:
    cast = world.cast
    numbers = {
        cast.near_staff: 2,
        cast.staff: 6,
        cast.manager: 6,
        cast.team_member: 10,
        cast.auditor: 0,
        cast.nobody: 0,
    }
    for user, number in numbers.items():
        page = text(signed_in(user).get(f"{LIST}?status=any"))
        assert f"{number} follow-up" in page, user
        assert len(titles(user, "?status=any")) == number, user
        found = ["to do 10 marked 30"] if user == cast.team_member else []
        assert titles(user, "?q=10 marked 30") == found, user


def test_a_hidden_engagement_narrows_like_an_unknown_one(world: World) -> None:
    client = signed_in(world.cast.near_staff)
    hidden, unknown = (f"{LIST}?engagement={name}" for name in (world.engagements[20].reference, "TEST-2020-ZZZZ"))
    said = [text(client.get(path)).replace(path.split("=")[1], "") for path in (hidden, unknown)]
    assert said[0] == said[1]


def test_the_fragment_for_htmx_is_the_results_alone(world: World) -> None:
    part = text(signed_in(world.cast.near_staff).get(LIST, headers={"HX-Request": "true"}))
    assert "2 follow-ups" in part
    assert "<html" not in part


# One of them


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("below", BELOW)
def test_a_hidden_one_is_an_unknown_one(below: str, method: str, world: World) -> None:
    cast = world.cast
    for user, row in (
        (cast.near_staff, world.follow_ups[10, 20]),
        (cast.manager, world.follow_ups[10, 30]),
        (cast.near_manager, world.of_the_office[20]),
        (cast.administrator, world.follow_ups[20, None]),
    ):
        client = signed_in(user)
        found, unknown = (getattr(client, method)(f"{LIST}{key}/{below}") for key in (row.pk, uuid7()))
        if (below, method) in {("", "post"), ("history/", "post"), ("move/", "get")}:
            assert found.status_code == unknown.status_code == 405
        else:
            assert found.status_code == unknown.status_code == 404
        assert text(found) == text(unknown)


def test_it_says_what_why_who_and_when(world: World) -> None:
    row = world.follow_ups[20, None]
    put(row, due_on=days(-1), due_precision="day", priority="high", sources=["B1"])
    page = text(signed_in(world.cast.support_staff).get(f"{LIST}{row.pk}/"))
    for words in (
        row.title,
        "It was promised",
        world.engagements[20].title,
        "Lead Staff",
        "Overdue",
        "High",
        "Confidential",
    ):
        assert words in page, words


def test_buttons_are_for_who_may(world: World) -> None:
    row = world.follow_ups[10, None]
    found = {}
    for user in (world.cast.staff, world.cast.manager, world.cast.near_staff, world.cast.observer):
        page = text(signed_in(user).get(f"{LIST}{row.pk}/"))
        found[user.username] = [
            "/edit/" in page,
            "/owner/" in page,
            'value="complete"' in page,
            'value="cancel"' in page,
        ]
    assert found == {
        "lead.staff": [True, False, True, False],
        "lead.manager": [True, True, True, True],
        "near.staff": [False, False, False, False],
        "lead.observer": [False, False, False, False],
    }


def test_a_move_from_the_page(world: World) -> None:
    row, client = world.follow_ups[10, None], signed_in(world.cast.staff)
    url = f"{LIST}{row.pk}/move/"
    refused = client.post(url, {"name": "complete", "outcome": ""}, follow=True)
    assert "This field is required." in text(refused)
    moved = client.post(url, {"name": "complete", "outcome": "They agreed", "evidence": "A letter"}, follow=True)
    assert "Status: Done" in text(moved)
    assert "A letter" in text(moved)
    assert client.post(url, {"name": "verify"}).status_code == 403


def test_the_history_tells_the_old_date_and_the_reason(transactional_db: None) -> None:
    """Committed change by change: a history goes by the time of its transactions."""
    cast = gather_cast()
    with transaction.atomic():
        row = build_world(cast).follow_ups[10, None]
    for to, reason in ((days(1), ""), (days(9), "The minister travels")):
        with acting_as(cast.staff):
            actions.move_due_date(FollowUp.objects.get(pk=row.pk), actor=cast.staff, to=to, reason=reason)
    for path in (f"{LIST}{row.pk}/", f"{LIST}{row.pk}/history/"):
        page = unescape(text(signed_in(cast.near_staff).get(path)))
        assert "The minister travels" in page
        assert page.index("The minister travels") < page.index("Created")
        assert len(re.findall(r"<del[^>]*>", page)) == 1  # the first date
    api = signed_in(cast.near_staff).get(f"/api/v1/follow-ups/{row.pk}/history/").json()["results"]
    assert [(one["reason"], one["changes"][0]["field"]) for one in api[:2]] == [
        ("The minister travels", "due_on"), ("", "due_on"),
    ]  # fmt: skip


# Forms


def form(path: str, user: User, **values: Any) -> Any:
    """The answer to the form of this address, filled in as it is shown but for `values`."""
    client = signed_in(user)
    shown = client.get(path)
    assert shown.status_code == 200, path
    typed = {name: field.value() for name, field in ((f.name, f) for f in shown.context["form"])}
    sent = {name: str(getattr(value, "pk", value)) for name, value in (typed | values).items() if value is not None}
    return client.post(path, sent, follow=True)


def test_adding_one_to_an_engagement(world: World) -> None:
    page = f"/engagements/{world.engagements[20].reference}/"
    said = form(
        f"{page}follow-ups/new/", world.cast.support_staff, title="Call back", owner="lead.staff", due_on=days(2)
    )
    assert said.redirect_chain == [(f"{page}#follow-ups", 302)]
    with arranging():
        row = FollowUp.objects.get(title="Call back")
    assert (row.owner, row.due_on, row.sensitivity) == (world.cast.staff, days(2), 20)


def test_an_owner_who_cannot_read_it_is_not_offered_or_is_refused_at_the_field(world: World) -> None:
    confidential = f"/engagements/{world.engagements[20].reference}/follow-ups/new/"
    assert "near.manager" not in text(signed_in(world.cast.staff).get(confidential))
    open_to_all = f"/engagements/{world.engagements[10].reference}/follow-ups/new/"
    said = form(open_to_all, world.cast.staff, title="Kept as typed", owner="near.staff", sensitivity="20")
    assert said.status_code == 422
    assert set(said.context["form"].errors) == {"owner"}
    assert "Kept as typed" in text(said)


def test_pressed_twice_it_is_written_once(world: World) -> None:
    path, client = f"/engagements/{world.engagements[10].reference}/follow-ups/new/", signed_in(world.cast.staff)
    sent = {
        "title": "Pressed twice",
        "owner": "lead.staff",
        "due_precision": "day",
        "priority": "normal",
        "key": uuid7(),
    }
    for _ in range(2):
        assert client.post(path, sent).status_code == 302
    with arranging():
        assert FollowUp.objects.filter(title="Pressed twice").count() == 1


def test_adding_one_to_an_office(world: World) -> None:
    said = form(f"{LIST}new/", world.cast.staff, title="Write to all", sensitivity="20")
    assert "Write to all" in text(said)
    assert "Confidential" in text(said)
    assert signed_in(world.cast.observer).get(f"{LIST}new/").status_code == 403


def test_a_date_is_moved_with_a_reason(world: World) -> None:
    row, staff = world.follow_ups[10, None], world.cast.staff
    put(row, due_on=days(1))
    path = f"{LIST}{row.pk}/due/"
    refused = form(path, staff, due_on=days(5))
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"reason"}
    assert str(days(5)) in text(refused)
    assert "Due date moved." in text(form(path, staff, due_on=days(5), reason="They travel"))


def test_giving_it_to_somebody_else(world: World) -> None:
    row, cast = world.follow_ups[10, None], world.cast
    assert signed_in(cast.staff).get(f"{LIST}{row.pk}/owner/").status_code == 403
    said = form(f"{LIST}{row.pk}/owner/", cast.manager, owner="near.staff", reason="Speaks French")
    assert "Follow-up reassigned to Near Staff." in text(said)


def test_two_editors_lose_nothing(world: World) -> None:
    row, staff = world.follow_ups[10, None], world.cast.staff
    path, client = f"{LIST}{row.pk}/edit/", signed_in(staff)
    client.get(path)
    form(path, world.cast.manager, why="The manager's words")
    typed = {"title": "My words", "why": "It was promised", "priority": "normal", "version": "1"}
    late = client.post(path, typed)
    assert late.status_code == 409
    assert "The manager&#x27;s words" in text(late)
    assert "My words" in text(late)
    assert client.post(path, typed | {"version": late.context["form"]["version"].value()}).status_code == 302


def test_what_the_writer_does_not_see_stays(world: World) -> None:
    """A partner that another office keeps for itself: no trace on the page, and not lost when somebody else edits."""
    cast, row = world.cast, world.follow_ups[10, None]
    with arranging():
        partner = Partner.objects.create(
            name="Quiet channel", office=cast.near, sensitivity=20, kind=PartnerType.objects.first()
        )
    put(row, responsible_partner=partner)
    assert "Quiet channel" in text(signed_in(cast.near_staff).get(f"{LIST}{row.pk}/"))
    for path in (
        LIST,
        f"{LIST}{row.pk}/",
        f"{LIST}{row.pk}/edit/",
        f"{LIST}{row.pk}/history/",
        f"/api/v1/follow-ups/{row.pk}/",
    ):
        said = text(signed_in(cast.staff).get(path))
        assert "Quiet channel" not in said, path
        assert str(partner.pk) not in said, path
    assert form(f"{LIST}{row.pk}/edit/", cast.staff, title="Edited").status_code == 200
    with arranging():
        kept = FollowUp.objects.get(pk=row.pk)
    assert (kept.title, kept.responsible_partner_id) == ("Edited", partner.pk)


def test_closing_is_offered_when_nothing_is_left(world: World) -> None:
    with arranging():
        Engagement.objects.filter(pk=world.engagements[10].pk).update(status="active")
    client, path = signed_in(world.cast.manager), f"/engagements/{world.engagements[10].reference}/"
    assert 'value="request_closure"' not in text(client.get(path))
    assert "Before closure, complete these 2" in text(client.get(path))
    said = client.post(f"{path}move/", {"name": "request_closure", "outcome": "Signed", "lessons": "None"}, follow=True)
    assert "2 follow-ups are still open" in text(said)
    for mark in (None, 20):
        put(world.follow_ups[10, mark], status="cancelled")
    assert 'value="request_closure"' in text(client.get(path))
