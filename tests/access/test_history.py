"""What a row once said: read where the row is read now and was then, and written by its trigger alone."""

import pghistory.models

from engagements.models import Engagement, JournalEntry, TeamMember
from peaceapp.access.actor import acting_as
from tests.arrange import arranging
from tests.cast import World

Events = JournalEntry.pgh_event_model.objects  # type: ignore[attr-defined]  # made by pghistory


def headlines(entry: JournalEntry) -> list[str]:
    return list(Events.filter(pgh_obj_id=entry.pk).order_by("pgh_id").values_list("headline", flat=True).distinct())


def test_a_version_is_kept_for_every_change(world: World) -> None:
    entry = world.entries[10, None]
    with acting_as(world.cast.near_staff):
        JournalEntry.objects.filter(pk=entry.pk).update(headline="Changed")
        assert headlines(entry) == ["10 marked None", "10 marked None", "Changed"]


def test_old_versions_hide_when_the_row_does(world: World) -> None:
    entry = world.entries[10, None]
    with acting_as(world.cast.team_member):
        JournalEntry.objects.filter(pk=entry.pk).update(mark=30)
    with acting_as(world.cast.manager):
        assert headlines(entry) == []
    with acting_as(world.cast.team_member):
        assert len(headlines(entry)) == 3


def test_a_version_from_a_stricter_time_stays_hidden_when_the_row_is_opened(world: World) -> None:
    """Lowered, because the text was changed; what it said before is still not everybody's."""
    entry = world.entries[10, 30]
    with acting_as(world.cast.team_member):
        JournalEntry.objects.filter(pk=entry.pk).update(mark=None, headline="Harmless")
    with acting_as(world.cast.near_staff):
        assert JournalEntry.objects.get(pk=entry.pk).headline == "Harmless"
        assert headlines(entry) == ["Harmless"]
    with acting_as(world.cast.team_member):
        assert headlines(entry) == ["10 marked 30", "10 marked 30", "Harmless"]


def test_versions_of_an_engagement_from_a_stricter_time_stay_hidden(world: World) -> None:
    engagement = world.engagements[30]
    events = Engagement.pgh_event_model.objects.filter(pgh_obj_id=engagement.pk)  # type: ignore[attr-defined]  # as above
    with arranging():  # by the app it takes two
        Engagement.objects.filter(pk=engagement.pk).update(sensitivity=20, title="Harmless")
    with acting_as(world.cast.staff):
        assert set(events.values_list("title", flat=True)) == {"Harmless"}
        assert set(TeamMember.pgh_event_model.objects.filter(engagement_id=engagement.pk).values_list("floor")) == {
            (20,)
        }
    with acting_as(world.cast.near_staff):
        assert not events.exists()


def test_history_is_closed_to_who_left(world: World) -> None:
    with acting_as(world.cast.team_member):
        assert len(headlines(world.entries[30, None])) == 2
    with arranging():
        TeamMember.objects.filter(user=world.cast.team_member).update(until_at="2021-01-01T00:00Z")
    with acting_as(world.cast.team_member):
        assert headlines(world.entries[30, None]) == []
        assert len(headlines(world.entries[10, None])) == 2


def test_history_names_who_acted(world: World) -> None:
    entry = world.entries[20, None]
    with acting_as(world.cast.staff):
        JournalEntry.objects.filter(pk=entry.pk).update(headline="By staff")
        with acting_as(world.cast.manager):
            JournalEntry.objects.filter(pk=entry.pk).update(headline="By the manager")
        JournalEntry.objects.filter(pk=entry.pk).update(headline="By staff again")
    with arranging():
        who = {
            event.headline: pghistory.models.Context.objects.get(pk=event.pgh_context_id).metadata["user"]
            for event in Events.filter(pgh_obj_id=entry.pk, pgh_context__isnull=False)
        }
    staff, manager = world.cast.staff.pk, world.cast.manager.pk
    assert who == {"By staff": staff, "By the manager": manager, "By staff again": staff}
