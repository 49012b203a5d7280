"""The pages of an office's people, as administrators and managers use them, and as everybody else finds them."""

from datetime import date

import pytest

from offices.models import Office, Proposal, User
from tests.arrange import arranging
from tests.cast import Cast
from tests.offices.accounts.arrange import held, proposal
from tests.pages.client import just_asked, left_open, signed_in, text

PEOPLE = "/offices/LEAD-OFFICE/people/"


@pytest.fixture(autouse=True)
def _homes(cast: Cast) -> None:
    with arranging():
        for (name, _role), user in cast.people.items():
            User.objects.filter(pk=user.pk).update(home_office=getattr(cast, name))


def test_who_runs_the_office_sees_its_people_and_others_are_told_why_not(cast: Cast) -> None:
    for who in (cast.administrator, cast.manager):
        page = text(signed_in(who).get(PEOPLE))
        assert "lead.staff" in page
        assert "near.staff" not in page
    for who in (cast.staff, cast.observer, cast.auditor, cast.near_manager):
        answer = signed_in(who).get(PEOPLE)
        assert (answer.status_code, "Add, change and end memberships" in text(answer)) == (403, True), who
    stranger = signed_in(cast.nobody)
    assert text(stranger.get(PEOPLE)) == text(stranger.get(PEOPLE.replace("LEAD", "NO")))


def test_who_can_invite_is_offered_it(cast: Cast) -> None:
    assert "Invite user" in text(signed_in(cast.administrator).get(PEOPLE))
    manager = signed_in(cast.manager)
    assert "Invite user" not in text(manager.get(PEOPLE))
    assert manager.get(PEOPLE + "invite/").status_code == 403
    assert manager.post(PEOPLE + "invite/", {}).status_code == 403


def test_an_administrator_invites_and_a_manager_confirms(cast: Cast) -> None:
    browser = signed_in(cast.administrator)
    typed = {
        "username": "amina", "name": "Amina Diallo", "email": "amina@office.example", "role": "staff",
        "clearance": "20", "until_on": "2999-12-31",
    }  # fmt: skip
    again = browser.post(PEOPLE + "invite/", typed)
    assert again.status_code == 422  # somebody must confirm: a reason is needed, and nothing typed is lost
    assert "Give a reason" in text(again)
    assert all(value in text(again) for value in ("amina", "Amina Diallo", "amina@office.example", "2999-12-31"))
    assert not User.objects.filter(username="amina").exists()
    done = browser.post(PEOPLE + "invite/", typed | {"reason": "Covers the north"}, follow=True)
    assert "The membership waits for confirmation by a manager" in text(done)
    assert "Covers the north" in text(done)
    waits = proposal(User.objects.get(username="amina"))

    page = signed_in(cast.manager)
    assert "Amina Diallo" in text(page.get("/"))
    address = f"{PEOPLE}proposals/{waits.pk}/"
    asked = text(page.get(address))
    assert "Covers the north" in asked
    assert "amina@office.example" in asked  # whoever confirms sees who would get in
    assert "Give a reason for declining." in text(page.post(address, {"agree": "no"}))
    assert page.post(address, {"agree": "yes"}).headers["Location"] == PEOPLE
    assert held(waits.user) == [("LEAD-OFFICE", "staff", 20)]
    assert page.get(address).status_code == 404
    assert "Amina Diallo" not in text(page.get("/"))


def test_who_proposed_takes_it_back_and_cannot_answer(cast: Cast) -> None:
    browser = signed_in(cast.administrator)
    given = {"user": "nobody", "role": "manager", "clearance": "10", "reason": "Deputy"}
    browser.post(PEOPLE + "give/", given)
    address = f"{PEOPLE}proposals/{proposal(cast.nobody).pk}/"
    assert "Confirm the membership" not in text(browser.get(address))
    assert browser.post(address, {"agree": "yes"}).status_code == 403
    assert "Proposal withdrawn." in text(browser.post(address, {"take_back": "1"}, follow=True))
    with arranging():
        assert Proposal.objects.get(user=cast.nobody).agreed is False


