"""The invented register: its rows go past the triggers, so they must be as the triggers would have left them."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import models
from django.db.models import F, Max, Q

from engagements import synthesis
from engagements.models import Engagement, JournalEntry, Support, TeamMember
from offices.models import Office, User
from tests.arrange import arranging
from tests.factories import EngagementFactory, EntryFactory, OfficeFactory

pytestmark = pytest.mark.usefixtures("db")


def everything() -> dict[str, list[tuple[object, ...]]]:
    """All rows of the register, but for when they were written."""
    with arranging():
        return {
            model.__name__: list(model._default_manager.order_by("pk").values_list(*_columns(model)))
            for model in synthesis.TABLES
        }


def _columns(model: type[models.Model]) -> list[str]:
    return [f.attname for f in model._meta.concrete_fields if f.attname not in {"created_at", "from_at"}]


def load(number: int = 50, seed: int = 7) -> None:
    with arranging():
        synthesis.load(number, seed)


def test_the_same_seed_gives_the_same_rows_and_another_seed_others() -> None:
    load()
    first = everything()
    load()
    assert everything() == first
    load(seed=8)
    assert everything() != first


def test_a_smaller_load_replaces_a_larger_one_and_leaves_the_rest_alone() -> None:
    other = EngagementFactory()
    EntryFactory(engagement=other)
    load(30)
    load(20)
    with arranging():
        assert Engagement.objects.count() == 21
        assert JournalEntry.objects.filter(engagement=other).count() == 1
        load(0)
        assert list(Engagement.objects.all()) == [other]


def test_every_child_has_the_scope_of_its_engagement() -> None:
    load()
    with arranging():
        for model in synthesis.TABLES[1:]:
            assert model._default_manager.exists()
            same = Q(lead_office=F("engagement__lead_office"), floor=F("engagement__sensitivity"))
            same &= Q(supporting_ids=F("engagement__supporting_ids"), team_ids=F("engagement__team_ids"))
            assert not model._default_manager.exclude(same).exists()
        carried = list(Engagement.objects.order_by("pk").values_list("supporting_ids", "team_ids"))
        Engagement.objects.update(supporting_ids=[], team_ids=[])  # the trigger writes what is true
        assert list(Engagement.objects.order_by("pk").values_list("supporting_ids", "team_ids")) == carried
        assert any(offices for offices, _ in carried)


def test_the_date_of_the_last_open_entry_is_what_the_trigger_would_have_kept() -> None:
    load()
    with arranging():
        is_open = Q(journalentry__sensitivity=F("journalentry__floor"))
        newest = Engagement.objects.annotate(newest=Max("journalentry__occurred_on", filter=is_open))
        rows = list(newest.values_list("last_open_entry_on", "newest"))
    assert len(rows) == 50
    assert all(kept == found for kept, found in rows)
    assert any(kept for kept, _ in rows)


def test_triggers_work_again_after_the_load() -> None:
    load()
    engagement = EngagementFactory()
    EntryFactory(engagement=engagement, occurred_on=date(2026, 1, 2))
    with arranging():
        engagement.refresh_from_db()
        assert engagement.last_open_entry_on == date(2026, 1, 2)
        assert Engagement.pgh_event_model.objects.filter(pgh_obj=engagement.pk).count() == 1  # type: ignore[attr-defined]


def test_levels_and_sizes_are_as_stated() -> None:
    load(400)
    with arranging():
        levels = [Engagement.objects.filter(sensitivity=level).count() / 400 for level in (10, 20, 30)]
        entries, supports = JournalEntry.objects.count() / 400, Support.objects.count() / 400
        assert TeamMember.objects.values("engagement").distinct().count() == 400
    assert levels == pytest.approx([0.45, 0.45, 0.1], abs=0.08)
    assert entries == pytest.approx(5, abs=1.2)
    assert supports == pytest.approx(1 / 3, abs=0.08)


def test_all_is_named_as_invented_and_nobody_can_sign_in() -> None:
    load()
    with arranging():
        assert all(title.startswith("Synthetic ") for title in Engagement.objects.values_list("title", flat=True))
        assert all(line.startswith("Synthetic ") for line in JournalEntry.objects.values_list("headline", flat=True))
        invented = Office.objects.filter(acronym__startswith="SYN-")
        assert invented.count() == 7
        assert all("invented" in office.name for office in invented)
        people = list(User.objects.filter(username__startswith="synthetic."))
    assert len(people) == 300
    assert not any(person.has_usable_password() for person in people)


def test_the_command_refuses_outside_demo_mode(settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="demo"):
        call_command("synthesize", engagements=1)


def test_strangers_are_engagements_that_are_neither_invented_nor_the_demos() -> None:
    load(3)
    EngagementFactory(reference="UNOWAS-2016-D7MN", lead_office=OfficeFactory())
    with arranging():
        assert synthesis.count_real_rows() == 0
    EngagementFactory()
    with arranging():
        assert synthesis.count_real_rows() == 1


def test_the_command_refuses_beside_strangers(settings, monkeypatch) -> None:
    settings.DEMO = True
    monkeypatch.setattr(synthesis, "count_real_rows", lambda: 2)
    monkeypatch.setattr(synthesis, "load", lambda *_: pytest.fail("it loaded all the same"))
    with pytest.raises(CommandError, match="neither invented"):
        call_command("synthesize", engagements=1, stdout=StringIO())
