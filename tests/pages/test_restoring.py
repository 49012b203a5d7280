"""An old version comes back as a new one: of every noun with a history, by who may, on pages and in the API."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from engagements.coordination.actions import amend_participation
from engagements.followups.actions import amend_follow_up
from engagements.journal.actions import correct_entry
from engagements.models import FollowUp, JournalEntry
from engagements.partners.actions import amend_contact, amend_partner, amend_person
from engagements.peacemap.actions import amend_capacity, amend_threat
from engagements.register.actions import amend_engagement
from offices.models import Kind
from peaceapp.access.actor import acting_as
from peaceapp.lists.shape import As, One
from peaceapp.rest.versioned import VersionedViewSet
from tests import factories as make
from tests.arrange import arranging, as_if_committed
from tests.cast import World
from tests.contracts.addresses import addresses
from tests.pages.client import signed_in, text
from tests.rest.caller import Caller, refusals, tag

WHY = "The correction was wrong"


@dataclass(frozen=True)
class Noun:
    """A row of the world at some level, its field, what changes it, and where it stands."""

    name: str
    row: Callable[[World, int], Any]
    field: str
    amend: Callable[..., Any]
    page: str = ""  # below it: history/
    api: str = ""

    def at(self, row: Any, address: str) -> str:
        with arranging():
            engagement = getattr(row, "engagement", None) or row
        person = getattr(row, "person_id", None)
        return address.format(key=row.pk, reference=getattr(engagement, "reference", ""), person=person)


NOUNS = [
    Noun("engagement", lambda w, n: w.engagements[n], "summary", amend_engagement,
         "/engagements/{reference}/", "engagements/{reference}/"),
    Noun("entry", lambda w, n: w.entries[n, None], "body", correct_entry,
         "/engagements/{reference}/entries/{key}/", "journal-entries/{key}/"),
    Noun("follow-up", lambda w, n: w.follow_ups[n, None], "why", amend_follow_up, "/follow-ups/{key}/",
         "follow-ups/{key}/"),
    Noun("participation", lambda w, n: w.participations[n, None], "does", amend_participation,
         "/engagements/{reference}/participations/{key}/", "participations/{key}/"),
    Noun("partner", lambda w, n: w.partners[n], "about", amend_partner, "/partners/{key}/", "partners/{key}/"),
    Noun("person", lambda w, n: w.persons[n], "about", amend_person, "/persons/{key}/", "persons/{key}/"),
    Noun("contact", lambda w, n: w.contacts[n], "note", amend_contact, "/persons/{person}/contacts/{key}/",
         "contacts/{key}/"),
    Noun("capacity", lambda w, n: w.capacities[n], "what_works", amend_capacity, api="capacities/{key}/"),
    Noun("threat", lambda w, n: w.threats[n], "region", amend_threat, api="threats/{key}/"),
]  # fmt: skip
PAGED = [noun for noun in NOUNS if noun.page]
LINK = re.compile(r'href="([^"]+/history/[\w-]+/restore/)"')


def ids(noun: Noun) -> str:
    return noun.name


def amended(world: World, noun: Noun, level: int = 10, **more: Any) -> Any:
    """The row, of which its manager changed the field from one text to another."""
    row, manager = noun.row(world, level), world.cast.manager
    for said in ("Said first", "Said later"):
        with acting_as(manager):
            row.refresh_from_db()
            noun.amend(row, actor=manager, reason=said, **{noun.field: said}, **more)
    return row


def versions(world: World, noun: Noun, row: Any) -> list[Any]:
    found: list[Any] = Caller(world.cast.manager).get(noun.at(row, noun.api) + "history/").said["results"]
    return found


def now(row: Any, field: str) -> Any:
    with arranging():
        row.refresh_from_db()
    return getattr(row, field)


@pytest.mark.parametrize("noun", PAGED, ids=ids)
def test_who_may_amend_restores_a_version_on_its_page(world: World, noun: Noun) -> None:
    row, client = amended(world, noun), signed_in(world.cast.manager)
    told = text(client.get(noun.at(row, noun.page) + "history/"))
    for words in ("Said first", "Said later", str(world.cast.manager), "<time"):
        assert words in told, words
    address = LINK.findall(told)[0]
    form = text(client.get(address))
    assert "Said later" in form and "Said first" in form  # noqa: PT018  # one sentence: from this to that
    sent = {"version": row.version, "reason": WHY, noun.field: "on"}
    assert client.post(address, sent | {"reason": ""}).status_code == 422
    assert now(row, noun.field) == "Said later"
    assert client.post(address, sent).status_code == 302
    assert now(row, noun.field) == "Said first"
    newest = versions(world, noun, row)[0]
    assert (newest["reason"], newest["by"]["id"]) == (WHY, world.cast.manager.username)
    assert newest["changes"][0]["after"] == "Said first"
    assert WHY in text(client.get(noun.at(row, noun.page) + "history/"))


@pytest.mark.parametrize("noun", PAGED, ids=ids)
def test_a_second_editor_is_told_and_what_was_typed_is_kept(world: World, noun: Noun) -> None:
    row, client = amended(world, noun), signed_in(world.cast.manager)
    address = LINK.findall(text(client.get(noun.at(row, noun.page) + "history/")))[0]
    answer = client.post(address, {"version": row.version - 1, "reason": WHY, noun.field: "on"})
    assert (answer.status_code, now(row, noun.field)) == (409, "Said later")
    assert WHY in text(answer)
    assert f'name="version" value="{row.version}"' in text(answer)


@pytest.mark.parametrize("noun", NOUNS, ids=ids)
def test_the_api_restores_with_if_match_and_once_only(world: World, noun: Noun) -> None:
    row, manager = amended(world, noun), Caller(world.cast.manager)
    address = noun.at(row, noun.api)
    first = next(version for version in versions(world, noun, row) if version["reason"] == "Said first")
    path, body = f"{address}history/{first['id']}/restore/", {"reason": WHY, "fields": [noun.field]}
    assert manager.post(path, body).status_code == 428
    assert manager.post(path, body, If_Match='"99"').status_code == 412
    sent = {"If_Match": tag(row), "Idempotency_Key": "restore"}
    assert refusals(manager.post(path, {"reason": ""}, If_Match=sent["If_Match"])).keys() == {"reason"}
    foreign = manager.post(path, body | {"fields": ["engagement"]}, If_Match=sent["If_Match"])
    assert (foreign.status_code, refusals(foreign).keys()) == (400, {"engagement"})
    answers = [manager.post(path, body, **sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].said == answers[1].said
    assert answers[0].said[noun.field] == "Said first"
    assert (now(row, noun.field), row.version) == ("Said first", answers[0].said["version"])
    again = manager.post(path, body, If_Match=tag(row))
    assert again.status_code == 409, "it says so already"


@pytest.mark.parametrize("noun", NOUNS, ids=ids)
def test_who_may_not_amend_restores_nothing_and_is_not_offered_it(world: World, noun: Noun) -> None:
    row, version = amended(world, noun), noun.row(world, 10)
    name = next(one["id"] for one in versions(world, noun, row) if one["reason"] == "Said first")
    for user in (world.cast.observer, world.cast.near_manager):
        path = f"{noun.at(row, noun.api)}history/{name}/restore/"
        answer = Caller(user).post(path, {"reason": WHY}, If_Match=tag(version))
        assert answer.status_code == 403
        if noun.page:
            history = noun.at(row, noun.page) + "history/"
            assert LINK.findall(text(signed_in(user).get(history))) == []
            sent = {"version": row.version, "reason": WHY, noun.field: "on"}
            assert signed_in(user).post(f"{history}{name}/restore/", sent).status_code == 403
    assert now(row, noun.field) == "Said later"


@pytest.mark.parametrize("noun", [noun for noun in PAGED if noun.name in {"entry", "follow-up"}], ids=ids)
def test_a_hidden_version_is_one_that_never_was(world: World, noun: Noun) -> None:
    row = noun.row(world, 10)
    with arranging():
        make.SeatFactory(engagement=world.engagements[10], user=world.cast.manager)
        FollowUp.objects.update(owner=world.cast.manager)
    for said, level in (("Said in confidence", 30), ("Said openly", None)):
        with acting_as(world.cast.manager):
            row.refresh_from_db()
            noun.amend(row, actor=world.cast.manager, reason=said, sensitivity=level, **{noun.field: said})
    name = next(one["id"] for one in versions(world, noun, row) if one["reason"] == "Said in confidence")
    staff = world.cast.staff  # the author, cleared for confidential
    shown = Caller(staff).get(noun.at(row, noun.api) + "history/").said["results"]
    assert name not in {one["id"] for one in shown}
    answers = [
        Caller(staff).post(f"{noun.at(row, noun.api)}history/{each}/restore/", {"reason": WHY}, If_Match=tag(row))
        for each in (name, "x" * len(name))
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].said == answers[1].said
    client, history = signed_in(staff), noun.at(row, noun.page) + "history/"
    assert {client.get(f"{history}{each}/restore/").status_code for each in (name, "x" * len(name))} == {404}
    # Whoever reads it brings its text back; and its level with it, unless that is left unticked.
    sent = {"version": row.version, "reason": WHY, noun.field: "on"}
    assert signed_in(world.cast.manager).post(f"{history}{name}/restore/", sent).status_code == 302
    assert (now(row, noun.field), row.mark) == ("Said in confidence", None)


def test_a_version_of_another_row_is_not_found(world: World) -> None:
    noun = NOUNS[1]
    amended(world, noun)
    other, row = world.entries[20, None], noun.row(world, 10)
    name = versions(world, noun, row)[0]["id"]
    path = f"journal-entries/{other.pk}/history/{name}/restore/"
    assert Caller(world.cast.manager).post(path, {"reason": WHY}, If_Match=tag(other)).status_code == 404


def test_an_old_level_that_is_lower_needs_the_right_to_lower(world: World) -> None:
    entry, staff = world.entries[10, None], world.cast.staff
    with acting_as(staff):
        entry.refresh_from_db()
        correct_entry(entry, actor=staff, reason="It names somebody", body="He said no", sensitivity=20)
    noun = NOUNS[1]
    history = noun.at(entry, noun.page) + "history/"
    address = LINK.findall(text(signed_in(staff).get(history)))[0]
    sent = {"version": entry.version, "reason": WHY, "sensitivity": "on", "body": "on"}
    refused = signed_in(staff).post(address, sent)
    assert (refused.status_code, now(entry, "mark")) == (403, 20)
    assert WHY in text(refused)
    assert signed_in(world.cast.manager).post(address, sent).status_code == 302
    assert (now(entry, "mark"), entry.sensitivity) == (None, 10)


def test_what_is_hidden_gone_or_retired_now_is_refused_at_its_field(world: World) -> None:
    """The same words for what is hidden and for what never was; the rest can be restored without it."""
    row, manager = world.participations[10, None], world.cast.manager
    old, new = world.partners[10], make.PartnerFactory(office=world.cast.lead, sensitivity=10)
    kind = make.first(Kind)
    for changes in ({"kind": kind, "does": "Said first"}, {"partner": new, "kind": None, "does": "Said later"}):
        with acting_as(manager):
            row.refresh_from_db()
            amend_participation(row, actor=manager, **changes)
    with arranging():
        type(old).objects.filter(pk=old.pk).update(sensitivity=20, office=world.cast.near)
        Kind.objects.filter(pk=kind.pk).update(retired_on="2020-01-01")
    noun = NOUNS[3]
    client, history = signed_in(manager), noun.at(row, noun.page) + "history/"
    address = LINK.findall(text(client.get(history)))[0]
    form = client.get(address)
    assert old.name not in text(form)
    assert "a deleted record" in text(form)
    assert [name for name, field in form.context["form"].fields.items() if field.initial] == ["does"], "the others fail"
    sent = {"version": row.version, "reason": WHY, "partner": "on", "kind": "on", "does": "on"}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert {"partner", "kind"} == set(refused.context["form"].errors)
    assert WHY in text(refused)
    assert client.post(address, sent | {"partner": "", "kind": ""}).status_code == 302
    assert (now(row, "does"), row.partner_id, row.kind_id) == ("Said first", new.pk, None)


def test_a_closed_engagement_restores_nothing(world: World) -> None:
    noun = NOUNS[1]
    entry = amended(world, noun)
    history = noun.at(entry, noun.page) + "history/"
    address = LINK.findall(text(signed_in(world.cast.manager).get(history)))[0]
    with arranging():
        type(entry.engagement).objects.filter(pk=entry.engagement_id).update(
            status="closed", closed_on=entry.engagement.opened_on, outcome="It held"
        )
    client = signed_in(world.cast.manager)
    assert LINK.findall(text(client.get(history))) == []
    assert client.post(address, {"version": entry.version, "reason": WHY, "body": "on"}).status_code == 422


def test_only_what_amending_takes_comes_back(world: World) -> None:
    """Owner, date and status of a follow-up have actions of their own: restoring leaves them."""
    row, manager = world.follow_ups[10, None], world.cast.manager
    amended(world, NOUNS[2])
    with arranging():
        FollowUp.objects.filter(pk=row.pk).update(status="blocked", owner=manager, due_on="2030-01-01")
    name = next(one["id"] for one in versions(world, NOUNS[2], row) if one["reason"] == "Said first")
    now(row, "version")
    path = f"follow-ups/{row.pk}/history/{name}/restore/"
    said = Caller(manager).post(path, {"reason": WHY}, If_Match=tag(row)).said
    assert (said["why"], said["status"], said["owner"]["id"]) == ("Said first", "blocked", manager.username)


def test_every_history_of_the_api_can_be_restored_and_tells_all_that_comes_back() -> None:
    found = {
        view for view in _everything(VersionedViewSet) if hasattr(view, "create_action") and not view.__subclasses__()
    }
    assert len(found) == len(NOUNS)
    assert len([one for one in addresses() if one.route.endswith("history/<slug:version>/restore/")]) == 16
    for view in found:
        way = view.restore_policy
        assert way.update_action is view.update_action
        for name in way.takes:
            part = view.shape.parts[name]
            assert isinstance(part, (As, One)), (view, name)


def _everything(kind: type[Any]) -> set[type[Any]]:
    return {kind, *(below for each in kind.__subclasses__() for below in _everything(each))}


def test_two_reasons_alike_are_both_told(world: World) -> None:
    """And a change that only follows from the engagement's is not told with the entry's last reason."""
    entry, staff = world.entries[10, None], world.cast.staff
    for body in ("One", "Two"):
        with acting_as(staff):
            entry.refresh_from_db()
            correct_entry(entry, actor=staff, reason="A slip", body=body)
    as_if_committed()
    with arranging():
        type(entry.engagement).objects.filter(pk=entry.engagement_id).update(sensitivity=20)
    assert JournalEntry.objects.count() == 0  # nobody acts here
    told = [(one["reason"], one["changes"][0]["field"]) for one in versions(world, NOUNS[1], entry)[:3]]
    assert told == [("", "sensitivity"), ("A slip", "body"), ("A slip", "body")]
