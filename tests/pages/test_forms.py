"""Forms: for whom, what they keep, and what a second editor sees."""

from typing import Any

import pytest

from engagements.models import Engagement, FollowUp, JournalEntry, Support, TeamMember
from peaceapp.access.keys import uuid7
from tests import factories as make
from tests.arrange import arranging
from tests.cast import World
from tests.pages.client import signed_in, text

ENTRY = {
    "headline": "They met", "occurred_on": "2016-12-13", "kind": "meeting", "occurred_precision": "day",
    "language": "en",
}  # fmt: skip
HTMX = {"HX-Request": "true"}


def page(world: World, below: str = "", level: int = 10) -> str:
    return f"/engagements/{world.engagements[level].reference}/{below}"


def amending(world: World, **values: Any) -> dict[str, Any]:
    with arranging():
        row = world.engagements[10]
        links = {name: [r.pk for r in getattr(row, name).all()] for name in ("countries", "kinds", "themes")}
    plain = {"title": row.title, "opened_on": "2020-01-15", "opened_precision": "day", "language": "en"}
    return {**plain, **links, "version": row.version, **values}


@pytest.mark.parametrize(
    ("below", "who"),
    [
        ("edit/", {"manager", "team_member"}),
        ("sensitivity/", {"manager", "team_member"}),
        ("team/", {"manager"}),
        ("lead-officer/", {"manager"}),
        ("support/", {"manager"}),
    ],
)
def test_a_form_is_for_those_who_may(below: str, who: set[str], world: World) -> None:
    for name in ("staff", "manager", "observer", "administrator", "near_staff", "near_manager", "team_member"):
        client = signed_in(getattr(world.cast, name))
        expected = 200 if name in who else 403
        assert client.get(page(world, below)).status_code == expected, name
        if name not in who:
            assert client.post(page(world, below), amending(world)).status_code == 403, name


def test_buttons_are_offered_to_those_who_may(world: World) -> None:
    shown = text(signed_in(world.cast.manager).get(page(world)))
    hidden = text(signed_in(world.cast.near_manager).get(page(world)))
    for below in ("edit/", "team/", "lead-officer/", "support/", "sensitivity/", "entries/", "move/"):
        assert page(world, below) in shown
        assert page(world, below) not in hidden


def test_another_lead_officer_is_named(world: World) -> None:
    """Of those who are cleared for it; with a reason; and what was typed stays where it is refused."""
    client, path = signed_in(world.cast.manager), page(world, "lead-officer/", 20)
    given = {"lead_officer": "lead.staff", "reason": "", "version": "1"}
    assert "lead.administrator" not in text(client.get(path))
    refused = client.post(path, given)
    assert refused.status_code == 422
    assert 'value="lead.staff" selected' in text(refused)
    done = client.post(path, given | {"reason": "A new posting"}, follow=True)
    assert "Lead Staff is the new lead officer." in text(done)
    assert client.post(path, given | {"lead_officer": "team.member", "reason": "Late"}).status_code == 409


def test_opening_leads_to_the_new_page(world: World) -> None:
    cast = world.cast
    given = amending(world, title="  Quiet talks ", lead_office=cast.lead.pk, sensitivity="20")
    response = signed_in(cast.staff).post("/engagements/new/", given)
    assert response.status_code == 302
    shown = text(signed_in(cast.staff).get(response.url))
    assert "Quiet talks" in shown
    assert "Draft" in shown
    assert signed_in(cast.near_staff).get(response.url).status_code == 404


def test_what_keeps_a_move_from_being_made_is_said(world: World) -> None:
    """Instead of the button: people look for what is not there."""
    with arranging():
        Engagement.objects.filter(pk=world.engagements[10].pk).update(status="active")
    shown = text(signed_in(world.cast.manager).get(page(world)))
    assert "<strong>Request closure</strong>" in shown
    assert "follow-ups are still open" in shown
    assert "<strong>Request closure</strong>" not in text(signed_in(world.cast.near_manager).get(page(world)))


def test_opening_is_not_for_observers(world: World) -> None:
    for name in ("observer", "administrator", "auditor", "nobody"):
        client = signed_in(getattr(world.cast, name))
        assert client.get("/engagements/new/").status_code == 403
        assert client.post("/engagements/new/", amending(world)).status_code == 403
        assert "/engagements/new/" not in text(client.get("/engagements/"))


