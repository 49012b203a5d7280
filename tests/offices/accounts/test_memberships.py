"""Who gives which membership: at once, or when a second one confirms it; and who can never be taken away."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from engagements.models import Engagement
from offices.accounts.actions import memberships
from offices.models import AuditEvent, Membership, Proposal, User
from peaceapp.access.actor import acting_as
from peaceapp.errors import NotPermitted, Refused
from tests import factories as make
from tests.arrange import arranging
from tests.cast import Cast, World, member
from tests.offices.accounts.arrange import given, held, membership, proposal, queued

TOMORROW = date.today() + timedelta(days=1)

ALONE = [
    ("administrator", "observer", 10),
    ("administrator", "staff", 10),
    ("administrator", "administrator", 10),
    ("manager", "observer", 20),
    ("manager", "staff", 30),
    ("manager", "staff", 10),
]
BY_TWO = [("staff", 20), ("staff", 30), ("observer", 20), ("manager", 10), ("manager", 30)]


def named(user: User) -> str:
    """As the trail says who did something: names are not alone, and can be changed."""
    return f"{user} ({user.username})"


@pytest.mark.parametrize(("giver", "role", "clearance"), ALONE)
def test_what_one_gives_alone_counts_at_once(cast: Cast, giver: str, role: str, clearance: int) -> None:
    given(cast.people["lead", giver], cast.lead, cast.nobody, role, clearance)
    assert held(cast.nobody) == [("LEAD-OFFICE", role, clearance)]
    with arranging():
        event = AuditEvent.objects.filter(verb="membership", object="nobody").latest("number")
        assert (event.actor, event.fields) == (named(cast.people["lead", giver]), ["given"])


@pytest.mark.parametrize(("role", "clearance"), BY_TWO)
def test_more_than_that_waits_for_a_manager(cast: Cast, role: str, clearance: int) -> None:
    made = given(cast.administrator, cast.lead, cast.nobody, role, clearance, reason="Joins the desk")
    assert isinstance(made, Proposal)
    assert held(cast.nobody) == []
    assert queued("tell_of_proposal") == 1
    with acting_as(cast.manager):
        memberships.answer_proposal(proposal(cast.nobody), actor=cast.manager, agree=True)
    assert held(cast.nobody) == [("LEAD-OFFICE", role, clearance)]
    with arranging():
        said = AuditEvent.objects.filter(verb="membership", object="nobody").order_by("number")
        assert [(event.actor, event.fields) for event in said] == [
            (named(cast.administrator), ["proposed"]), (named(cast.manager), ["confirmed"]),
            (named(cast.manager), ["given"]),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("giver", "role", "clearance"),
    [
        ("staff", "observer", 10),
        ("observer", "observer", 10),
        ("auditor", "staff", 10),
        ("manager", "administrator", 10),
        ("manager", "manager", 30),
        ("manager", "manager", 10),
    ],
)
def test_who_may_not_is_refused(cast: Cast, giver: str, role: str, clearance: int) -> None:
    with pytest.raises(NotPermitted):
        given(cast.people["lead", giver], cast.lead, cast.nobody, role, clearance, reason="Please")
    with pytest.raises(NotPermitted):
        given(cast.people["near", "manager"], cast.lead, cast.nobody, role, clearance, reason="Please")
    assert held(cast.nobody) == []


def test_a_manager_gives_no_more_than_their_own_clearance(cast: Cast) -> None:
    low = member("low.manager", cast.lead, "manager", 20)
    given(low, cast.lead, cast.nobody, "staff", 20)
    with pytest.raises(NotPermitted):
        given(low, cast.lead, cast.team_member, "staff", 30, reason="Please")


@pytest.mark.parametrize(
    ("role", "clearance", "more", "field"),
    [
        ("auditor", 10, {}, "role"),
        ("king", 10, {}, "role"),
        ("staff", 15, {}, "clearance"),
        ("administrator", 20, {"reason": "x"}, "clearance"),
        ("staff", 10, {"until_on": date(2020, 1, 1)}, "until_on"),
        ("staff", 20, {}, "reason"),
        ("staff", 20, {"reason": "  "}, "reason"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    cast: Cast, role: str, clearance: int, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        given(cast.administrator, cast.lead, cast.nobody, role, clearance, **more)
    assert set(refusal.value.error_dict) == {field}


def test_nobody_changes_their_own(cast: Cast) -> None:
    for who in (cast.manager, cast.administrator):
        with pytest.raises(Refused, match="your own"):
            given(who, cast.lead, who, "staff", 10)
        with pytest.raises(Refused, match="your own"), acting_as(who):
            memberships.end_membership(membership(who), actor=who)


def test_closed_offices_and_accounts_are_given_nothing(cast: Cast) -> None:
    with arranging():
        User.objects.filter(pk=cast.nobody.pk).update(is_active=False)
    cast.nobody.refresh_from_db()
    with pytest.raises(Refused, match="not active"):
        given(cast.administrator, cast.lead, cast.nobody)
    cast.lead.closed_on = date(2020, 1, 1)
    with pytest.raises(Refused, match="closed"):
        given(cast.administrator, cast.lead, cast.team_member)


def test_who_proposed_it_does_not_confirm_it(cast: Cast) -> None:
    both = member("both", cast.lead, "administrator", 10)
    make.MembershipFactory(user=both, office=cast.lead, role="manager", clearance=30)
    given(both, cast.lead, cast.nobody, "manager", 20, reason="Deputy")
    with pytest.raises(Refused, match="Another person"), acting_as(both):
        memberships.answer_proposal(proposal(cast.nobody), actor=both, agree=True)
    with acting_as(both):
        memberships.take_back_proposal(proposal(cast.nobody), actor=both)
    assert held(cast.nobody) == []


def test_who_confirms_is_cleared_as_high_and_of_that_office(cast: Cast) -> None:
    given(cast.administrator, cast.lead, cast.nobody, "staff", 30, reason="Needed")
    low = member("low.manager", cast.lead, "manager", 20)
    for who, how in ((low, "at least this clearance"), (cast.near_manager, "do not have"), (cast.staff, "do not have")):
        with pytest.raises(NotPermitted, match=how), acting_as(who):
            memberships.answer_proposal(proposal(cast.nobody), actor=who, agree=True)
    with pytest.raises(ValidationError, match="reason for declining"), acting_as(low):
        memberships.answer_proposal(proposal(cast.nobody), actor=low, agree=False)
    with acting_as(low):
        memberships.answer_proposal(proposal(cast.nobody), actor=low, agree=False, answer="Not yet")
    assert held(cast.nobody) == []


def test_a_second_proposal_waits_for_the_first(cast: Cast) -> None:
    given(cast.administrator, cast.lead, cast.nobody, "staff", 20, reason="Needed")
    with pytest.raises(Refused, match="already"):
        given(cast.administrator, cast.lead, cast.nobody, "staff", 30, reason="Needed")


def change(row: Membership, actor: User, clearance: int, until_on: date | None = None, reason: str = "") -> Any:
    with acting_as(actor):
        return memberships.change_membership(row, actor=actor, clearance=clearance, until_on=until_on, reason=reason)


def test_less_is_at_once_and_more_is_as_if_given_anew(cast: Cast) -> None:
    change(membership(cast.staff), cast.administrator, 10)
    assert held(cast.staff) == [("LEAD-OFFICE", "staff", 10)]
    made = change(membership(cast.staff), cast.administrator, 20, reason="Back on the desk")
    assert isinstance(made, Proposal)
    assert held(cast.staff) == [("LEAD-OFFICE", "staff", 10)]
    change(membership(cast.staff), cast.manager, 30)
    assert held(cast.staff) == [("LEAD-OFFICE", "staff", 30)]
    change(membership(cast.staff), cast.administrator, 30, TOMORROW)  # a day more to live than today: less
    with pytest.raises(ValidationError, match="Give a reason"):
        change(membership(cast.staff), cast.administrator, 30)  # without an end: more


def test_rights_are_gone_at_the_next_look(world: World) -> None:
    cast = world.cast
    with acting_as(cast.staff):
        assert Engagement.objects.filter(pk=world.engagements[20].pk).exists()
    change(membership(cast.staff), cast.administrator, 10)
    with acting_as(cast.staff):
        assert not Engagement.objects.filter(pk=world.engagements[20].pk).exists()
    with acting_as(cast.administrator):
        memberships.end_membership(membership(cast.staff), actor=cast.administrator)
    with acting_as(cast.staff):
        assert not Engagement.objects.exists()


def test_what_was_given_today_ends_today(cast: Cast) -> None:
    given(cast.administrator, cast.lead, cast.nobody)
    with acting_as(cast.administrator):
        memberships.end_membership(membership(cast.nobody), actor=cast.administrator)
    assert held(cast.nobody) == []
    given(cast.administrator, cast.lead, cast.nobody)
    assert held(cast.nobody) == [("LEAD-OFFICE", "staff", 10)]


def test_managers_end_observers_and_staff_and_nobody_ends_an_auditor(cast: Cast) -> None:
    with acting_as(cast.manager):
        memberships.end_membership(membership(cast.observer), actor=cast.manager)
    with pytest.raises(NotPermitted), acting_as(cast.manager):
        memberships.end_membership(membership(cast.administrator), actor=cast.manager)
    with pytest.raises(NotPermitted), acting_as(cast.administrator):
        memberships.end_membership(membership(cast.auditor), actor=cast.administrator)
    assert held(cast.auditor) == [("LEAD-OFFICE", "auditor", 10)]


def test_an_office_keeps_a_manager(cast: Cast) -> None:
    with pytest.raises(Refused, match="at least one manager"):
        change(membership(cast.manager), cast.administrator, 30, TOMORROW)
    with pytest.raises(Refused, match="at least one manager"), acting_as(cast.administrator):
        memberships.end_membership(membership(cast.manager), actor=cast.administrator)
    second = member("second.manager", cast.lead, "manager", 20, until_on=TOMORROW)
    with pytest.raises(Refused, match="at least one manager"):  # that one's days are counted too
        change(membership(cast.manager), cast.administrator, 30, TOMORROW)
    with arranging():
        Membership.objects.filter(user=second).update(until_on=None)
    with acting_as(cast.administrator):
        memberships.end_membership(membership(cast.manager), actor=cast.administrator)
    assert held(cast.manager) == []


RAW = {
    "a manager": "insert into offices_membership (user_id, office_id, role, clearance, from_on)"
    " values ({nobody}, {lead}, 'manager', 10, current_date)",
    "an auditor": "insert into offices_membership (user_id, office_id, role, clearance, from_on)"
    " values ({nobody}, {lead}, 'auditor', 10, current_date)",
    "oneself": "insert into offices_membership (user_id, office_id, role, clearance, from_on)"
    " values ({me}, {lead}, 'observer', 10, current_date)",
    "another office": "insert into offices_membership (user_id, office_id, role, clearance, from_on)"
    " values ({nobody}, {near}, 'staff', 10, current_date)",
    "a clearance": "update offices_membership set clearance = 30 where user_id = {other}",
    "a role": "update offices_membership set role = 'manager', clearance = 10 where user_id = {other}",
    "a day before": "update offices_membership set from_on = '2000-01-01' where user_id = {other}",
    "another holder": "update offices_membership set user_id = {nobody} where user_id = {other}",
    "an auditor's end": "update offices_membership set until_on = current_date where user_id = {auditor}",
    "a confirmation": "update offices_proposal set agreed = true, answered_by_id = {me}, answered_at = now()"
    " where user_id = {nobody}",
    "another's proposal": "insert into offices_proposal (id, user_id, office_id, role, clearance, reason, asked_by_id,"
    " answer) values (gen_random_uuid(), {nobody}, {lead}, 'manager', 10, 'x', {manager}, '')",
}


@pytest.mark.parametrize("what", RAW)
def test_the_database_refuses_an_administrator_the_same(cast: Cast, what: str) -> None:
    given(cast.administrator, cast.lead, cast.nobody, "staff", 20, reason="Needed")
    names = {
        "nobody": cast.nobody.pk, "lead": cast.lead.pk, "near": cast.near.pk, "other": cast.staff.pk,
        "auditor": cast.auditor.pk, "me": cast.administrator.pk, "manager": cast.manager.pk,
    }  # fmt: skip
    with arranging():
        before = list(Membership.objects.order_by("pk").values())
    with pytest.raises(DatabaseError), acting_as(cast.administrator), connection.cursor() as cursor:
        cursor.execute(RAW[what].format(**names))
    with arranging():
        assert list(Membership.objects.order_by("pk").values()) == before


def test_the_database_writes_no_membership_of_ones_own(cast: Cast) -> None:
    for who in (cast.manager, cast.administrator):
        with acting_as(who), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("update offices_membership set clearance = 10 where user_id = %s", [who.pk])
            assert cursor.rowcount == 0


def test_given_and_ended_twice_in_a_day(cast: Cast) -> None:
    for _ in range(2):
        given(cast.administrator, cast.lead, cast.nobody)
        assert held(cast.nobody) == [("LEAD-OFFICE", "staff", 10)]
        with acting_as(cast.administrator):
            memberships.end_membership(membership(cast.nobody), actor=cast.administrator)
        assert held(cast.nobody) == []


def test_an_office_keeps_a_manager_who_is_cleared_as_high(cast: Cast) -> None:
    low = member("low.manager", cast.lead, "manager", 20)
    with pytest.raises(Refused, match="with this clearance"):
        change(membership(cast.manager), cast.administrator, 20)
    change(membership(low), cast.administrator, 10)
    assert held(low) == [("LEAD-OFFICE", "manager", 10)]
    member("high.manager", cast.lead, "manager", 30)
    change(membership(cast.manager), cast.administrator, 10)
    assert held(cast.manager) == [("LEAD-OFFICE", "manager", 10)]


def test_nothing_is_proposed_that_nobody_could_confirm(cast: Cast) -> None:
    make.MembershipFactory(user=cast.manager, office=cast.lead, role="administrator")
    with pytest.raises(Refused, match="This office has no manager with the clearance"):
        given(cast.manager, cast.lead, cast.nobody, "manager", 10, reason="A deputy")  # who proposes does not confirm
    given(cast.administrator, cast.lead, cast.nobody, "manager", 10, reason="A deputy")
