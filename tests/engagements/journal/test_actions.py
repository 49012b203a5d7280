"""Logging and correcting."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from engagements.journal.actions import correct_entry, log_entry
from engagements.models import Engagement, JournalEntry
from engagements.register.rules import mark_choices
from offices.models import User
from peaceapp.access.actor import acting_as
from peaceapp.access.keys import uuid7
from peaceapp.errors import NotPermitted, Stale
from peaceapp.history.versions import versions
from tests.arrange import arranging
from tests.cast import World

DAY = date(2016, 12, 13)


def log(world: World, user: User, at: int = 10, /, **values: Any) -> JournalEntry:
    given = {"headline": "They met", "occurred_on": DAY} | values
    with acting_as(user):
        return log_entry(actor=user, engagement=Engagement.objects.get(pk=world.engagements[at].pk), **given)


def correct(entry: JournalEntry, user: User, **values: Any) -> JournalEntry:
    with acting_as(user):
        row = JournalEntry.objects.select_related("engagement").get(pk=entry.pk)
        return correct_entry(row, actor=user, **{"reason": "A slip"} | values)


def test_headline_and_day_are_enough(world: World) -> None:
    entry = log(world, world.cast.staff)
    assert (entry.kind, entry.occurred_precision, entry.mark, entry.author) == (
        "meeting",
        "day",
        None,
        world.cast.staff,
    )
    assert entry.version == 1
    with acting_as(world.cast.near_staff):
        assert JournalEntry.objects.get(pk=entry.pk).headline == "They met"


def test_everything_that_can_be_said_is_kept(world: World) -> None:
    said = {
        "kind": "visit", "body": "At length", "occurred_until": DAY + timedelta(days=2), "occurred_precision": "month",
        "occurred_at": time(9, 30), "place": "Banjul", "level": "local", "effort_days": Decimal("1.50"),
        "language": "fr", "sources": ["S1"],
    }  # fmt: skip
    entry = log(world, world.cast.staff, **said)
    with acting_as(world.cast.staff):
        kept = JournalEntry.objects.get(pk=entry.pk)
    assert {name: getattr(kept, name) for name in said} == said


@pytest.mark.parametrize("who", ["staff", "manager", "support_staff", "team_member"])
def test_those_who_work_on_it_log(who: str, world: World) -> None:
    user = getattr(world.cast, who)
    entry = log(world, user, 20)
    with acting_as(user):
        assert JournalEntry.objects.get(pk=entry.pk).author_id == user.pk


@pytest.mark.parametrize("who", ["observer", "administrator", "auditor", "near_staff", "near_manager", "nobody"])
def test_others_do_not(who: str, world: World) -> None:
    user = getattr(world.cast, who)
    with acting_as(user), pytest.raises(NotPermitted):
        log_entry(actor=user, engagement=world.engagements[10], headline="They met", occurred_on=DAY)


def test_a_right_by_office_does_not_reach_what_is_out_of_sight(world: World) -> None:
    """The manager may log in what the office leads, and this the office leads; but it is the team's alone."""
    manager, hidden = world.cast.manager, world.engagements[30]
    with acting_as(manager), pytest.raises(ValidationError) as refused:
        log_entry(actor=manager, engagement=hidden, headline="They met", occurred_on=DAY)
    unknown = Engagement(id=uuid7(), lead_office=world.cast.lead)
    with acting_as(manager), pytest.raises(ValidationError) as refused_too:
        log_entry(actor=manager, engagement=unknown, headline="They met", occurred_on=DAY)
    assert refused.value.messages == refused_too.value.messages


@pytest.mark.parametrize(("mark", "is_logged"), [(10, True), (20, True), (30, False)])
def test_nobody_marks_beyond_their_own_sight(mark: int, is_logged: bool, world: World) -> None:
    if is_logged:
        assert log(world, world.cast.staff, sensitivity=mark).mark == mark
    else:
        with pytest.raises(ValidationError, match="could not open this record") as refused:
            log(world, world.cast.staff, sensitivity=mark)
        assert set(refused.value.message_dict) == {"sensitivity"}


def test_only_levels_are_offered_at_which_one_reads_on(world: World) -> None:
    """Staff cleared for confidential: not the strictly one; on the team and cleared for it: also that."""
    with acting_as(world.cast.staff):
        assert mark_choices(world.engagements[10]) == [("20", "Confidential")]
    with acting_as(world.cast.near_staff):
        assert mark_choices(world.engagements[10]) == []
    with acting_as(world.cast.team_member):
        assert [level for level, _label in mark_choices(world.engagements[20])] == ["30"]