def test_a_membership_is_changed_and_ended_on_its_page(cast: Cast) -> None:
    browser = signed_in(cast.administrator)
    address = f"{PEOPLE}lead.staff/rights/staff/"
    assert browser.get(f"{PEOPLE}lead.staff/rights/manager/").status_code == 404
    browser.post(address, {"clearance": "10", "until_on": "2999-01-01", "version": "1"})
    assert held(cast.staff) == [("LEAD-OFFICE", "staff", 10)]
    late = browser.post(address, {"clearance": "10", "until_on": "2998-01-01", "version": "1"})
    assert (late.status_code, "Changed by another user while you were editing" in text(late)) == (409, True)
    assert "2998-01-01" in text(late)
    assert "End membership" in text(browser.get(address))
    assert "Membership ended." in text(browser.post(address, {"end": "1"}, follow=True))
    assert held(cast.staff) == []
    last = browser.post(f"{PEOPLE}lead.manager/rights/manager/", {"end": "1"}, follow=True)
    assert "needs at least one manager" in text(last)


def test_a_session_that_was_left_open_does_nothing_to_an_account(cast: Cast) -> None:
    browser, address = just_asked(cast.administrator), f"{PEOPLE}lead.observer/rights/"
    left_open(browser)
    for does in ("link", "close", "open", "factor"):
        answer = browser.post(address, {"do": does})
        assert answer.status_code == 302, does
        assert answer["Location"].startswith("/accounts/reauthenticate/?next=%2Foffices"), does
    with arranging():
        assert User.objects.get(pk=cast.observer.pk).is_active


def test_ones_own_page_offers_nothing(cast: Cast) -> None:
    browser = just_asked(cast.administrator)
    page = text(browser.get(f"{PEOPLE}lead.administrator/rights/"))
    assert "This is your own account." in page
    assert not any(word in page for word in ("Change or end", "Close account", "Send password reset link"))
    answer = browser.post(f"{PEOPLE}lead.administrator/rights/", {"do": "close"}, follow=True)
    assert "You cannot change your own membership or account." in text(answer)


def test_an_account_is_closed_and_opened_by_its_home_office(cast: Cast) -> None:
    browser = just_asked(cast.administrator)
    address = f"{PEOPLE}lead.observer/rights/"
    assert "Account closed" in text(browser.post(address, {"do": "close"}, follow=True))
    assert "Reopen account" in text(browser.get(address))
    assert "Account reopened." in text(browser.post(address, {"do": "open"}, follow=True))
    assert browser.post(address, {"do": "else"}).status_code == 404
    with arranging():
        User.objects.filter(pk=cast.observer.pk).update(home_office=Office.objects.get(acronym="NEAR-OFFICE"))
    assert browser.post(address, {"do": "close"}).status_code == 403
    assert "Close account" not in text(browser.get(address))


def test_somebody_of_another_office_is_unknown_here(cast: Cast) -> None:
    browser = signed_in(cast.administrator)
    hidden, unknown = (browser.get(f"{PEOPLE}{name}/rights/") for name in ("near.staff", "never.was"))
    assert (hidden.status_code, text(hidden).replace("near.staff", "")) == (
        unknown.status_code,
        text(unknown).replace("never.was", ""),
    )


def test_an_end_that_is_near_is_shown(cast: Cast) -> None:
    with arranging():
        cast.staff.memberships.update(until_on=date(2999, 1, 2))
    assert "2 Jan 2999" in text(signed_in(cast.manager).get(PEOPLE))


def test_a_manager_is_offered_only_what_they_may_change(cast: Cast) -> None:
    browser = signed_in(cast.manager)
    assert "Change or end" in text(browser.get(f"{PEOPLE}lead.staff/rights/"))
    assert "Change or end" not in text(browser.get(f"{PEOPLE}lead.administrator/rights/"))
    assert browser.get(f"{PEOPLE}lead.administrator/rights/administrator/").status_code == 403
    assert "Change or end" in text(signed_in(cast.administrator).get(f"{PEOPLE}lead.manager/rights/"))
