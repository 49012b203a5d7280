"""Everybody who can stand to an engagement in a way of their own."""

from datetime import date, timedelta
from itertools import product

from offices.models import User
from tests import factories as make
from tests.cast import CLEARANCES, LEVELS, World, member

TOMORROW = date.today() + timedelta(days=1)
YESTERDAY = date.today() - timedelta(days=1)


def everybody(world: World) -> list[User]:
    """Role × clearance × office, on the team and not; and those whose membership, account or seat is not in force."""
    cast, people = world.cast, []
    offices = {"lead": cast.lead, "support": cast.support, "near": cast.near, "old": world.old}
    for (name, office), role, clearance, team_member_rows in product(
        offices.items(), CLEARANCES, LEVELS, (False, True)
    ):
        user = member(f"{name}.{role}.{clearance}{'.team_member_rows' * team_member_rows}", office, role, clearance)
        people.append(_seat(world, user) if team_member_rows else user)
    odd = {
        "was.a.member": {"until_on": YESTERDAY},
        "until.today": {"until_on": date.today()},
        "from.today": {"from_on": date.today()},
        "from.tomorrow": {"from_on": TOMORROW},
    }
    people += [_seat(world, member(name, cast.lead, clearance=30, **dates)) for name, dates in odd.items()]
    people.append(member("was.the.manager", cast.lead, "manager", 30, until_on=YESTERDAY))
    people.append(_seat(world, make.UserFactory(username="seated.without.membership")))
    people.append(_seat(world, _inactive(member("inactive", cast.lead, clearance=30))))
    people.append(member("auditor.and.staff", cast.lead, "auditor", 30))
    make.MembershipFactory(user=people[-1], office=cast.near, clearance=10)
    people.append(member("cleared.elsewhere", cast.lead, clearance=10))
    make.MembershipFactory(user=people[-1], office=cast.near, clearance=30)
    gone = make.OfficeFactory(acronym="GONE-OFFICE", closed_on=YESTERDAY)
    people += [_seat(world, member(f"gone.{role}", gone, role, 30)) for role in CLEARANCES]
    return people + cast.everybody


def _seat(world: World, user: User) -> User:
    for engagement in world.engagements.values():
        make.SeatFactory(engagement=engagement, user=user)
    return user


def _inactive(user: User) -> User:
    user.is_active = False
    user.save()
    return user
