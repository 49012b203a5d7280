"""Opening, amending, seating and letting in."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from engagements.lifecycle import actions as lifecycle_actions
from engagements.models import Engagement, EngagementTheme, Support, TeamMember
from engagements.register import actions
from engagements.team import actions as team_actions
from engagements.team import queries as team_queries
from offices.models import Country, Kind, Office, Theme, User
from peaceapp.access.actor import acting_as
from peaceapp.errors import NotPermitted, Refused, Stale
from tests import factories as make
from tests.arrange import arranging
from tests.cast import Cast, World, member


def details(office: Office, **values: Any) -> dict[str, Any]:
    lists = {
        "countries": list(Country.objects.filter(pk__in=["GM", "SN"])),
        "kinds": list(Kind.objects.filter(pk="mediation")),
    }
    return {"lead_office": office, "title": "Quiet talks", "opened_on": date(2020, 5, 1)} | lists | values


def test_opening_makes_a_draft_led_by_its_creator(cast: Cast) -> None:
    with acting_as(cast.staff):
        made = lifecycle_actions.open_engagement(actor=cast.staff, **details(cast.lead, summary="  About  \r\n water "))
        assert (made.status, made.lead_officer, made.sensitivity, made.version) == ("draft", cast.staff, 10, 1)
        assert made.summary == "About  \n water"
        assert [m.user for m in team_queries.team_members(made)] == [cast.staff]
        assert {c.pk for c in made.countries.all()} == {"GM", "SN"}
        stem, random = made.reference.rsplit("-", 1)
        assert stem == "LEAD-OFFICE-2020"
        assert len(random) == 4


def test_opening_is_for_staff_and_managers_of_that_office(cast: Cast) -> None:
    for user in (cast.observer, cast.administrator, cast.auditor, cast.near_staff, cast.lapsed, cast.nobody):
        with acting_as(user), pytest.raises(NotPermitted):
            lifecycle_actions.open_engagement(actor=user, **details(cast.lead))


@pytest.mark.parametrize(
    ("level", "who", "is_made"), [(20, "staff", True), (30, "staff", False), (30, "manager", True)]
)
def test_nobody_opens_what_they_could_not_read(level: int, who: str, is_made: bool, cast: Cast) -> None:
    user = getattr(cast, who)
    with acting_as(user):
        if is_made:
            made = lifecycle_actions.open_engagement(actor=user, **details(cast.lead, sensitivity=level))
            assert Engagement.objects.get(pk=made.pk).sensitivity == level
        else:
            with pytest.raises(ValidationError):
                lifecycle_actions.open_engagement(actor=user, **details(cast.lead, sensitivity=level))
    with arranging():
        assert Engagement.objects.count() == is_made


def test_opening_for_another_seats_both(cast: Cast) -> None:
    with acting_as(cast.staff):
        made = lifecycle_actions.open_engagement(actor=cast.staff, **details(cast.lead, lead_officer=cast.manager))
        assert {m.user for m in team_queries.team_members(made)} == {cast.staff, cast.manager}


def test_opening_for_who_could_not_read_it_makes_nothing(cast: Cast) -> None:
    uncleared = member("uncleared", cast.lead, clearance=10)
    with acting_as(cast.staff), pytest.raises(ValidationError):
        lifecycle_actions.open_engagement(
            actor=cast.staff, **details(cast.lead, sensitivity=20, lead_officer=uncleared)
        )
    with arranging():
        assert not Engagement.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"countries": []}, "countries"),
        ({"kinds": []}, "kinds"),
        ({"sensitivity": 15}, "sensitivity"),
        ({"opened_on": date.today() + timedelta(days=3)}, "opened_on"),
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"summary": "bell \x07"}, "summary"),
        ({"orientation": "sideways"}, "orientation"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(wrong: dict[str, Any], field: str, cast: Cast) -> None:
    with acting_as(cast.staff), pytest.raises(ValidationError) as refused:
        lifecycle_actions.open_engagement(actor=cast.staff, **details(cast.lead, **wrong))
    assert set(refused.value.message_dict) == {field}


def test_nothing_new_opens_in_a_closed_office(world: World) -> None:
    with acting_as(world.cast.staff), pytest.raises(ValidationError) as refused:
        lifecycle_actions.open_engagement(actor=world.cast.staff, **details(world.old))
    assert set(refused.value.message_dict) == {"lead_office"}


def test_a_taken_reference_is_refused_in_general_words(world: World) -> None:
    """A hidden engagement's too: the refusal names neither the constraint nor the value."""
    taken = world.engagements[30].reference
    with acting_as(world.cast.near_staff), pytest.raises(ValidationError) as refused:
        lifecycle_actions.open_engagement(actor=world.cast.near_staff, **details(world.cast.near, reference=taken))
    assert taken not in str(refused.value)
    assert "unique" not in str(refused.value).lower()


def test_amending_writes_the_next_version_and_relinks(world: World) -> None:
    cast = world.cast
    themes = [make.ThemeFactory(), make.ThemeFactory()]
    with acting_as(cast.manager):
        row = Engagement.objects.get(pk=world.engagements[10].pk)
        actions.amend_engagement(row, actor=cast.manager, title="Renamed", themes=themes)
        again = Engagement.objects.get(pk=row.pk)
        assert (again.title, again.version, set(again.themes.all())) == ("Renamed", 2, set(themes))
        actions.amend_engagement(again, actor=cast.manager, themes=[])
        assert not EngagementTheme.objects.filter(engagement=row).exists()