def test_opening_offers_only_one_s_own_offices(world: World) -> None:
    given = amending(world, lead_office=world.cast.near.pk, sensitivity="10")
    assert signed_in(world.cast.staff).post("/engagements/new/", given).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""}, {"countries": []}, {"opened_on": "2999-01-01"}, {"opened_on": "soon"}, {"countries": ["ZZ"]},
        {"title": "bell \x07"}, {"title": "x" * 201}, {"orientation": "sideways"}, {"version": "many"},
    ],
)  # fmt: skip
def test_what_was_typed_is_kept_when_something_is_wrong(wrong: dict[str, Any], world: World) -> None:
    given = amending(world, summary="Two hours of writing", **wrong)
    response = signed_in(world.cast.manager).post(page(world, "edit/"), given)
    assert response.status_code == 422
    assert "Two hours of writing" in text(response)
    with arranging():
        assert Engagement.objects.get(pk=world.engagements[10].pk).version == 1


def test_a_form_changes_what_it_shows_and_nothing_else(world: World) -> None:
    """Names that the form does not have are not read from what was sent."""
    smuggled = {
        "status": "closed", "sensitivity": "20", "lead_office": world.cast.near.pk, "reference": "MINE", "mark": 10,
        "lead_officer": world.cast.staff.pk, "floor": 10, "last_open_entry_on": "1990-01-01",
    }  # fmt: skip
    response = signed_in(world.cast.manager).post(page(world, "edit/"), amending(world, title="Renamed", **smuggled))
    assert response.status_code == 302
    with arranging():
        now, before = Engagement.objects.get(pk=world.engagements[10].pk), world.engagements[10]
    assert now.title == "Renamed"
    for name in ("status", "sensitivity", "lead_office_id", "reference", "lead_officer_id"):
        assert getattr(now, name) == getattr(before, name)


def test_a_second_editor_loses_nothing_and_sees_both(world: World) -> None:
    first, second = signed_in(world.cast.manager), signed_in(world.cast.team_member)
    assert first.post(page(world, "edit/"), amending(world, title="Theirs")).status_code == 302
    response = second.post(page(world, "edit/"), amending(world, title="Mine", summary="Two hours of writing"))
    assert response.status_code == 409
    shown = text(response)
    assert "Theirs" in shown
    assert "Mine" in shown
    assert "Two hours of writing" in shown
    version = response.context["form"]["version"].value()
    saved = second.post(page(world, "edit/"), amending(world, title="Mine", version=version))
    assert saved.status_code == 302
    with arranging():
        assert Engagement.objects.get(pk=world.engagements[10].pk).title == "Mine"


def test_a_second_corrector_loses_nothing(world: World) -> None:
    entry = world.entries[10, None]
    path = page(world, f"entries/{entry.pk}/")
    given = ENTRY | {"version": 1, "reason": "A slip"}
    assert signed_in(world.cast.staff).post(path, given | {"headline": "Theirs"}).status_code == 302
    response = signed_in(world.cast.manager).post(path, given | {"headline": "Mine"})
    assert response.status_code == 409
    assert "Mine" in text(response)
    assert "Theirs" in text(response)


def test_a_quick_entry_is_added_where_it_was_typed(world: World) -> None:
    client = signed_in(world.cast.staff)
    response = client.post(page(world, "entries/"), ENTRY, headers=HTMX)
    assert response.status_code == 200
    assert "They met" in text(response)
    assert "<html" not in text(response)
    plain = client.post(page(world, "entries/"), ENTRY | {"headline": "Again"})
    assert plain.status_code == 302
    assert plain.url.startswith(page(world) + "#entry-")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_whole_form_comes_on_request_and_keeps_what_was_typed(world: World, headers: dict[str, str]) -> None:
    client, key = signed_in(world.cast.staff), str(uuid7())
    assert b'name="occurred_until"' not in client.get(page(world)).content  # its lists are long: whoever asks, pays
    typed = {"headline": "Half a <line>", "occurred_on": "not a day", "body": "So far", "kind": "visit", "key": key}
    with arranging():
        before = JournalEntry.objects.count()
    answer = client.post(page(world, "entries/"), {**typed, "more": "1"}, headers=headers)
    shown = text(answer)
    assert answer.status_code == 200
    for part in ('value="Half a &lt;line&gt;"', 'value="not a day"', "So far", 'value="visit" selected', key):
        assert part in shown, part
    assert all(f'name="{name}"' in shown for name in ("occurred_until", "partners", "country", "effort_days"))
    with arranging():
        assert JournalEntry.objects.count() == before
    answer = client.post(page(world, "entries/"), {**ENTRY, "occurred_until": "2000-01-01"}, headers=headers)
    assert answer.status_code == 422
    assert 'name="partners"' in text(answer)  # a refused whole form comes back whole


