"""F1 · Links that were replaced are named before and after, to who may read them."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from engagements.journal.actions import correct_entry
from engagements.journal.queries import RELATED_HISTORY as OF_ENTRIES
from engagements.models import (
    Capacity,
    Engagement,
    EngagementSdg,
    EngagementTask,
    EntryPartner,
    Partner,
    Person,
    Threat,
)
from engagements.partners.actions import amend_partner
from engagements.partners.queries import PARTNER_RELATED_HISTORY
from engagements.peacemap.actions import amend_threat
from engagements.peacemap.queries import THREAT_RELATED_HISTORY
from engagements.register import actions as register_actions
from engagements.register.actions import amend_engagement
from engagements.register.queries import RELATED_HISTORY as OF_ENGAGEMENTS
from offices.mandates.actions import amend_task
from offices.mandates.queries import TASK_RELATED_HISTORY
from offices.models import Country, Kind, MandateTask, Sdg, Theme
from peaceapp.access.actor import acting_as
from peaceapp.history.presentation import present_versions
from peaceapp.history.versions import RelatedHistory, versions
from peaceapp.lists.shape import Shape
from tests import factories as make
from tests.access.tables import secured
from tests.arrange import arranging
from tests.cast import World, build_world, gather_cast
from tests.pages.client import signed_in, text
from tests.rest.caller import Caller

LINKS = [
    kin
    for kin in (*OF_ENGAGEMENTS, *OF_ENTRIES, *PARTNER_RELATED_HISTORY, *THREAT_RELATED_HISTORY, *TASK_RELATED_HISTORY)
    if not kin.ends
]


@dataclass(frozen=True)
class Tied:
    """A row with links of one field, and how they are made just these."""

    row: Any
    api: str
    page: str
    set_to: Callable[[Any, list[Any]], Any]


@pytest.fixture
def world(transactional_db: None) -> World:
    """Committed: a history goes by the time of its transactions."""
    world = build_world(gather_cast())
    with arranging():  # as if all had been there for long: links made with the row are not told apart from it
        for model in (Engagement, type(world.entries[10, None]), Partner, Threat):
            model._default_manager.update(created_at="2016-01-01T00:00Z")
    return world


def test_every_link_that_is_deleted_is_told(world: World) -> None:
    """No table whose versions outlive its rows is forgotten by the histories, and the other way round."""
    assert {f"{kin.model._meta.db_table}event" for kin in LINKS} == {table.name for table in secured() if table.is_link}


def tied(world: World, kin: RelatedHistory) -> Tied:
    """What stands around `kin`, by the actions that people use."""
    actor, row, name = world.cast.manager, world.engagements[10], kin.field
    entry, partner, threat = world.entries[10, None], world.partners[10], world.threats[10]
    engagement = (f"engagements/{row.reference}/", reverse("engagement-history", args=[row.reference]))
    if kin in OF_ENTRIES:
        page = reverse("entry-history", args=[row.reference, entry.pk])
        say = lambda this, rows: correct_entry(this, actor=actor, reason="Mistaken", **{name: rows})  # noqa: E731
        return Tied(entry, f"journal-entries/{entry.pk}/", page, say)
    if kin in PARTNER_RELATED_HISTORY:
        page = reverse("partner-history", args=[partner.pk])
        return Tied(
            partner,
            f"partners/{partner.pk}/",
            page,
            lambda this, rows: amend_partner(this, actor=actor, **{name: rows}),
        )
    if kin in THREAT_RELATED_HISTORY:
        return Tied(
            threat, f"threats/{threat.pk}/", "", lambda this, rows: amend_threat(this, actor=actor, **{name: rows})
        )
    if kin in TASK_RELATED_HISTORY:
        admin = world.cast.administrator
        return Tied(make.first(MandateTask), "", "", lambda this, rows: amend_task(this, actor=admin, **{name: rows}))
    by_one = {
        "threats": (register_actions.link_threat, register_actions.unlink_threat, "threat"),
        "capacities": (register_actions.link_capacity, register_actions.unlink_capacity, "capacity"),
        "persons": (register_actions.link_person, register_actions.unlink_person, "person"),
    }
    if name in by_one:
        add, drop, argument = by_one[name]

        def one_by_one(this: Any, rows: list[Any]) -> None:
            for link in list(kin.model._default_manager.filter(engagement=this)):
                drop(this, actor=actor, **{argument: getattr(link, argument)})
            for each in rows:
                add(this, actor=actor, **{argument: each})

        return Tied(row, *engagement, one_by_one)
    return Tied(row, *engagement, lambda this, rows: amend_engagement(this, actor=actor, **{name: rows}))


def two(world: World, kin: RelatedHistory) -> Iterator[Any]:
    """Two rows that `kin` may lead to."""
    model: Any = kin.model._meta.get_field(kin.who).related_model
    made = {Partner: make.PartnerFactory, Person: make.PersonFactory, Threat: make.ThreatFactory,
            Capacity: make.CapacityFactory, Kind: make.KindFactory, Theme: make.ThemeFactory,
            Country: make.CountryFactory}  # fmt: skip
    own = {"office": world.cast.lead, "sensitivity": 10} if model in {Partner, Person, Threat, Capacity} else {}
    for number in (1, 2):
        if model in {Sdg, MandateTask}:
            values = {Sdg: {"label": f"Goal {number}"}, MandateTask: {"title": f"Task {number}"}}
            with arranging():
                yield model.objects.create(code=f"NEW-{number}", **values[model])
        elif model in made and not own:
            with arranging():
                yield model.objects.order_by("pk")[number] if model.objects.count() > 2 else made[model]()
        elif model in made:
            title = "title" if model in {Threat, Capacity} else "name"
            yield made[model](**own, **{title: f"{kin.field} number {number}"})
        else:
            yield (world.cast.lead, world.cast.near)[number - 1]


@pytest.mark.parametrize("kin", LINKS, ids=lambda kin: f"{kin.model.__name__}.{kin.field}")
def test_f1_links_are_named_before_and_after(world: World, kin: RelatedHistory) -> None:
    around, (before, after) = tied(world, kin), two(world, kin)
    actor = world.cast.administrator if kin in TASK_RELATED_HISTORY else world.cast.manager
    for wanted in ([before], [after]):
        with transaction.atomic(), acting_as(actor):
            around.set_to(type(around.row)._default_manager.get(pk=around.row.pk), wanted)
    names = [str(getattr(row, kin.label)) for row in (before, after)]
    with acting_as(actor):
        told = present_versions(Shape(type(around.row)), versions(type(around.row), around.row.pk, related=(kin,)), "")
    steps = [change for version in told for change in version["changes"] if change["field"] == kin.field]
    gone = next(step for step in steps if step["after"] is None and step["before"]["label"] == names[0])
    came = next(step for step in steps if step["before"] is None and step["after"]["label"] == names[1])
    if around.api:
        found = Caller(actor).get(f"{around.api}history/").said["results"]
        changes = [change for version in found for change in version["changes"]]
        for step in (gone, came):
            assert json.loads(json.dumps(step, default=str)) in changes
    if around.page:
        said = text(signed_in(actor).get(around.page))
        assert f": {names[0]} removed" in said
        assert f": {names[1]} added" in said


def replaced(world: World, before: Partner, after: Partner) -> str:
    """The page of an entry whose partner was replaced."""
    entry = world.entries[10, None]
    for partners in ([before], [after]):
        with transaction.atomic(), acting_as(world.cast.manager):
            correct_entry(
                type(entry).objects.get(pk=entry.pk), actor=world.cast.manager, reason="Mistaken", partners=partners
            )
    return reverse("entry-history", args=[world.engagements[10].reference, entry.pk])


def test_f1_a_hidden_partner_is_not_named(world: World) -> None:
    hidden = make.PartnerFactory(office=world.cast.lead, sensitivity=20, name="Hidden Council")
    page = replaced(world, hidden, world.partners[10])
    entry = f"journal-entries/{world.entries[10, None].pk}/history/"
    for user, may in ((world.cast.manager, True), (world.cast.near_staff, False)):
        assert ("Hidden Council" in text(signed_in(user).get(page))) is may
        answer = Caller(user).get(entry)
        assert ("Hidden Council" in text(answer)) is may
        assert (str(hidden.pk) in text(answer)) is may


def test_f1_a_link_of_when_the_entry_was_hidden_is_not_told(world: World) -> None:
    """It was taken off while the engagement was confidential, which has been lowered since."""
    row = world.engagements[20]
    entry = world.entries[20, None]
    with arranging():
        EntryPartner.objects.filter(entry=entry).delete()
        Engagement.objects.filter(pk=row.pk).update(sensitivity=10)
    events = EntryPartner.pgh_event_model.objects.filter(entry=entry, pgh_label="delete")  # type: ignore[attr-defined]
    for user, many in ((world.cast.manager, 1), (world.cast.near_staff, 0)):
        with acting_as(user):
            assert events.count() == many


def test_f1_a_country_of_when_the_partner_was_hidden_is_not_told(world: World) -> None:
    partner = world.partners[20]
    for changes in ({"countries": []}, {"sensitivity": 10}):
        with transaction.atomic(), acting_as(world.cast.manager):
            amend_partner(Partner.objects.get(pk=partner.pk), actor=world.cast.manager, **changes)
    for user, is_told in ((world.cast.manager, True), (world.cast.near_staff, False)):
        said = text(signed_in(user).get(reverse("partner-history", args=[partner.pk])))
        assert ("removed" in said) is is_told


def test_links_of_a_hidden_engagement_have_no_history(world: World) -> None:
    with arranging():
        EngagementTask.objects.all().delete()
        EngagementSdg.objects.all().delete()
    for model in (EngagementTask, EngagementSdg):
        events = model.pgh_event_model.objects.filter(pgh_label="delete")
        with acting_as(world.cast.near_staff):
            assert set(events.values_list("engagement__sensitivity", flat=True)) == {10}
        with acting_as(world.cast.team_member):
            assert set(events.values_list("engagement__sensitivity", flat=True)) == {10, 20, 30}