def test_amending_an_old_version_changes_nothing(world: World) -> None:
    cast = world.cast
    with acting_as(cast.manager):
        first, second = (Engagement.objects.get(pk=world.engagements[10].pk) for _ in range(2))
        actions.amend_engagement(first, actor=cast.manager, title="First")
        with pytest.raises(Stale):
            actions.amend_engagement(second, actor=cast.manager, title="Second", themes=[])
        again = Engagement.objects.get(pk=first.pk)
        assert again.title == "First"
        assert again.themes.exists()


@pytest.mark.parametrize("name", ["status", "sensitivity", "lead_office", "lead_officer", "reference", "version", "id"])
def test_amending_reaches_no_field_that_has_its_own_action(name: str, world: World) -> None:
    manager = world.cast.manager
    with acting_as(manager):
        row = Engagement.objects.get(pk=world.engagements[10].pk)
        with pytest.raises((ValidationError, TypeError)):
            actions.amend_engagement(row, actor=manager, **{name: "closed"})


def test_a_seat_needs_the_clearance(world: World) -> None:
    cast = world.cast
    with acting_as(cast.manager):
        row = Engagement.objects.get(pk=world.engagements[20].pk)
        for user in (cast.administrator, cast.auditor, cast.lapsed, cast.nobody):
            with pytest.raises(ValidationError):
                team_actions.add_team_member(row, actor=cast.manager, user=user)
        seat = team_actions.add_team_member(row, actor=cast.manager, user=cast.near_staff, reason="Speaks the language")
        assert team_actions.add_team_member(row, actor=cast.manager, user=cast.near_staff) == seat
    with acting_as(cast.near_staff):
        assert Engagement.objects.filter(pk=row.pk).exists()


def test_a_seat_s_end_ends_the_sight_at_once(world: World) -> None:
    cast = world.cast
    with acting_as(cast.manager):
        row = Engagement.objects.get(pk=world.engagements[20].pk)
        team_actions.remove_team_member(row, actor=cast.manager, user=cast.team_member)
    with acting_as(cast.team_member):
        assert not Engagement.objects.filter(pk=row.pk).exists()
    with arranging():
        assert TeamMember.objects.filter(engagement=row, user=cast.team_member).exists()  # stays as a record


def test_the_lead_officer_and_the_last_reader_cannot_leave(world: World) -> None:
    cast, row = world.cast, world.engagements[30]
    make.SeatFactory(engagement=row, user=cast.manager)
    with acting_as(cast.manager):
        row = Engagement.objects.get(pk=row.pk)
        with pytest.raises(Refused):
            team_actions.remove_team_member(row, actor=cast.manager, user=cast.manager)  # the lead officer
    with arranging():
        Engagement.objects.filter(pk=row.pk).update(lead_officer=cast.staff)
    with acting_as(cast.manager):
        row = Engagement.objects.get(pk=row.pk)
        team_actions.remove_team_member(row, actor=cast.manager, user=cast.team_member)
        with pytest.raises(Refused):
            team_actions.remove_team_member(row, actor=cast.manager, user=cast.manager)


def test_support_lets_the_cleared_in_and_out_again(world: World) -> None:
    cast = world.cast
    with acting_as(cast.manager):
        row = Engagement.objects.get(pk=world.engagements[20].pk)
        team_actions.grant_support(row, actor=cast.manager, office=cast.near, reason="The border")
        for wrong in ({"office": cast.near}, {"office": cast.lead}, {"reason": " "}):
            with pytest.raises(ValidationError):
                team_actions.grant_support(row, actor=cast.manager, **{"office": cast.near, "reason": "Again"} | wrong)
    assert _sees(cast.near_staff, row)
    assert not _sees(cast.people["near", "administrator"], row)  # not cleared
    with acting_as(cast.manager):
        team_actions.end_support(row, actor=cast.manager, office=cast.near)
        assert Support.objects.filter(engagement=row, office=cast.near).count() == 2  # both are on record
    assert not _sees(cast.near_staff, row)


def _sees(user: User, row: Engagement) -> bool:
    with acting_as(user):
        return Engagement.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("act", [
    lambda row, user: actions.amend_engagement(row, actor=user, title="Changed"),
    lambda row, user: lifecycle_actions.open_engagement(actor=user, **details(row.lead_office)) and None,
])  # fmt: skip
def test_an_action_asks_for_its_right_first(act: Any, world: World) -> None:
    with acting_as(world.cast.near_manager):
        row = Engagement.objects.get(pk=world.engagements[10].pk)
        with pytest.raises(NotPermitted):
            act(row, world.cast.near_manager)


def test_what_was_not_amended_is_left_alone_by_retired_terms(world: World) -> None:
    """A theme that was retired since stays on the engagement until somebody takes it off."""
    with arranging():
        kept = EngagementTheme.objects.filter(engagement=world.engagements[10]).values("theme_id")
        Theme.objects.filter(pk__in=kept).update(retired_on=date(2021, 1, 1))
    with acting_as(world.cast.manager):
        row = Engagement.objects.get(pk=world.engagements[10].pk)
        actions.amend_engagement(row, actor=world.cast.manager, title="Renamed")
        assert row.themes.count() == 1