def test_a_quick_entry_sent_twice_is_written_once(world: World) -> None:
    client, given = signed_in(world.cast.staff), ENTRY | {"key": str(uuid7())}
    for headers in ({}, HTMX, HTMX):
        assert client.post(page(world, "entries/"), given, headers=headers).status_code in {200, 302}
    with arranging():
        assert JournalEntry.objects.filter(headline="They met").count() == 1


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_refused_entry_keeps_its_text(headers: dict[str, str], world: World) -> None:
    given = ENTRY | {"headline": "", "body": "Two hours of writing"}
    response = signed_in(world.cast.staff).post(page(world, "entries/"), given, headers=headers)
    assert response.status_code == 422
    assert "Two hours of writing" in text(response)


def test_an_entry_marked_beyond_one_s_sight_is_refused_and_kept(world: World) -> None:
    """The database refuses it in the middle of the request, and the page is drawn all the same."""
    response = signed_in(world.cast.staff).post(page(world, "entries/"), ENTRY | {"sensitivity": "30"}, headers=HTMX)
    assert response.status_code == 422
    assert "They met" in text(response)
    with arranging():
        assert not JournalEntry.objects.filter(headline="They met").exists()


@pytest.mark.parametrize("who", ["observer", "administrator", "near_staff", "auditor"])
def test_a_quick_entry_is_for_those_who_work_on_it(who: str, world: World) -> None:
    client = signed_in(getattr(world.cast, who))
    status = 404 if who == "auditor" else 403
    assert client.post(page(world, "entries/"), ENTRY).status_code == status
    if who != "auditor":
        assert 'id="new-entry"' not in text(client.get(page(world)))


def test_a_correction_is_shown_with_its_reason(world: World) -> None:
    client, entry = signed_in(world.cast.staff), world.entries[10, None]
    path = page(world, f"entries/{entry.pk}/")
    assert entry.headline in text(client.get(path))
    given = ENTRY | {"headline": "Put right", "reason": "Misheard", "version": 1}
    assert client.post(path, given).status_code == 302
    shown = text(client.get(page(world)))
    assert "Put right" in shown
    assert "Misheard" in shown


def test_moves_are_made_and_refused_in_words(world: World) -> None:
    client, path = signed_in(world.cast.manager), page(world, "move/")
    assert "In review" in (submitted := text(client.post(path, {"name": "submit"}, follow=True)))
    assert "You submitted this. Another manager" in submitted
    assert "Waiting for the decision of a manager" in text(signed_in(world.cast.staff).get(page(world)))
    assert "Another person must decide" in text(client.post(path, {"name": "approve"}, follow=True))
    assert "Reason: This field is required." in text(
        client.post(path, {"name": "withdraw", "reason": " "}, follow=True)
    )
    assert "cannot be stored" in text(client.post(path, {"name": "withdraw", "reason": "\x07"}, follow=True))
    assert "This action does not exist" in text(client.post(path, {"name": "explode"}, follow=True))
    assert signed_in(world.cast.near_manager).post(path, {"name": "withdraw", "reason": "x"}).status_code == 403


def test_what_was_typed_for_a_move_that_is_refused_comes_back(world: World) -> None:
    """With its fault at its field; sent from there, it is done."""
    row = world.engagements[10]
    with arranging():
        Engagement.objects.filter(pk=row.pk).update(status="active", submitted_by=None)
        FollowUp.objects.filter(engagement=row).update(status="cancelled")
    client, path = signed_in(world.cast.manager), page(world, "move/")
    given = {"name": "request_closure", "outcome": "They agreed on a calendar. " * 5, "lessons": ""}
    refused = client.post(path, given)
    assert refused.status_code == 422
    shown = text(refused)
    assert given["outcome"].strip() in shown
    assert 'id="id_lessons"' in shown
    assert shown.count("This field is required.") == 2  # at the field, and in the list above
    assert client.post(path, given | {"lessons": "Call early"}).status_code == 302
    with arranging():
        assert Engagement.objects.get(pk=row.pk).status == "closing"
    late = client.post(path, given | {"lessons": "Call early"})
    assert late.status_code == 422
    assert "not possible in the current status" in text(late)
    assert "Call early" in text(late)


