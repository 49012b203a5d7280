"""Nobody becomes somebody else by way of their account: what is planted there ends, and its owner is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from offices.accounts import letters, queries
from offices.accounts.actions import accounts, memberships
from offices.models import AuditEvent, Invitation, Membership, Session, Token, User
from offices.signin.encryption import encrypt_secret
from offices.tokens.actions import make_token
from peaceapp.access.actor import acting_as
from peaceapp.errors import NotPermitted, Refused
from tests import factories as make
from tests.arrange import arranging
from tests.cast import Cast, gather_cast, member
from tests.offices.accounts.arrange import invited, letter_to, membership, queued
from tests.offices.accounts.test_accounts import PASSWORD, at_home, path
from tests.pages.client import signed_in


def standing(user: User) -> tuple[int, ...]:
    """Sessions, tokens, passkeys, identities and links that open the account."""
    with arranging():
        return (
            Session.objects.filter(user=user).count(),
            Token.objects.filter(user=user, ended_at=None).count(),
            Authenticator.objects.filter(user_id=user.pk, type="webauthn").count(),
            SocialAccount.objects.filter(user_id=user.pk).count(),
            Invitation.objects.filter(user=user, used_at=None).count(),
        )


def test_what_the_reader_of_the_former_mailbox_made_ends_with_the_address(cast: Cast) -> None:
    user, _membership = invited(cast)
    signed_in(user)
    with acting_as(user):
        make_token(user, name="Planted", scope="write", ceiling=30)
    Authenticator.objects.create(user_id=user.pk, type="webauthn", data={"credential": "x"})
    Authenticator.objects.create(user_id=user.pk, type="totp", data={"secret": "x"})
    SocialAccount.objects.create(user_id=user.pk, provider="openid_connect", uid="planted")
    assert standing(user) == (1, 1, 1, 1, 1)
    with acting_as(cast.administrator):
        accounts.amend_account(user, actor=cast.administrator, name="The same", email=user.email)
    assert standing(user) == (1, 1, 1, 1, 1)
    with acting_as(cast.administrator):
        accounts.amend_account(user, actor=cast.administrator, email="real@office.example")
    assert standing(user) == (0, 0, 0, 0, 0)
    assert Authenticator.objects.filter(user_id=user.pk, type="totp").exists()  # what a link alone must not pass
    assert queued("tell_of_move") == 1
    with connection.cursor() as cursor:
        cursor.execute("select args::text from procrastinate_jobs where task_name = 'tell_of_move'")
        assert "office.example" not in cursor.fetchone()[0]
    with arranging():
        User.objects.filter(pk=user.pk).update(is_active=False)  # closed meanwhile: told all the same
    letters.notify_address_change(
        actor=cast.administrator.pk, account=user.pk, former=encrypt_secret("former@office.example")
    )
    assert (mail.outbox[-1].to, user.username in mail.outbox[-1].body) == (["former@office.example"], True)


def test_a_new_password_by_letter_ends_tokens(cast: Cast, client: Client) -> None:
    user, _membership = invited(cast)
    with acting_as(user):
        make_token(user, name="Planted")
    client.post(path(letter_to(user, cast.administrator)), {"password": PASSWORD, "again": PASSWORD})
    assert standing(user)[1] == 0


def test_whoever_waits_to_be_raised_is_looked_after_as_if_they_were(cast: Cast) -> None:
    """Else their address is changed first, and confirmed after."""
    user, _proposal = invited(cast, clearance=30, reason="Joins the desk")
    with acting_as(cast.administrator):
        assert not queries.may_vouch_for(user)
    with acting_as(cast.manager):
        assert queries.may_vouch_for(user)


def test_one_person_who_is_both_does_not_take_an_account_over(cast: Cast) -> None:
    """Who vouches for an address is not who sends the link there."""
    at_home(cast, cast.staff, cast.observer)
    both = member("both", cast.lead, "manager", 30)
    make.MembershipFactory(user=both, office=cast.lead, role="administrator", clearance=10)
    with acting_as(both):
        assert not queries.may_vouch_for(cast.staff)
    with acting_as(cast.manager):
        assert queries.may_vouch_for(cast.staff)


def test_who_audits_is_not_closed_by_an_office(cast: Cast) -> None:
    at_home(cast, cast.auditor)
    with acting_as(cast.administrator), pytest.raises(Refused, match="This is an auditor's account"):
        accounts.deactivate(cast.auditor, actor=cast.administrator)
    with arranging():
        assert User.objects.get(pk=cast.auditor.pk).is_active
        Membership.objects.filter(user=cast.auditor).update(until_on=timezone.localdate() - timedelta(days=1))
    with acting_as(cast.administrator):
        accounts.deactivate(User.objects.get(pk=cast.auditor.pk), actor=cast.administrator)
    with arranging():
        assert not User.objects.get(pk=cast.auditor.pk).is_active


def test_a_superuser_is_not_opened_by_an_office(cast: Cast) -> None:
    at_home(cast, cast.staff)
    with arranging():
        User.objects.filter(pk=cast.staff.pk).update(is_active=False, is_superuser=True)
    user = User.objects.get(pk=cast.staff.pk)
    with acting_as(cast.administrator), pytest.raises(NotPermitted):
        accounts.reactivate(user, actor=cast.administrator)


def test_nobody_lends_themselves_a_name(cast: Cast) -> None:
    """The trail says who did it by user name too; a name that is changed is noted, and not one's own to change."""
    at_home(cast, cast.administrator, cast.observer)
    with acting_as(cast.administrator):
        with pytest.raises(Refused):
            accounts.amend_account(cast.administrator, actor=cast.administrator, name=str(cast.manager))
        accounts.amend_account(cast.observer, actor=cast.administrator, name="Another Name")
    with arranging():
        event = AuditEvent.objects.filter(object=cast.observer.username).latest("number")
        assert (event.actor, event.fields) == ("Lead Administrator (lead.administrator)", ["name"])


def test_a_date_takes_no_manager_in_two_steps(cast: Cast) -> None:
    """Of two without an end, one until tomorrow: the other must stay."""
    member("second", cast.lead, "manager", 30)
    tomorrow = timezone.localdate() + timedelta(days=1)
    second, first = (membership(user) for user in (User.objects.get(username="second"), cast.manager))
    with acting_as(cast.administrator):
        memberships.change_membership(first, actor=cast.administrator, clearance=30, until_on=tomorrow)
    with acting_as(cast.administrator), pytest.raises(Refused, match="needs at least one manager"):
        memberships.end_membership(second, actor=cast.administrator)


def test_two_managers_who_go_at_once_do_not_count_on_each_other(transactional_db: None) -> None:
    cast = gather_cast()
    other = member("other.administrator", cast.lead, "administrator", 10)
    member("second", cast.lead, "manager", 30)
    start = Barrier(2)

    def go(pair: tuple[User, User]) -> bool:
        actor, manager = pair
        row = membership(manager)
        start.wait()
        try:
            with acting_as(actor):
                memberships.end_membership(row, actor=actor)
        except Refused:
            return True
        finally:
            connections.close_all()
        return False

    pairs: list[Any] = [(cast.administrator, cast.manager), (other, User.objects.get(username="second"))]
    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(go, pairs)) == [False, True]
