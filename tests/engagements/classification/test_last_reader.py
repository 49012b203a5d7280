"""No membership, account or seat that ends leaves an engagement that nobody can read: the database refuses it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from engagements.classification import actions as classification_actions
from engagements.classification.choices import LAST_READER
from engagements.models import Engagement, Support, TeamMember
from engagements.team import actions as team_actions
from offices.models import Membership, Office, User
from peaceapp.access.actor import acting_as
from peaceapp.errors import Refused, hide_database_errors
from tests import factories as make
from tests.arrange import arranging
from tests.cast import World, gather_cast, member

TODAY = timezone.now().date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
MIDNIGHT = datetime.combine(TOMORROW, time(), UTC)
Change = Callable[[User], object]


def let_write() -> None:
    """What else keeps memberships and accounts is set aside: here it is the guard alone that is looked at."""
    with arranging() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(f"grant insert, update, delete on offices_membership to {settings.APP_ROLE}")
        cursor.execute("create policy written on offices_membership using (true)")
        cursor.execute("alter table offices_membership disable trigger keep_membership")
        cursor.execute("alter table offices_user disable trigger keep_account")


@pytest.fixture
def alone(world: World) -> User:
    """The only one on the team of what is strictly confidential; memberships can be written."""
    let_write()
    return world.cast.team_member


def end(user: User, last: date = YESTERDAY) -> int:
    return Membership.objects.filter(user=user).update(until_on=last)


WAYS: dict[str, Change] = {
    "ended": end,
    "ended today": lambda user: end(user, TODAY),
    "removed": lambda user: Membership.objects.filter(user=user).delete(),
    "lowered": lambda user: Membership.objects.filter(user=user).update(clearance=20),
    "made an auditor's": lambda user: Membership.objects.filter(user=user).update(role="auditor"),
    "put off": lambda user: Membership.objects.filter(user=user).update(from_on=date(2999, 1, 1)),
    "deactivated": lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
    "seat ended": lambda user: TeamMember.objects.filter(user=user).update(until_at=timezone.now()),
    "seat ended tonight": lambda user: TeamMember.objects.filter(user=user).update(until_at=MIDNIGHT),
    "seat removed": lambda user: TeamMember.objects.filter(user=user).delete(),
}


def refused(change: Change, user: User, by: User | None = None) -> bool:
    """Whether the database refuses it for want of a reader, in words that name nothing."""
    said = None
    try:
        with acting_as(by or user), hide_database_errors(), transaction.atomic():
            assert change(user)
    except Refused as error:
        said = error.message
    assert said in {None, LAST_READER}
    return said is not None


@pytest.mark.parametrize("way", WAYS)
def test_the_last_reader_stays(alone: User, world: World, way: str) -> None:
    assert refused(WAYS[way], alone)
    make.SeatFactory(engagement=world.engagements[30], user=world.cast.manager)
    assert not refused(WAYS[way], alone)


@pytest.mark.parametrize("status", ["closed", "withdrawn"])
def test_what_is_over_stays_readable_too(alone: User, world: World, status: str) -> None:
    with arranging():
        rows = Engagement.objects.filter(pk=world.engagements[30].pk)
        rows.update(status=status, outcome="Done", closed_on=TODAY)
    assert refused(WAYS["deactivated"], alone)


def test_who_broke_the_glass_does_not_count(alone: User, world: World) -> None:
    later = timezone.now() + timedelta(hours=24)
    make.SeatFactory(engagement=world.engagements[30], user=world.cast.manager, until_at=later, by_glass=True)
    for way, change in WAYS.items():
        assert refused(change, alone), way
    with acting_as(world.cast.manager), pytest.raises(Refused):
        team_actions.remove_team_member(world.engagements[30], actor=world.cast.manager, user=alone)


def test_who_does_not_count_as_a_reader(alone: User, world: World) -> None:
    """Not cleared, not active, gone tomorrow, an auditor: none of them is somebody else."""
    strict, cast = world.engagements[30], world.cast
    others = [cast.staff, cast.lapsed, cast.auditor, cast.nobody]
    others += [member("ends.today", cast.lead, clearance=30, until_on=TODAY), member("gone", cast.lead, clearance=30)]
    for other in others:
        make.SeatFactory(engagement=strict, user=other)
    with arranging():
        User.objects.filter(username="gone").update(is_active=False)
    for way in [way for way in WAYS if "seat" not in way]:
        assert refused(WAYS[way], alone), way


def test_a_day_to_come_may_be_set_and_another_membership_may_take_over(alone: User, world: World) -> None:
    """Ends that are known ahead are told ahead (`test_notices`); only what ends now, or tonight, is refused."""
    assert not refused(lambda user: end(user, TOMORROW), alone)
    assert refused(WAYS["ended"], alone)
    make.MembershipFactory(user=alone, office=world.cast.support, clearance=30)
    assert not refused(lambda user: Membership.objects.filter(user=user, until_on=TOMORROW).delete(), alone)
    assert refused(WAYS["ended"], alone)


def test_who_did_not_read_it_before_is_not_kept(world: World) -> None:
    """An engagement that nobody reads already keeps nobody."""
    let_write()
    with arranging():
        TeamMember.objects.filter(engagement=world.engagements[30]).delete()
    make.SeatFactory(engagement=world.engagements[30], user=world.cast.staff)  # who is not cleared
    for way in ("ended", "deactivated"):
        assert not refused(WAYS[way], world.cast.staff), way
        assert not refused(WAYS[way], world.cast.lapsed), way


@pytest.fixture
def office() -> Office:
    let_write()
    found: Office = make.OfficeFactory()
    return found


def test_the_last_cleared_member_of_an_office_stays(world: World, office: Office) -> None:
    last, other = member("last", office, clearance=20), member("other", office, clearance=10)
    row = make.EngagementFactory(lead_office=office, sensitivity=20)
    for way in ("ended", "ended today", "deactivated", "made an auditor's"):
        assert refused(WAYS[way], last), way
    assert refused(lambda user: Membership.objects.filter(user=user).update(clearance=10), last)
    assert not refused(WAYS["deactivated"], other)
    support = make.SupportFactory(engagement=row, office=world.cast.support)
    assert not refused(WAYS["deactivated"], last)
    with arranging():
        User.objects.filter(pk=last.pk).update(is_active=True)
        Support.objects.filter(pk=support.pk).update(until_at=timezone.now())
    assert refused(WAYS["deactivated"], last)
    make.SeatFactory(engagement=row, user=world.cast.near_staff)
    assert not refused(WAYS["ended"], last)


def test_the_last_of_a_supporting_office_stays_where_the_lead_office_has_nobody(office: Office, world: World) -> None:
    row = make.EngagementFactory(lead_office=make.OfficeFactory(), sensitivity=20)
    make.SupportFactory(engagement=row, office=office)
    assert refused(WAYS["ended"], member("last", office, clearance=20))


def test_a_successor_keeps_a_reader_for_what_it_inherited(office: Office, world: World) -> None:
    closed = make.OfficeFactory(closed_on=YESTERDAY, succeeded_by=office)
    make.EngagementFactory(lead_office=closed, sensitivity=20)
    last = member("last", office, clearance=20)
    assert refused(WAYS["ended"], last)
    member("another", closed, clearance=20)  # the closed office's own members count as well
    assert not refused(WAYS["ended"], last)


def test_what_is_unclassified_is_never_left(office: Office, world: World) -> None:
    last = member("last", office, clearance=30)
    row = make.EngagementFactory(lead_office=office, sensitivity=10)
    make.SeatFactory(engagement=row, user=last)
    for way in ("ended", "deactivated"):
        assert not refused(WAYS[way], last), way


def test_two_who_go_in_one_statement_do_not_count_on_each_other(alone: User, world: World) -> None:
    make.SeatFactory(engagement=world.engagements[30], user=world.cast.manager)
    both = [alone.pk, world.cast.manager.pk]
    assert refused(lambda _: User.objects.filter(pk__in=both).update(is_active=False), alone)
    assert refused(lambda _: Membership.objects.filter(user__in=both).update(clearance=20), alone)


def test_the_owner_is_not_asked(alone: User) -> None:
    with arranging():
        assert WAYS["deactivated"](alone)


def test_the_refusal_names_nothing(alone: User, world: World) -> None:
    with pytest.raises(DatabaseError) as caught, acting_as(world.cast.administrator), transaction.atomic():
        end(alone)
    told = str(caught.value)
    for secret in (world.engagements[30].reference, world.engagements[30].title, str(world.engagements[30].pk)):
        assert secret not in told
    assert alone.username not in told


def test_raising_what_nobody_of_the_office_is_cleared_for_is_refused(office: Office, world: World) -> None:
    """The one who raises it leaves the team again, and is of no office that reads it."""
    raiser = member("raiser", office, "manager", 10)
    make.MembershipFactory(user=raiser, office=world.cast.near, clearance=20)
    row = make.EngagementFactory(lead_office=office, sensitivity=10)
    with acting_as(raiser), pytest.raises(Refused) as caught:
        classification_actions.raise_sensitivity(Engagement.objects.get(pk=row.pk), actor=raiser, to=20)
    assert caught.value.message == LAST_READER


def test_two_who_go_at_once_do_not_count_on_each_other(transactional_db: None) -> None:
    cast = gather_cast()
    let_write()
    row = make.EngagementFactory(lead_office=cast.lead, sensitivity=30)
    both = [cast.manager, cast.team_member]
    for user in both:
        make.SeatFactory(engagement=row, user=user)
    start = Barrier(2)

    def go(user: User) -> bool:
        start.wait()
        try:
            return refused(WAYS["deactivated"], user)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(go, both)) == [False, True]
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from offices_user where not is_active")
        assert cursor.fetchone() == (1,)
