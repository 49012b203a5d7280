"""Item 5: participations that ended, who can own, drafts made twice; and the first data that was loaded before."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from engagements.models import Engagement, Participation
from engagements.partners.actions import amend_contact
from offices.models import User
from peaceapp.access.actor import acting_as
from peaceapp.dates import today
from tests import factories as make
from tests.arrange import arranging
from tests.cast import World, member
from tests.pages.client import signed_in, text
from tests.rest.caller import Caller, refusals


def put(rows: Any, **values: Any) -> None:
    with arranging():
        rows.update(**values)


# Participations


def over(world: World, **values: Any) -> Participation:
    row: Participation = make.ParticipationFactory(engagement=world.engagements[10], **values)
    return row


def test_a_participation_reads_ended_once_its_period_is_over(world: World) -> None:
    yesterday, now = today() - timedelta(days=1), today()
    put(Participation.objects.all(), state="proposed", until_on=None)
    rows = {
        "ended yesterday": over(world, does="ended yesterday", until_on=yesterday),
        "ends today": over(world, does="ends today", until_on=now),
        "ends this year": over(world, does="ends this year", until_on=date(now.year, 1, 1), until_precision="year"),
        "was requested": over(world, does="was requested", until_on=yesterday, state="requested"),
    }
    caller = Caller(world.cast.staff)
    asked = f"participations/?engagement={world.engagements[10].reference}"
    states = {row["does"]: row["state"] for row in caller.get(asked).said["results"] if row["does"] in rows}
    assert states == {
        "ended yesterday": "ended", "ends today": "under_way", "ends this year": "under_way",
        "was requested": "requested",
    }  # fmt: skip
    assert caller.get(f"participations/{rows['ended yesterday'].pk}/").said["state"] == "ended"

    def found(state: str) -> set[str]:
        return {row["does"] for row in caller.get(f"{asked}&{state}").said["results"]}

    assert found("state=ended") == {"ended yesterday"}
    assert found("state=under_way") == {"ends today", "ends this year"}
    assert found("state=under_way&state=ended") == {"ended yesterday", "ends today", "ends this year"}
    page = text(signed_in(world.cast.staff).get(f"/engagements/{world.engagements[10].reference}/"))
    assert page.count("Ended<") == 1


def test_the_first_data_s_acts_of_january_2017_have_ended() -> None:
    from peaceapp.fixtures_loading import read

    crisis = read("demo", "engagements", "e01.json")["participations"]
    assert {one["does"] for one in crisis if one["state"] == "under_way"} == {
        one["does"] for one in crisis if one["from_on"] and one["from_on"] < "2017-02-01"
    }


# Who can own


@pytest.fixture
def strangers(world: World) -> list[str]:
    """They can be named, and own nothing: who only configures, who audits, who left, whose account is closed."""
    make.UserFactory(username="configures", is_superuser=True)
    closed = member("closed", world.cast.lead)
    put(User.objects.filter(pk=closed.pk), is_active=False)
    return ["configures", "lead.auditor", "lapsed", "nobody", "closed"]


def test_who_cannot_own_is_not_offered(world: World, strangers: list[str]) -> None:
    client, reference = signed_in(world.cast.manager), world.engagements[10].reference
    follow_up, contact = world.follow_ups[10, None], world.contacts[20]
    channel = f"/persons/{contact.person_id}/contacts/{contact.pk}/"
    for path in (
        f"/engagements/{reference}/follow-ups/new/", "/follow-ups/new/", f"/follow-ups/{follow_up.pk}/owner/",
        f"/engagements/{reference}/lead-officer/", f"/engagements/{reference}/team/", channel,
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 200, path
        page = text(answer)
        assert "(lead.staff)" in page or "(near.staff)" in page, path
        for username in strangers:
            assert f"({username})" not in page, (path, username)


def test_who_cannot_own_is_refused_by_the_api(world: World, strangers: list[str]) -> None:
    caller, reference = Caller(world.cast.manager), world.engagements[10].reference
    for username in strangers:
        for path, data, field in (
            ("follow-ups/", {"engagement": reference, "title": "Whose?", "owner": username}, "owner"),
            ("contacts/", {"office": "LEAD-OFFICE", "person": str(world.persons[20].pk), "holder": username}, "holder"),
        ):
            answer = caller.post(path, data)
            assert (answer.status_code, refusals(answer).get(field)) == (400, "does_not_exist"), (path, username)


def test_a_holder_who_left_stays_named_until_another_is(world: World) -> None:
    contact = make.ContactFactory(office=world.cast.lead, person=world.persons[20], holder=world.cast.lapsed)
    assert "(lapsed)" in text(
        signed_in(world.cast.manager).get(f"/persons/{world.persons[20].pk}/contacts/{contact.pk}/")
    )


def test_who_cannot_own_is_refused_by_the_action_too(world: World, strangers: list[str]) -> None:
    """So in the administration, whose pickers are plain lists of all accounts."""
    contact = make.ContactFactory(office=world.cast.lead, person=world.persons[20], holder=world.cast.lapsed)
    with acting_as(world.cast.manager):
        for username in strangers:
            holder = User.objects.get(username=username)
            if holder == contact.holder:
                continue
            with pytest.raises(ValidationError):
                amend_contact(contact, actor=world.cast.manager, holder=holder)
        amend_contact(contact, actor=world.cast.manager, holder=contact.holder, note="As before")
        assert contact.holder == world.cast.lapsed


# Drafts


def draft(caller: Caller) -> str:
    country, kind = make.CountryFactory(), make.KindFactory()
    said = caller.post(
        "engagements/",
        {"title": "Twice", "lead_office": "LEAD-OFFICE", "countries": [country.alpha2], "kinds": [kind.code]},
    ).said
    return str(said["id"])


def test_a_draft_is_withdrawn_by_its_author_at_once(world: World) -> None:
    caller = Caller(world.cast.staff)
    reference = draft(caller)
    moves = {move["name"] for move in caller.get(f"engagements/{reference}/transitions/").said["results"]}
    assert "withdraw" in moves
    page = text(signed_in(world.cast.staff).get(f"/engagements/{reference}/"))
    assert "Withdraw draft" in page
    nothing = caller.post(f"engagements/{reference}/transitions/", {"name": "withdraw"})
    assert (nothing.status_code, set(refusals(nothing))) == (400, {"reason"})
    done = caller.post(f"engagements/{reference}/transitions/", {"name": "withdraw", "reason": "Made twice"})
    assert done.status_code == 200
    assert caller.get(f"engagements/{reference}/").said["status"] == "withdrawn"


def test_a_draft_of_somebody_else_is_not(world: World) -> None:
    reference = draft(Caller(world.cast.manager))
    for user in (world.cast.staff, world.cast.near_staff, world.cast.administrator):
        answer = Caller(user).post(f"engagements/{reference}/transitions/", {"name": "withdraw", "reason": "No"})
        assert answer.status_code == 403, user
    by_manager = draft(Caller(world.cast.staff))
    answer = Caller(world.cast.manager).post(
        f"engagements/{by_manager}/transitions/", {"name": "withdraw", "reason": "Twice"}
    )
    assert answer.status_code == 200


def test_what_was_submitted_is_withdrawn_by_a_manager_alone(world: World) -> None:
    caller = Caller(world.cast.staff)
    reference = draft(caller)
    assert caller.post(f"engagements/{reference}/transitions/", {"name": "submit"}).status_code == 200
    answer = caller.post(f"engagements/{reference}/transitions/", {"name": "withdraw", "reason": "Twice"})
    assert answer.status_code == 403


def test_an_author_on_the_page_makes_the_move(world: World) -> None:
    reference = draft(Caller(world.cast.staff))
    client: Client = signed_in(world.cast.staff)
    client.post(f"/engagements/{reference}/move/", {"name": "withdraw", "reason": "Made twice"})
    with arranging():
        assert Engagement.objects.get(reference=reference).status == "withdrawn"