def test_team_and_support_by_form(world: World) -> None:
    cast, client = world.cast, signed_in(world.cast.manager)
    team, support = page(world, "team/", 20), page(world, "support/", 20)
    assert client.post(team, {"username": "near.staff", "reason": "Speaks French"}).status_code == 302
    assert "Speaks French" in text(client.get(team))
    for wrong in ("no.such.user", "near.administrator"):
        assert client.post(team, {"username": wrong}).status_code == 422
    assert client.post(team, {"leaves": "near.staff"}).status_code == 302
    assert client.post(support, {"office": cast.near.pk, "reason": "The border"}).status_code == 302
    assert client.post(support, {"office": cast.near.pk, "reason": "Again"}).status_code == 422
    assert client.post(support, {"ends": "NEAR-OFFICE"}).status_code == 302
    with arranging():
        row = world.engagements[20]
        assert not TeamMember.objects.filter(engagement=row, user=cast.near_staff, until_at=None).exists()
        assert not Support.objects.filter(engagement=row, office=cast.near, until_at=None).exists()


def test_the_team_form_offers_who_could_join_and_says_what_happened(world: World) -> None:
    client, team = signed_in(world.cast.manager), page(world, "team/", 20)
    offered = text(client.get(team))
    assert 'value="near.staff"' in offered
    assert 'value="archive"' not in offered
    assert "was added to the team" in text(client.post(team, {"username": "near.staff"}, follow=True))
    assert '<option value="near.staff"' not in text(client.get(team))
    assert "was removed from the team" in text(client.post(team, {"leaves": "near.staff"}, follow=True))
    support = page(world, "support/", 20)
    assert f'value="{world.cast.lead.pk}"' not in text(client.get(support))
    said = text(client.post(support, {"office": world.cast.near.pk, "reason": "The border"}, follow=True))
    assert "NEAR-OFFICE has been given access" in said


def test_raising_past_somebody_on_the_team_names_them_first(world: World) -> None:
    cast, path = world.cast, page(world, "sensitivity/")
    row = world.engagements[10]
    for user in (cast.manager, cast.near_staff):
        make.SeatFactory(engagement=row, user=user)
    client, data = signed_in(cast.manager), {"sensitivity": 30, "version": 1, "reason": "Lives depend on it"}
    refused = client.post(path, data)
    assert refused.status_code == 422
    assert f"These people would lose access: {cast.near_staff}" in text(refused)
    assert client.post(path, data | {"may_shut_out": "on"}).status_code == 302
    with arranging():
        assert Engagement.objects.get(pk=row.pk).sensitivity == 30
    said = text(client.get(page(world)))
    assert "no access: not cleared for this level" in said
    assert "no access while the engagement is strictly confidential" in said


@pytest.mark.parametrize("day", ["0001-01-01", "0216-12-01", "1899-12-31"])
def test_a_year_before_1900_is_a_slip(world: World, day: str) -> None:
    client = signed_in(world.cast.staff)
    answer = client.post(page(world, "entries/"), {**ENTRY, "occurred_on": day})
    assert answer.status_code == 422
    assert "Check the year" in text(answer)


def test_whoever_leaves_what_they_then_cannot_see_comes_to_the_list(world: World) -> None:
    row = world.engagements[30]
    make.SeatFactory(engagement=row, user=world.cast.manager)
    with arranging():
        Engagement.objects.filter(pk=row.pk).update(lead_officer=world.cast.staff)
    response = signed_in(world.cast.manager).post(page(world, "team/", 30), {"leaves": "lead.manager"})
    assert response.url == "/engagements/"


def test_sensitivity_by_form(world: World) -> None:
    client, path = signed_in(world.cast.manager), page(world, "sensitivity/")
    assert client.post(path, {"sensitivity": 20, "version": 1}).status_code == 302
    assert client.post(path, {"sensitivity": 10, "version": 2}).status_code == 422  # no reason
    assert client.post(path, {"sensitivity": 10, "version": 1, "reason": "Public"}).status_code == 409
    out_of_sight = client.post(path, {"sensitivity": 30, "version": 2, "reason": "Lives depend on it"})
    assert out_of_sight.url == "/engagements/"
    assert client.get(page(world)).status_code == 404


def test_from_strictly_confidential_the_form_leads_to_where_two_lower(world: World) -> None:
    path = page(world, "sensitivity/", 30)
    make.SeatFactory(engagement=world.engagements[30], user=world.cast.manager)
    assert signed_in(world.cast.manager).get(path).url == page(world, "lowering/", 30)
    refused = signed_in(world.cast.team_member).get(path)
    assert refused.status_code == 403
    assert "Lower the sensitivity" in text(refused)
