"""Partners, persons and contacts, for machines."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engagements.models import Partner
from offices.models import PartnerType
from peaceapp.access.keys import uuid7
from tests import factories as make
from tests.arrange import arranging
from tests.pages.client import signed_in, text
from tests.rest.caller import refusals

LIST, PEOPLE, CHANNELS = "partners/", "persons/", "contacts/"


def one(row, below=""):
    return f"{type(row).__name__.lower()}s/{row.pk}/{below}"


def put(row, **values):
    with arranging():
        type(row)._default_manager.filter(pk=row.pk).update(**values)


@pytest.fixture
def new():
    """The least that a new partner needs."""
    return {"name": "Council of Elders", "kind": make.first(PartnerType).pk}


def test_a_name_and_a_type_are_enough(call, world, new):
    said = call(world.cast.staff).post(LIST, new)
    assert said.status_code == 201, said.said
    row = said.said
    assert (row["office"], row["sensitivity"]) == ({"id": "LEAD-OFFICE", "label": "LEAD-OFFICE"}, "unclassified")
    assert (row["kind"]["id"], row["countries"], row["members"], row["acronym"]) == (new["kind"], [], [], "")
    assert said.headers["Location"].endswith(f"/api/v1/partners/{row['id']}/")
    assert said.headers["ETag"]


def test_all_that_is_sent_is_answered(call, world, new):
    country = make.CountryFactory()
    sent = new | {
        "acronym": "CoE", "other_names": ["The Elders"], "seat": "Banjul", "region": "Sahel", "iati_type": "40",
        "about": "They meet", "sources": ["B1"], "sensitivity": "confidential", "countries": [country.pk],
        "members": [country.pk],
    }  # fmt: skip
    row = call(world.cast.staff).post(LIST, sent).said
    place = {"id": country.pk, "label": country.name}
    expected = sent | {"countries": [place], "members": [place], "kind": row["kind"]}
    assert {name: row[name] for name in sent} == expected


def test_where_no_office_is_named_the_home_office_is_meant(call, world, new):
    cast = world.cast
    make.MembershipFactory(user=cast.staff, office=cast.near, role="manager")
    put(cast.staff, home_office=cast.near)
    assert call(cast.staff).post(LIST, new).said["office"]["id"] == "NEAR-OFFICE"
    named = call(cast.staff).post(LIST, new | {"office": "LEAD-OFFICE", "name": "Another"})
    assert named.said["office"]["id"] == "LEAD-OFFICE"
    assert call(cast.staff).post(LIST, new | {"office": "SUPPORT-OFFICE"}).status_code == 403


@pytest.mark.parametrize("who", ["observer", "auditor", "nobody"])
def test_who_may_not_is_told_so_before_anything_else(call, world, new, who):
    for sent in (new, {}, {"name": "", "colour": "red"}):
        assert call(getattr(world.cast, who)).post(LIST, sent).status_code == 403


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"), ({"name": "two\nlines"}, "name"), ({"name": "x" * 201}, "name"),
        ({"kind": None}, "kind"),
        ({"kind": "no_such_type"}, "kind"), ({"acronym": "x" * 41}, "acronym"), ({"countries": ["ZZ"]}, "countries"),
        ({"members": "ML"}, "members"), ({"sensitivity": "strictly_confidential"}, "sensitivity"),
        ({"sensitivity": 10}, "sensitivity"), ({"office": "NOWHERE"}, "office"), ({"is_another": "yes"}, "is_another"),
        ({"is_another": 1}, "is_another"), ({"merged_into": None}, "merged_into"), ({"retired_on": None}, "retired_on"),
        ({"id": "x"}, "id"), ({"version": 1}, "version"), ({"colour": "red"}, "colour"),
        ({"other_names": "x"}, "other_names"), ({"other_names": ["x"] * 21}, "other_names"),
        ({"iati_type": "1234"}, "iati_type"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_field(call, world, new, change, field):
    said = call(world.cast.staff).post(LIST, new | change)
    assert said.status_code == 400
    assert list(refusals(said)) == [field]


def test_one_alike_is_noticed_unless_it_is_another(call, world, new):
    cast = world.cast
    assert call(cast.staff).post(LIST, new | {"acronym": "CoE"}).status_code == 201
    alike = {"name": "Elders", "kind": new["kind"], "acronym": "coe"}
    assert refusals(call(cast.near_staff).post(LIST, alike)) == {"acronym": "alike"}
    assert call(cast.near_staff).post(LIST, alike | {"is_another": True}).status_code == 201


def test_a_hidden_one_is_not_noticed(call, world, new):
    put(world.partners[20], acronym="CoE", name="Council of Elders")
    assert call(world.cast.near_staff).post(LIST, new | {"acronym": "CoE"}).status_code == 201
    assert refusals(call(world.cast.staff).post(LIST, new | {"acronym": "CoE"})) == {"acronym": "alike"}


def test_many_at_once_are_all_or_nothing(call, world, new):
    caller = call(world.cast.staff)
    rows = [new | {"name": f"Partner of many {number}"} for number in range(3)]
    said = caller.post(f"{LIST}bulk/", rows)
    assert said.status_code == 201, said.said
    assert [row["name"] for row in said.said["results"]] == [row["name"] for row in rows]
    again = caller.post(f"{LIST}bulk/", [new, rows[1], new | {"kind": "none"}])
    assert again.status_code == 400
    assert {(error["row"], error["field"]) for error in again.said["errors"]} == {(2, "kind")}
    alike = caller.post(f"{LIST}bulk/", [new, rows[1]])
    assert {(error["row"], error["field"], error["code"]) for error in alike.said["errors"]} == {(1, "name", "alike")}
    assert call(world.cast.observer).post(f"{LIST}bulk/", [new]).status_code == 403
    with arranging():
        assert not Partner.objects.filter(name=new["name"]).exists()


def test_a_list_leaves_out_the_retired_and_the_merged_unless_they_are_asked_for(call, world):
    cast, right = world.cast, world.partners[10]
    merged = make.PartnerFactory(office=cast.near, merged_into=right, name="Wrong")
    retired = make.PartnerFactory(office=cast.near, retired_on="2020-01-01", name="Old")
    caller = call(cast.near_staff)

    def listed(query=""):
        said = caller.get(f"{LIST}?count=1{query}").said
        assert said["count"] == len(said["results"])
        return {row["name"] for row in said["results"]} - {right.name, "partner 10 of OLD-OFFICE"}

    assert listed() == set()
    assert {row["name"] for row in caller.get(LIST).said["results"]} == {right.name, "partner 10 of OLD-OFFICE"}
    assert listed("&merged=true") == {merged.name}
    assert listed("&retired=true&merged=true") == {merged.name, retired.name}
    assert caller.get(one(merged)).said["merged_into"] == {"id": str(right.pk), "label": right.name}
    assert caller.get(f"{LIST}?colour=red").status_code == 400


@pytest.mark.parametrize("below", ["", "history/", "merge/", "unmerge/", "retire/", "restore/"])
def test_hidden_and_unknown_are_one_answer(call, world, below):
    for row in (world.partners[20], world.persons[20]):
        path, nothing = one(row, below), one(row, below).replace(str(row.pk), str(uuid7()))
        for user in (world.cast.near_manager, world.cast.administrator):
            for method in ("GET", "POST", "PATCH", "OPTIONS"):
                found, unknown = (call(user).send(method, one, {"reason": "x"}) for one in (path, nothing))
                assert (found.status_code, found.content) == (unknown.status_code, unknown.content)
                assert found.status_code in {404, 405}


def test_a_hidden_one_is_named_nowhere(call, world):
    cast, caller = world.cast, call(world.cast.near_staff)
    put(world.persons[10], partner=world.partners[20])
    put(world.contacts[10], partner=world.partners[20])
    put(world.partners[10], merged_into=world.partners[20])
    assert caller.get(one(world.persons[10])).said["partner"] is None
    assert caller.get(one(world.contacts[10])).said["partner"] is None
    assert caller.get(one(world.partners[10])).said["merged_into"] is None
    assert str(world.partners[10].pk) in {row["id"] for row in caller.get(LIST).said["results"]}
    for query in (f"partner={world.partners[20].pk}", f"partner={uuid7()}"):
        assert caller.get(f"{PEOPLE}?{query}").status_code == 400
    sent = {"name": "Awa", "partner": str(world.partners[20].pk)}
    hidden, unknown = (caller.post(PEOPLE, sent | {"partner": key}) for key in (sent["partner"], str(uuid7())))
    assert (hidden.status_code, hidden.said) == (unknown.status_code, unknown.said)
    assert call(cast.staff).get(one(world.partners[10])).said["merged_into"]["label"] == world.partners[20].name


def test_a_channel_to_somebody_hidden_is_not_listed_nor_counted(call, world):
    put(world.contacts[20], sensitivity=10)
    said = call(world.cast.near_staff).get(f"{CHANNELS}?count=1").said
    assert {row["id"] for row in said["results"]} & {str(world.contacts[20].pk)} == set()
    assert said["count"] == len(said["results"])
    assert call(world.cast.near_staff).get(one(world.contacts[20])).status_code == 404
    assert call(world.cast.staff).get(one(world.contacts[20])).status_code == 200


def test_amending_needs_the_version_and_the_right(call, world):
    cast, row = world.cast, world.partners[10]
    assert call(cast.near_staff).patch(one(row), {"seat": "Dakar"}, version=1).status_code == 403
    assert call(cast.staff).patch(one(row), {"seat": "Dakar"}).status_code == 428
    assert call(cast.staff).patch(one(row), {"seat": "Dakar"}, version=7).status_code == 412
    said = call(cast.people["near", "administrator"]).patch(one(row), {"seat": "Dakar"}, version=1)
    assert (said.status_code, said.said["seat"], said.said["version"]) == (200, "Dakar", 2)
    assert list(refusals(call(cast.staff).patch(one(row), {"office": "NEAR-OFFICE"}, version=2))) == ["office"]
    history = call(cast.staff).get(one(row, "history/")).said["results"]
    assert {"field": "seat", "before": "", "after": "Dakar"} in history[0]["changes"]


def test_a_retired_type_stays_on_who_has_it(call, world):
    row = world.partners[10]
    with arranging():
        PartnerType.objects.filter(pk=row.kind_id).update(retired_on="2020-01-01")
    caller = call(world.cast.staff)
    assert caller.patch(one(row), {"kind": row.kind_id, "seat": "Dakar"}, version=1).status_code == 200
    assert refusals(caller.post(LIST, {"name": "Another", "kind": row.kind_id})) == {"kind": "does_not_exist"}


def test_merging_and_undoing(call, world):
    cast, row = world.cast, world.partners[10]
    right = make.PartnerFactory(office=cast.near, name="The Right One")
    caller, body = call(cast.staff), {"into": str(right.pk), "reason": "The same house"}
    assert call(cast.near_staff).post(one(row, "merge/"), body).status_code == 403
    for wrong, field in [({}, "into"), ({"into": str(uuid7())}, "into"), ({"into": str(row.pk)}, "into"),
                         ({"reason": " "}, "reason"), ({"colour": "red"}, "colour")]:  # fmt: skip
        sent = body | wrong if wrong else {"reason": "x"}
        assert list(refusals(caller.post(one(row, "merge/"), sent))) == [field], wrong
    hidden = caller.post(one(row, "merge/"), body | {"into": str(world.partners[20].pk)})
    assert (hidden.status_code, list(refusals(hidden))) == (400, ["into"])
    assert caller.post(one(row, "merge/"), body, If_Match='"9"').status_code == 412
    for _ in range(2):
        done = caller.post(one(row, "merge/"), body, Idempotency_Key="twice")
        assert done.status_code == 200, done.said
        assert done.said["merged_into"]["label"] == "The Right One"
    assert caller.post(one(row, "merge/"), body).status_code == 409
    assert caller.get(f"participations/?partner={right.pk}&count=1").said["count"] > 0
    undone = caller.post(one(row, "unmerge/"), {"reason": "Two houses"})
    assert (undone.status_code, undone.said["merged_into"]) == (200, None)
    assert caller.post(one(row, "unmerge/"), {}).status_code == 409
    assert caller.get(f"participations/?partner={right.pk}&count=1").said["count"] == 0


def test_retiring_and_restoring(call, world):
    caller, row = call(world.cast.staff), world.persons[10]
    assert caller.post(one(row, "retire/"), {}).said["retired_on"] == timezone.localdate().isoformat()
    assert caller.post(one(row, "retire/"), {"reason": "Again"}).status_code == 409
    assert caller.post(one(row, "restore/"), {"reason": "Back"}).said["retired_on"] is None
    assert caller.get(one(row, "merge/")).status_code == 405


def test_a_person_is_born_confidential_and_so_is_a_channel(call, world):
    cast, caller = world.cast, call(world.cast.staff)
    person = caller.post(PEOPLE, {"name": "Awa", "function": "Mediator"}).said
    assert (person["sensitivity"], person["office"]["id"]) == ("confidential", "LEAD-OFFICE")
    sent = {"person": person["id"], "holder": "lead.staff", "access": "guarded", "sensitivity": "unclassified"}
    channel = caller.post(CHANNELS, sent)
    assert channel.status_code == 201, channel.said
    assert (channel.said["sensitivity"], channel.said["holder"]["id"]) == ("confidential", "lead.staff")
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    for wrong in ({"access": "wide"}, {"last_contact_on": tomorrow}, {"person": str(uuid7())}):
        assert list(refusals(caller.post(CHANNELS, sent | wrong))) == list(wrong)
    hidden, unknown = (
        call(cast.near_staff).post(CHANNELS, sent | {"person": key}) for key in (person["id"], str(uuid7()))
    )
    assert (hidden.status_code, hidden.said) == (unknown.status_code, unknown.said)
    moved = caller.patch(f"{CHANNELS}{channel.said['id']}/", {"person": person["id"]}, version=1)
    assert list(refusals(moved)) == ["person"]


def test_who_sees_a_participation_amends_it_though_its_partner_is_hidden(call, world):
    row = make.ParticipationFactory(engagement=world.engagements[10], partner=world.partners[20], does="Hosts")
    caller = call(world.cast.team_member)  # of another office, and on the team
    assert caller.get(one(world.partners[20])).status_code == 404
    path = f"participations/{row.pk}/"
    assert caller.get(path).said["partner"] is None
    changed = caller.patch(path, {"does": "Hosts the talks"}, version=1)
    assert (changed.status_code, changed.said["does"], changed.said["partner"]) == (200, "Hosts the talks", None)
    with arranging():
        assert type(row).objects.get(pk=row.pk).partner_id == world.partners[20].pk
    assert refusals(caller.patch(path, {"office": "NEAR-OFFICE"}, version=2)) == {"office": "invalid"}


def test_a_hidden_partner_of_a_person_is_no_field_and_stays(call, world):
    """The form shows none, and saving it so empties nothing."""
    person = make.PersonFactory(office=world.cast.lead, sensitivity=10, partner=world.partners[20])
    browser = signed_in(world.cast.administrator)  # sees the person, and not the partner
    page = text(browser.get(f"/persons/{person.pk}/edit/"))
    assert '<option value="" selected>No partner</option>' in page
    sent = {"name": "Another name", "sensitivity": "10", "partner": "", "version": "1"}
    assert browser.post(f"/persons/{person.pk}/edit/", sent).status_code == 302
    changed = call(world.cast.administrator).patch(one(person), {"partner": None, "function": "Elder"}, version=2)
    assert (changed.status_code, changed.said["partner"], changed.said["name"]) == (200, None, "Another name")
    with arranging():
        assert type(person).objects.get(pk=person.pk).partner_id == world.partners[20].pk
