"""Everything that changes what somebody may see or do, each with who it happens to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.functions import TransactionNow

from engagements.classification.actions import answer_lowering, raise_sensitivity, request_lowering
from engagements.journal.actions import correct_entry
from engagements.models import Engagement, JournalEntry, Partner, TeamMember
from engagements.partners.actions import amend_partner
from engagements.team.actions import add_team_member, end_support, remove_team_member
from offices.models import Membership, Token, User
from offices.sessions.actions import end_sessions
from offices.tokens.actions import end_token
from peaceapp.access.actor import acting_as
from tests import factories as make
from tests.arrange import arranging
from tests.cast import World

YESTERDAY = date.today() - timedelta(days=1)
Happening = Callable[[World], Any]


@dataclass(frozen=True)
class Change:
    """What happens to `who`; and, where something must be so before, what."""

    who: str
    happens: Happening
    first: Happening = lambda world: None
    by_token: bool = False


def membership(who: str, **values: Any) -> Happening:
    """By the owner: a change of a membership is no use case of everybody's."""

    def happens(world: World) -> None:
        with arranging():
            rows = Membership.objects.filter(user__username=who)
            assert rows.update(**{k: v(world) if callable(v) else v for k, v in values.items()})

    return happens


def account(who: str, **values: Any) -> Happening:
    def happens(world: World) -> None:
        with arranging():
            assert User.objects.filter(username=who).update(**values)

    return happens


def token(**values: Any) -> Happening:
    """Of the team member's, all."""

    def happens(world: World) -> None:
        with arranging():
            assert Token.objects.filter(user=world.cast.team_member).update(**values)

    return happens


def end_tokens(world: World) -> None:
    with acting_as(world.cast.team_member):
        for key in Token.objects.filter(ended_at=None).values_list("pk", flat=True):
            end_token(world.cast.team_member, key=str(key))


def end_all_sessions(world: World) -> None:
    with acting_as(world.cast.staff):
        assert end_sessions(world.cast.staff)


def fresh(world: World, level: int) -> Engagement:
    """The engagement as it stands, for an action to write."""
    return Engagement.objects.get(pk=world.engagements[level].pk)


def leave_team(world: World) -> None:
    with acting_as(world.cast.manager):
        remove_team_member(fresh(world, 20), actor=world.cast.manager, user=world.cast.team_member)
    with arranging():
        TeamMember.objects.filter(user=world.cast.team_member).update(until_at=TransactionNow())


def stop_support(world: World) -> None:
    with acting_as(world.cast.manager):
        end_support(fresh(world, 20), actor=world.cast.manager, office=world.cast.support)


def make_confidential(world: World) -> None:
    with acting_as(world.cast.manager):
        raise_sensitivity(fresh(world, 10), actor=world.cast.manager, to=20, reason="A name is in it")


def make_strict(world: World) -> None:
    with acting_as(world.cast.manager):
        row = fresh(world, 20)
        add_team_member(row, actor=world.cast.manager, user=world.cast.manager)
        raise_sensitivity(fresh(world, 20), actor=world.cast.manager, to=30, reason="Lives depend on it")


def mark_entry(world: World) -> None:
    with acting_as(world.cast.manager):
        entry = JournalEntry.objects.get(pk=world.entries[10, None].pk)
        correct_entry(entry, actor=world.cast.manager, reason="It names a source", sensitivity=20)


def hide_partner(world: World) -> None:
    with acting_as(world.cast.manager):
        amend_partner(Partner.objects.get(pk=world.partners[10].pk), actor=world.cast.manager, sensitivity=20)


def hand_over(world: World) -> None:
    """To another office: by the owner, for there is no use case for it yet."""
    with arranging():
        Engagement.objects.filter(pk=world.engagements[20].pk).update(lead_office=world.cast.near)


def take_glass(world: World) -> None:
    make.SeatFactory(engagement=world.engagements[30], user=world.cast.manager, until_at="2999-01-01T00:00Z")


def glass_runs_out(world: World) -> None:
    """Its time has come: the transaction's own moment, which stands still in a test."""
    with arranging():
        TeamMember.objects.filter(user=world.cast.manager).update(until_at=TransactionNow())


def seat_two(world: World) -> None:
    """Both managers of whom it takes two, on the team of what is strictly confidential."""
    for user in (world.cast.manager, world.cast.near_manager):
        make.SeatFactory(engagement=world.engagements[30], user=user)


def lower_by_two(world: World) -> None:
    """Lowered: who could not see it now does."""
    manager, second = world.cast.manager, world.cast.people["lead", "second"]
    with acting_as(manager):
        strict = fresh(world, 30)
        request = request_lowering(actor=manager, engagement=strict, to=20, reason="It was published", second=second)
    with acting_as(second):
        answer_lowering(request, actor=second, agree=True)


def second_manager(world: World) -> None:
    take_glass(world)
    second = make.UserFactory(pk=10_000, username="lead.second")  # the same in both processes
    make.MembershipFactory(user=second, office=world.cast.lead, role="manager", clearance=30)
    world.cast.people["lead", "second"] = second


CHANGES = {
    "role lowered": Change("lead.manager", membership("lead.manager", role="observer")),
    "administrator no more": Change("lead.administrator", membership("lead.administrator", role="observer")),
    "auditor no more": Change("lead.auditor", membership("lead.auditor", role="observer")),
    "clearance lowered": Change("team.member", membership("team.member", clearance=10)),
    "clearance raised": Change("lead.administrator", membership("lead.administrator", clearance=20)),
    "membership ended": Change("lead.staff", membership("lead.staff", until_on=YESTERDAY)),
    "office moved": Change("lead.staff", membership("lead.staff", office=lambda world: world.cast.near)),
    "team seat ended": Change("team.member", leave_team),
    "support ended": Change("support.staff", stop_support),
    "engagement raised": Change("near.staff", make_confidential),
    "engagement raised to the team": Change("lead.staff", make_strict),
    "engagement lowered by two": Change("lead.staff", lower_by_two, second_manager),
    "entry raised": Change("near.staff", mark_entry),
    "partner raised": Change("near.staff", hide_partner),
    "engagement handed over": Change("lead.staff", hand_over),
    "break-glass run out": Change("lead.manager", glass_runs_out, take_glass),
    "account deactivated": Change("lead.staff", account("lead.staff", is_active=False)),
    "owner of a token deactivated": Change("team.member", account("team.member", is_active=False), by_token=True),
    "superuser no more": Change("root", account("root", is_superuser=False)),
    "sessions ended": Change("lead.staff", end_all_sessions),
    "token ended": Change("team.member", end_tokens, by_token=True),
    "token run out": Change("team.member", token(expires_at="2021-01-01T00:00Z"), by_token=True),
    "token's ceiling lowered": Change("team.member", token(ceiling=10), by_token=True),
    "token only reads": Change("team.member", token(scope="read"), by_token=True),
}
