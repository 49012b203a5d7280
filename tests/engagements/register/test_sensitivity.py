"""Raising and lowering, and what a closed engagement still takes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from engagements.classification import actions as classification_actions
from engagements.journal.actions import correct_entry, log_entry
from engagements.models import Engagement, JournalEntry, TeamMember
from engagements.register import actions
from engagements.team import actions as team_actions
from engagements.team import queries as team_queries
from offices.models import User
from peaceapp.access.actor import acting_as
from peaceapp.errors import NotPermitted, Refused, Stale
from tests import factories as make
from tests.arrange import arranging
from tests.cast import Cast, World


def level(row: Engagement) -> int:
    with arranging():
        return Engagement.objects.values_list("sensitivity", flat=True).get(pk=row.pk)


def raise_to(row: Engagement, user: User, to: int, reason: str = "") -> None:
    with acting_as(user):
        classification_actions.raise_sensitivity(Engagement.objects.get(pk=row.pk), actor=user, to=to, reason=reason)


def lower_to(row: Engagement, user: User, to: int, reason: str = "It is public now") -> None:
    with acting_as(user):
        classification_actions.lower_sensitivity(Engagement.objects.get(pk=row.pk), actor=user, to=to, reason=reason)


def test_raising_hides_the_engagement_and_all_that_belongs_to_it(world: World) -> None:
    cast, row = world.cast, world.engagements[10]
    raise_to(row, cast.manager, 20)
    assert level(row) == 20
    with acting_as(cast.near_manager):
        assert not Engagement.objects.filter(pk=row.pk).exists()
        assert not JournalEntry.objects.filter(engagement=row).exists()


def test_raising_beyond_one_s_own_sight_works_and_leaves_no_seat(world: World) -> None:
    """A manager who is not on the team makes it the team's alone, and is out."""
    cast, row = world.cast, world.engagements[20]
    raise_to(row, cast.manager, 30, "Lives depend on it")
    assert level(row) == 30
    with acting_as(cast.manager):
        assert not Engagement.objects.filter(pk=row.pk).exists()
    with arranging():
        assert not TeamMember.objects.filter(engagement=row, user=cast.manager).exists()
        assert Engagement.objects.get(pk=row.pk).reason == "Lives depend on it"


def test_raising_to_where_nobody_could_read_is_refused_and_undone(cast: Cast) -> None:
    row = make.EngagementFactory(lead_office=cast.lead, sensitivity=20, lead_officer=cast.staff)
    make.SeatFactory(engagement=row, user=cast.staff)  # cleared for confidential only
    with pytest.raises(Refused):
        raise_to(row, cast.manager, 30)
    assert level(row) == 20
    with arranging():
        assert not TeamMember.objects.filter(engagement=row, user=cast.manager).exists()


@pytest.mark.parametrize(("frm", "to"), [(10, 10), (20, 10), (20, 20), (30, 10), (30, 30)])
def test_raising_goes_up_only(frm: int, to: int, world: World) -> None:
    make.SeatFactory(engagement=world.engagements[30], user=world.cast.manager)
    with pytest.raises(Refused):
        raise_to(world.engagements[frm], world.cast.manager, to)


@pytest.mark.parametrize("to", [0, 15, 31, -10])
def test_a_number_that_is_no_level_is_refused(to: int, world: World) -> None:
    with pytest.raises(ValidationError):
        raise_to(world.engagements[10], world.cast.manager, to)
    with pytest.raises(ValidationError):
        lower_to(world.engagements[20], world.cast.manager, to)


def test_lowering_needs_a_reason_and_a_manager(world: World) -> None:
    cast, row = world.cast, world.engagements[20]
    for blank in ("", "  ", "\n"):
        with pytest.raises(ValidationError):
            lower_to(row, cast.manager, 10, blank)
    with pytest.raises(NotPermitted):
        lower_to(row, cast.team_member, 10)
    lower_to(row, cast.manager, 10)
    assert level(row) == 10


def test_lowering_leaves_the_marks_of_entries_alone(world: World) -> None:
    cast, row = world.cast, world.engagements[20]
    lower_to(row, cast.manager, 10)
    with acting_as(cast.near_staff):
        assert [e.headline for e in JournalEntry.objects.filter(engagement=row)] == ["20 marked None"]


def test_from_strictly_confidential_one_manager_is_not_enough(world: World) -> None:
    make.SeatFactory(engagement=world.engagements[30], user=world.cast.manager)
    with pytest.raises(Refused):
        lower_to(world.engagements[30], world.cast.manager, 20)
    assert level(world.engagements[30]) == 30


def test_a_level_changed_by_two_at_once_is_changed_once(world: World) -> None:
    cast = world.cast
    with acting_as(cast.manager):
        first, second = (Engagement.objects.get(pk=world.engagements[10].pk) for _ in range(2))
        actions.amend_engagement(first, actor=cast.manager, title="Changed")
        with pytest.raises(Stale):
            classification_actions.raise_sensitivity(second, actor=cast.manager, to=20)


@pytest.fixture
def closed(world: World) -> Engagement:
    with arranging():
        Engagement.objects.filter(pk=world.engagements[10].pk).update(
            status="closed", closed_on=date(2021, 1, 1), outcome="Signed"
        )
    return world.engagements[10]


def test_a_closed_engagement_refuses_content(closed: Engagement, world: World) -> None:
    manager = world.cast.manager
    with acting_as(manager):
        row = Engagement.objects.get(pk=closed.pk)
        entry = JournalEntry.objects.get(pk=world.entries[10, None].pk)
        with pytest.raises(Refused):
            actions.amend_engagement(row, actor=manager, title="Changed")
        with pytest.raises(Refused):
            log_entry(actor=manager, engagement=row, headline="Late", occurred_on=date(2020, 1, 1))
        with pytest.raises(Refused):
            correct_entry(entry, actor=manager, reason="Wrong", headline="Right")
        with pytest.raises(Refused):
            team_actions.grant_support(row, actor=manager, office=world.cast.near, reason="The border")


def test_a_closed_engagement_takes_another_level_and_team(closed: Engagement, world: World) -> None:
    raise_to(closed, world.cast.manager, 20)
    lower_to(closed, world.cast.manager, 10)
    with acting_as(world.cast.manager):
        row = Engagement.objects.get(pk=closed.pk)
        team_actions.add_team_member(row, actor=world.cast.manager, user=world.cast.near_staff)
        assert world.cast.near_staff in {m.user for m in team_queries.team_members(row)}


def test_readers_are_named_with_their_strongest_reason(world: World) -> None:
    cast = world.cast
    with acting_as(cast.manager):
        found = {r.id: r.basis for r in team_queries.find_readers(world.engagements[20]).people}
    assert found[cast.team_member.pk] == "team"
    assert found[cast.staff.pk] == found[cast.observer.pk] == "lead"
    assert found[cast.support_staff.pk] == "support"
    assert not {cast.administrator.pk, cast.auditor.pk, cast.lapsed.pk, cast.near_staff.pk} & set(found)
    with acting_as(cast.team_member):
        assert team_queries.find_readers(world.engagements[30]).ids == {cast.team_member.pk}
    with acting_as(cast.near_manager):
        assert not team_queries.find_readers(world.engagements[30]).people
