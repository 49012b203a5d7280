"""Accounts: invited by letter, closed and opened again, and given back only by who may vouch for them."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from offices.accounts import letters, queries
from offices.accounts.actions import accounts
from offices.models import AuditEvent, Invitation, User
from offices.tokens.actions import make_token
from peaceapp.access.actor import acting_as
from peaceapp.errors import NotPermitted, Refused
from tests.arrange import arranging
from tests.cast import Cast, member
from tests.offices.accounts.arrange import held, invited, letter_to, queued
from tests.pages.client import signed_in, text

PASSWORD = "seven horses of autumn"


def at_home(cast: Cast, *people: User) -> None:
    """Their home office is the lead office."""
    with arranging():
        User.objects.filter(pk__in=[user.pk for user in people]).update(home_office=cast.lead)
    for user in people:
        user.refresh_from_db()


def path(link: str) -> str:
    return "/accounts/" + link.partition("/accounts/")[2]


def test_a_letter_waits_for_the_mail_server_and_the_page_says_so(cast: Cast) -> None:
    """Every letter is tried again, ever more slowly, for hours: a mail server that is away for lunch loses none."""
    daily = {"tell_of_last_readers"}  # comes round by itself
    tasks = [
        task for name, task in app.tasks.items() if name.startswith(("tell_", "send_invitation")) and name not in daily
    ]
    assert len(tasks) == 9
    for task in tasks:
        waits = [task.retry_strategy.get_retry_decision(exception=OSError(), job=job(tried)) for tried in range(7)]
        moments = [wait.retry_at - timezone.now() for wait in waits if wait]
        assert sum(moments, timedelta()) > timedelta(hours=3), task.name
    at_home(cast, *cast.people.values())
    user, _membership = invited(cast)
    people = "/offices/LEAD-OFFICE/people/"
    assert "invitation being sent" in text(signed_in(cast.administrator).get(people))
    with arranging():
        Invitation.objects.filter(user=user).update(made_at=timezone.now() - timedelta(minutes=6))
    assert "could not be sent yet" in text(signed_in(cast.administrator).get(people))


def job(attempts: int) -> Any:
    """One that was tried so often."""
    return Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="x", attempts=attempts)


def test_somebody_invited_chooses_a_password_and_is_there(cast: Cast, client: Client) -> None:
    user, _membership = invited(cast)
    assert (user.home_office, user.has_usable_password(), queued("send_invitation")) == (cast.lead, False, 1)
    link = letter_to(user, cast.administrator)
    assert mail.outbox[-1].to == ["new.person@office.example"]
    page = client.get(path(link))
    assert "new.person" in text(page)
    for wrong, words in ((("short", "short"), "12 characters"), ((PASSWORD, PASSWORD + "s"), "do not match")):
        again = client.post(path(link), dict(zip(("password", "again"), wrong, strict=True)))
        assert (again.status_code, words in text(again)) == (422, True)
    assert client.post(path(link), {"password": PASSWORD, "again": PASSWORD}).headers["Location"] == "/accounts/login/"
    assert client.post("/accounts/login/", {"login": "new.person", "password": PASSWORD}).headers["Location"] == "/"
    assert client.get("/engagements/").status_code == 200
    assert held(user) == [("LEAD-OFFICE", "staff", 10)]
    with arranging():
        noted = AuditEvent.objects.filter(object="new.person", verb="account").order_by("number")
        assert [(event.actor, event.fields) for event in noted] == [
            ("Lead Administrator (lead.administrator)", ["made"]),
            ("Lead Administrator (lead.administrator)", ["invited"]),
            ("New Person (new.person)", ["invitation_used"]), ("New Person (new.person)", ["password"]),
        ]  # fmt: skip


def test_a_link_opens_once_for_three_days_and_to_nobody_else(cast: Cast, client: Client) -> None:
    user, _membership = invited(cast)
    first = path(letter_to(user, cast.administrator))
    assert Invitation.objects.get(user=user).digest not in first
    with acting_as(cast.administrator):
        accounts.send_link(user, actor=cast.administrator)
    never = client.get("/accounts/invitation/" + "x" * 43 + "/")
    assert never.status_code == 404
    assert client.get(first).status_code == 200  # the new letter has not gone out
    second = path(letter_to(user, cast.administrator))
    assert text(client.get(first)) == text(never)  # it makes the earlier one void
    Invitation.objects.filter(user=user, used_at=None).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert text(client.get(second)) == text(never)
    Invitation.objects.filter(user=user, used_at=None).update(expires_at=timezone.now() + timedelta(hours=1))
    signed = signed_in(user)
    assert client.post(second, {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert text(client.post(second, {"password": PASSWORD, "again": PASSWORD})) == text(never)
    assert signed.get("/engagements/").status_code == 302  # all sessions of the account have ended
    with acting_as(cast.administrator):
        accounts.send_link(user, actor=cast.administrator)
        third = path(letter_to(user, cast.administrator))
        accounts.deactivate(user, actor=cast.administrator)
    assert text(client.get(third)) == text(never)


def test_a_letter_whose_worker_was_killed_is_sent_again_with_the_same_link(cast: Cast) -> None:
    """Killed after the mail server took it and before the database knew: what is rolled back is that it was sent."""
    user, _membership = invited(cast)
    with transaction.atomic():
        first = letter_to(user, cast.administrator)
        transaction.set_rollback(True)
    assert queries.find_invitation(first.rstrip("/").rpartition("/")[2])
    assert letter_to(user, cast.administrator) == first
    sent = Invitation.objects.get(user=user)
    assert (sent.sealed_key, sent.sent_at is None) == ("", False)
    letters.send_invitation(actor=cast.administrator.pk, invitation=sent.pk)
    assert len(mail.outbox) == 2  # no third: it is known that it went out


def test_a_letter_is_not_sent_for_who_is_gone_or_beside_a_newer_one(cast: Cast) -> None:
    user, _membership = invited(cast)
    with acting_as(cast.administrator):
        accounts.send_link(user, actor=cast.administrator)
    older, newer = Invitation.objects.filter(user=user).order_by("pk")
    letters.send_invitation(actor=cast.administrator.pk, invitation=older.pk)
    assert len(mail.outbox) == 0
    with arranging():
        User.objects.filter(pk=cast.administrator.pk).update(is_active=False)
    letters.send_invitation(actor=cast.administrator.pk, invitation=newer.pk)
    assert len(mail.outbox) == 0  # who asked for it is no longer there


def test_a_letter_that_an_older_version_queued_gets_a_link(cast: Cast) -> None:
    """That version made the key while it sent."""
    user, _membership = invited(cast)
    Invitation.objects.filter(user=user).update(digest=None, expires_at=None, sealed_key="")
    letters.send_invitation(actor=cast.administrator.pk, invitation=Invitation.objects.get(user=user).pk)
    assert (len(mail.outbox), queued("send_invitation")) == (0, 2)
    assert queries.find_invitation(letter_to(user, cast.administrator).rstrip("/").rpartition("/")[2])


def test_an_invitation_with_a_clearance_waits_and_gives_nothing(cast: Cast) -> None:
    user, made = invited(cast, clearance=20, reason="For the desk")
    assert made.agreed is None
    assert held(user) == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"username": "lead.staff"}, "username"),
        ({"username": "LEAD.staff"}, "username"),
        ({"username": "a b"}, "username"),
        ({"email": ""}, "email"),
        ({"email": "nowhere"}, "email"),
        ({"email": "x@office.example\nBcc: y@office.example"}, "email"),
        ({"name": "bell \x07"}, "name"),
        ({"clearance": 30}, "reason"),
    ],
)
def test_an_invitation_that_cannot_be_leaves_nothing(cast: Cast, values: dict[str, object], field: str) -> None:
    before = User.objects.count()
    with pytest.raises(ValidationError) as refusal:
        invited(cast, **({"email": "new@office.example"} | values))  # type: ignore[arg-type]  # whatever the case says
    assert set(refusal.value.error_dict) == {field}
    assert (User.objects.count(), Invitation.objects.count(), queued("send_invitation")) == (before, 0, 0)


def test_only_administrators_of_the_home_office_close_an_account(cast: Cast) -> None:
    at_home(cast, cast.observer)
    for who in (cast.manager, cast.staff, cast.people["near", "administrator"]):
        with pytest.raises(NotPermitted), acting_as(who):
            accounts.deactivate(cast.observer, actor=who)
    browser = signed_in(cast.observer)
    assert browser.get("/engagements/").status_code == 200
    with acting_as(cast.observer):
        _token, key = make_token(cast.observer, name="a machine")
    with acting_as(cast.administrator):
        accounts.deactivate(cast.observer, actor=cast.administrator)
    assert browser.get("/engagements/").status_code == 302
    bearer = {"authorization": f"Bearer {key}"}
    assert Client().get("/api/v1/me/", headers=bearer).status_code == 401
    with acting_as(cast.administrator):
        accounts.reactivate(User.objects.get(pk=cast.observer.pk), actor=cast.administrator)
    assert signed_in(cast.observer).get("/engagements/").status_code == 200
    assert Client().get("/api/v1/me/", headers=bearer).status_code == 401  # tokens end for good


def test_an_account_is_not_closed_by_its_owner_nor_where_an_office_needs_it(cast: Cast) -> None:
    at_home(cast, cast.administrator, cast.manager)
    with pytest.raises(Refused, match="your own"), acting_as(cast.administrator):
        accounts.deactivate(cast.administrator, actor=cast.administrator)
    with pytest.raises(Refused, match="at least one manager"), acting_as(cast.administrator):
        accounts.deactivate(cast.manager, actor=cast.administrator)
    assert User.objects.get(pk=cast.manager.pk).is_active
    member("second.manager", cast.lead, "manager", 20)
    with acting_as(cast.administrator):
        accounts.deactivate(User.objects.get(pk=cast.manager.pk), actor=cast.administrator)
    assert not User.objects.get(pk=cast.manager.pk).is_active


def test_who_may_vouch_for_whom(cast: Cast) -> None:
    """Who changes an address or takes a second factor away could become the other: it takes one who reads as much."""
    low, plain = member("low.manager", cast.lead, "manager", 20), member("plain", cast.lead, "staff", 10)
    elsewhere = member("elsewhere", cast.lead, "staff", 10)
    with arranging():
        cast.near.memberships.create(user=elsewhere, role="staff", clearance=30, from_on="2020-01-01")
    at_home(cast, cast.staff, cast.manager, cast.administrator, cast.auditor, low, plain, elsewhere)
    names = {
        who: {
            user.username
            for user in (cast.staff, cast.manager, cast.administrator, cast.auditor, low, plain, elsewhere, cast.nobody)
            if asked(who, user)
        }
        for who in (cast.administrator, cast.manager, low, cast.near_manager, cast.staff)
    }
    of_lead = {"lead.staff", "low.manager", "plain", "elsewhere", "lead.administrator"}  # of who audits: nobody
    assert names == {
        cast.administrator: {"plain"},
        cast.manager: of_lead,
        low: of_lead - {"low.manager", "elsewhere"},
        cast.near_manager: set(),
        cast.staff: set(),
    }


def asked(who: User, user: User) -> bool:
    with acting_as(who):
        return queries.may_vouch_for(user)


def test_a_second_factor_is_taken_away_by_who_vouches_and_its_owner_is_told(cast: Cast) -> None:
    at_home(cast, cast.staff)
    Authenticator.objects.create(user_id=cast.staff.pk, type="totp", data={"secret": "x"})
    browser = signed_in(cast.staff)
    with pytest.raises(NotPermitted), acting_as(cast.administrator):
        accounts.take_second_factor_away(cast.staff, actor=cast.administrator)
    with acting_as(cast.manager):
        accounts.take_second_factor_away(cast.staff, actor=cast.manager)
        with pytest.raises(Refused):
            accounts.take_second_factor_away(cast.staff, actor=cast.manager)
    assert browser.get("/engagements/").status_code == 302
    assert queued("tell_of_reset") == 1
    with arranging():
        event = AuditEvent.objects.filter(kind="second factor").latest("number")
        assert (event.actor, event.object, event.fields) == (
            "Lead Manager (lead.manager)",
            "lead.staff",
            ["removed", "totp"],
        )


def test_an_address_is_changed_by_who_vouches(cast: Cast) -> None:
    at_home(cast, cast.staff)
    with acting_as(cast.administrator):
        accounts.amend_account(cast.staff, actor=cast.administrator, name="Another Name")
        with pytest.raises(ValidationError, match="Only a manager"):
            accounts.amend_account(cast.staff, actor=cast.administrator, email="me@elsewhere.example")
        with pytest.raises(ValidationError):
            accounts.amend_account(cast.staff, actor=cast.administrator, is_superuser="1")
    assert (User.objects.get(pk=cast.staff.pk).name, User.objects.get(pk=cast.staff.pk).email) == ("Another Name", "")
    with acting_as(cast.manager):
        accounts.amend_account(cast.staff, actor=cast.manager, email="staff@office.example")
    assert User.objects.get(pk=cast.staff.pk).email == "staff@office.example"