def test_a_mark_below_the_engagement_s_level_lowers_nothing(world: World) -> None:
    entry = log(world, world.cast.staff, 20, sensitivity=10)
    with arranging():
        assert JournalEntry.objects.get(pk=entry.pk).sensitivity == 20


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"headline": " "}, "headline"),
        ({"headline": "x" * 201}, "headline"),
        ({"headline": "bell \x07"}, "headline"),
        ({"body": "nul \x00"}, "body"),
        ({"occurred_on": date.today() + timedelta(days=2)}, "occurred_on"),
        ({"occurred_until": DAY - timedelta(days=1)}, "occurred_until"),
        ({"sensitivity": 25}, "sensitivity"),
        ({"kind": "party"}, "kind"),
        ({"effort_days": Decimal(400)}, "effort_days"),
        ({"effort_days": Decimal(-1)}, "effort_days"),
        ({"author": None}, "author"),
        ({"version": 7}, "version"),
        ({"lead_office": 1}, "lead_office"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(wrong: dict[str, Any], field: str, world: World) -> None:
    with pytest.raises(ValidationError) as refused:
        log(world, world.cast.staff, **wrong)
    assert set(refused.value.message_dict) == {field}


def test_any_past_day_will_do(world: World) -> None:
    assert log(world, world.cast.staff, occurred_on=date(2002, 1, 1)).pk


def test_a_key_sent_twice_writes_once(world: World) -> None:
    key = uuid7()
    first, second = (log(world, world.cast.staff, key=key, headline=text) for text in ("Once", "Twice"))
    assert first.pk == second.pk == key
    assert second.headline == "Once"


def test_a_key_of_another_s_entry_is_refused_in_general_words(world: World) -> None:
    """Hidden or visible, theirs or elsewhere: the same sentence."""
    said = set()
    for taken in (world.entries[10, None], world.entries[30, None]):
        with pytest.raises(ValidationError) as refused:
            log(world, world.cast.support_staff, key=taken.pk)
        said.add(str(refused.value))
    assert len(said) == 1


def test_correcting_keeps_what_was_said_before(world: World) -> None:
    entry = world.entries[10, None]
    row = correct(entry, world.cast.staff, headline="Put right", reason="  Misheard ")
    assert (row.headline, row.correction_reason, row.is_corrected, row.version) == ("Put right", "Misheard", True, 2)
    with acting_as(world.cast.near_staff):
        last = versions(JournalEntry, entry.pk)[0]
    assert last.changes["headline"] == ("10 marked None", "Put right")
    assert last.user == world.cast.staff.pk


@pytest.mark.parametrize("who", ["observer", "support_staff", "team_member", "near_manager"])
def test_only_its_author_and_managers_correct(who: str, world: World) -> None:
    with pytest.raises(NotPermitted):
        correct(world.entries[10, None], getattr(world.cast, who))
    correct(world.entries[10, None], world.cast.manager, headline="By the manager")


def test_a_correction_says_why(world: World) -> None:
    for blank in ("", " \n"):
        with pytest.raises(ValidationError) as refused:
            correct(world.entries[10, None], world.cast.staff, headline="Other", reason=blank)
        assert set(refused.value.message_dict) == {"reason"}


@pytest.mark.parametrize("name", ["author", "engagement", "floor", "version", "created_at", "corrected_at", "id"])
def test_a_correction_reaches_content_only(name: str, world: World) -> None:
    with pytest.raises((ValidationError, TypeError)):
        correct(world.entries[10, None], world.cast.staff, **{name: 7})


def test_correcting_an_old_version_changes_nothing(world: World) -> None:
    staff = world.cast.staff
    with acting_as(staff):
        rows = JournalEntry.objects.select_related("engagement")
        first, second = (rows.get(pk=world.entries[10, None].pk) for _ in range(2))
        correct_entry(first, actor=staff, reason="A slip", headline="First")
        with pytest.raises(Stale):
            correct_entry(second, actor=staff, reason="A slip", headline="Second")
        assert rows.get(pk=first.pk).headline == "First"


def test_a_correction_may_mark_higher_but_not_out_of_its_author_s_sight(world: World) -> None:
    entry = world.entries[10, None]
    correct(entry, world.cast.staff, sensitivity=20)
    with acting_as(world.cast.near_staff):
        assert not JournalEntry.objects.filter(pk=entry.pk).exists()
    with pytest.raises(ValidationError):
        correct(entry, world.cast.staff, sensitivity=30)
    with arranging():
        assert JournalEntry.objects.get(pk=entry.pk).sensitivity == 20


def test_a_correction_shows_the_end_in_order(world: World) -> None:
    with pytest.raises(ValidationError) as refused:
        correct(world.entries[10, None], world.cast.staff, occurred_until=date(2001, 1, 1))
    assert set(refused.value.message_dict) == {"occurred_until"}


def test_logging_leaves_the_engagement_s_version_alone(world: World) -> None:
    log(world, world.cast.staff, sensitivity=20)
    with arranging():
        assert Engagement.objects.get(pk=world.engagements[10].pk).version == world.engagements[10].version


def test_an_author_marks_higher_and_a_manager_lowers(world: World) -> None:
    entry = world.entries[10, 20]
    with acting_as(world.cast.staff), pytest.raises(NotPermitted, match="lower"):
        correct_entry(entry, actor=world.cast.staff, reason="It was announced", sensitivity=None)
    with acting_as(world.cast.manager):
        entry = JournalEntry.objects.get(pk=entry.pk)
        correct_entry(entry, actor=world.cast.manager, reason="It was announced", sensitivity=None)
        assert JournalEntry.objects.get(pk=entry.pk).sensitivity == 10
