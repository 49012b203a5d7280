"""Creating and changing through the API."""

from typing import Any

import pytest

from engagements.models import JournalEntry
from tests import factories as make
from tests.arrange import arranging
from tests.rest.caller import refusals


@pytest.fixture
def new(cast: Any) -> dict[str, Any]:
    """What is needed to open an engagement."""
    country, kind = make.CountryFactory(), make.KindFactory()
    return {"title": "Water talks", "lead_office": cast.lead.acronym, "countries": [country.pk], "kinds": [kind.pk]}


def test_open_an_engagement(call, cast, new):
    response = call(cast.staff).post("engagements/", new | {"sensitivity": "confidential", "title": "  Water talks "})
    assert response.status_code == 201, response.said
    said = response.said
    assert said["title"] == "Water talks"
    assert said["id"] == said["reference"]
    assert said["sensitivity"] == "confidential"
    assert said["lead_officer"]["id"] == "lead.staff"
    assert said["countries"] == [{"id": new["countries"][0], "label": said["countries"][0]["label"]}]
    assert call(cast.staff).get(f"engagements/{said['id']}/").headers["ETag"] == response.headers["ETag"]
    assert response.headers["Location"] == f"http://testserver/api/v1/engagements/{said['id']}/"
    assert call(cast.staff).get(response.headers["Location"]).said == said


def test_open_a_strictly_confidential_one_with_a_supporting_office(call, cast, new):
    sent = new | {"sensitivity": "strictly_confidential", "supporting_offices": [cast.support.acronym]}
    response = call(cast.manager).post("engagements/", sent)
    assert response.status_code == 201, response.said
    assert response.said["supporting_offices"][0]["id"] == cast.support.acronym


def test_lead_officer_who_is_not_cleared_is_refused_at_the_field(call, cast, new):
    sent = new | {"sensitivity": "confidential", "lead_officer": "lead.administrator"}
    assert refusals(call(cast.staff).post("engagements/", sent)) == {"lead_officer": "invalid"}


def test_change_with_the_version_that_was_read(call, cast, new):
    staff = call(cast.staff)
    made = staff.post("engagements/", new).said
    path = f"engagements/{made['id']}/"
    response = staff.patch(path, {"title": "Water and land"}, made["version"])
    assert (response.status_code, response.said["title"]) == (200, "Water and land")
    assert response.said["version"] == made["version"] + 1
    assert staff.patch(path, {"title": "Land"}).status_code == 428
    assert staff.patch(path, {"title": "Land"}, If_Match="*").status_code == 428
    assert staff.patch(path, {"title": "Land"}, made["version"]).status_code == 412
    now = response.headers["ETag"]
    assert staff.patch(path, {"title": "Land"}, If_Match=f"W/{now}").status_code == 412
    assert staff.patch(path, {"title": "Land"}, If_Match=now).status_code == 200
    assert staff.get(path).said["title"] == "Land"


def test_change_of_sensitivity_is_its_own_right_and_may_hide_the_row(call, cast, new):
    staff, manager = call(cast.staff), call(cast.manager)
    made = staff.post("engagements/", new).said
    path = f"engagements/{made['id']}/"
    response = staff.patch(path, {"sensitivity": "confidential", "title": "Quiet"}, made["version"])
    assert (response.said["sensitivity"], response.said["title"]) == ("confidential", "Quiet")
    version = response.said["version"]
    assert staff.patch(path, {"sensitivity": "unclassified"}, version).status_code == 403
    refused = manager.patch(path, {"sensitivity": "unclassified"}, version)
    assert (refused.status_code, refusals(refused)) == (400, {"reason": "invalid"})
    lowered = manager.patch(path, {"sensitivity": "unclassified", "reason": "Published"}, version)
    assert lowered.status_code == 200, lowered.said


def test_raise_that_takes_the_row_out_of_sight_has_no_content(call, cast):
    row = make.EngagementFactory(lead_office=cast.lead, sensitivity=20)
    make.SeatFactory(engagement=row, user=cast.team_member)
    response = call(cast.manager).patch(
        f"engagements/{row.reference}/", {"sensitivity": "strictly_confidential", "reason": "Names"}, 1
    )
    assert (response.status_code, response.content) == (204, b"")
    assert call(cast.manager).get(f"engagements/{row.reference}/").status_code == 404


def test_order_of_what_is_wrong(call, cast, world):
    open_, strict = world.engagements[10], world.engagements[30]
    path = f"engagements/{open_.reference}/"
    bad = {"title": ""}
    assert call().patch(path, bad).status_code == 401
    assert call(cast.manager).patch(f"engagements/{strict.reference}/", bad).status_code == 404
    assert call(cast.near_staff).patch(path, bad).status_code == 403
    assert call(cast.near_staff).patch(path, "{").status_code == 403
    assert call(cast.manager).patch(path, bad).status_code == 428
    assert call(cast.manager).patch(path, bad, 99).status_code == 412
    version = call(cast.manager).get(path).said["version"]
    assert call(cast.manager).patch(path, bad, version).status_code == 400
    assert call(cast.manager).patch(path, "{", version).status_code == 400


def test_creator_without_the_right_is_told_so_before_other_faults(call, cast, new):
    assert call(cast.observer).post("engagements/", new | {"title": ""}).status_code == 403
    assert call(cast.observer).post("engagements/", new).status_code == 403
    assert (
        call(cast.staff).post("engagements/", new | {"lead_office": cast.near.acronym, "kinds": []}).status_code == 403
    )


def test_closed_engagement_refuses_change(call, cast, world):
    row = make.EngagementFactory(lead_office=cast.lead, status="closed", closed_on="2021-01-01", outcome="Done")
    response = call(cast.manager).patch(f"engagements/{row.reference}/", {"title": "Again"}, 1)
    assert response.status_code == 409
    assert "Reopen it first" in response.said["detail"]


def test_fields_nobody_reads_or_sets_are_refused_where_they_stand(call, cast, new):
    staff = call(cast.staff)
    response = staff.post("engagements/", new | {"status": "active", "reference": "X", "office": "Y", "forums": []})
    assert response.status_code == 400
    assert refusals(response) == {
        "status": "read_only", "reference": "read_only", "office": "unknown", "forums": "unknown",
    }  # fmt: skip
    made = staff.post("engagements/", new).said
    response = staff.patch(
        f"engagements/{made['id']}/", {"lead_officer": "lead.manager", "status": "active"}, made["version"]
    )
    assert refusals(response) == {"lead_officer": "read_only", "status": "read_only"}


def test_hidden_unknown_and_impossible_parents_are_one_answer(call, cast, world):
    sent = {"headline": "Met", "occurred_on": "2020-03-01"}
    answers = {
        (response.status_code, response.content)
        for name in (world.engagements[30].reference, "TEST-2020-9999", "no such\nthing")
        for response in [call(cast.manager).post("journal-entries/", sent | {"engagement": name})]
    }
    assert len(answers) == 1
    (status, body) = answers.pop()
    assert status == 400
    assert b"This engagement does not exist." in body


def test_log_and_correct_an_entry(call, cast, world):
    staff = call(cast.staff)
    sent = {
        "engagement": world.engagements[10].reference, "headline": "Met the council", "occurred_on": "2020-03-01",
        "occurred_at": "14:30", "effort_days": 0.5, "country": "XA", "sensitivity": "confidential", "sources": ["S1"],
        "level": "local", "kind": "visit",
    }  # fmt: skip
    make.CountryFactory(alpha2="XA")
    made = staff.post("journal-entries/", sent)
    assert made.status_code == 201, made.said
    assert (made.said["sensitivity"], made.said["effort_days"], made.said["occurred_at"]) == (
        "confidential",
        "0.50",
        "14:30:00",
    )
    path = f"journal-entries/{made.said['id']}/"
    assert refusals(staff.patch(path, {"headline": "Met it"}, 1)) == {"reason": "invalid"}
    assert staff.patch(path, {"reason": "Announced", "sensitivity": None}, 1).status_code == 403  # a manager's to lower
    changed = staff.patch(path, {"headline": "Met it", "reason": "Shorter", "country": None}, 1)
    assert changed.status_code == 200, changed.said
    assert (changed.said["version"], changed.said["country"], changed.said["sensitivity"]) == (2, None, "confidential")
    lowered = call(cast.manager).patch(path, {"reason": "Announced", "sensitivity": None}, 2)
    assert (lowered.status_code, lowered.said["sensitivity"]) == (200, "unclassified")
    versions = staff.get(f"{path}history/").said["results"]
    assert [version["reason"] for version in versions] == ["Announced", "Shorter", ""]
    assert {"field": "headline", "before": "Met the council", "after": "Met it"} in versions[1]["changes"]
    assert [version["by"]["id"] for version in versions] == ["lead.manager", "lead.staff", "lead.staff"]


def test_retired_terms_stay_where_they_are_and_go_nowhere_new(call, cast, new):
    staff = call(cast.staff)
    made = staff.post("engagements/", new).said
    with arranging() as cursor:
        cursor.execute("update offices_kind set retired_on = '2020-01-01' where code = %s", [new["kinds"][0]])
    assert refusals(staff.post("engagements/", new)) == {"kinds": "does_not_exist"}
    other = make.KindFactory().pk
    response = staff.patch(f"engagements/{made['id']}/", {"kinds": [*new["kinds"], other]}, made["version"])
    assert response.status_code == 200, response.said


def test_bulk_makes_all_or_nothing(call, cast, world):
    staff, path = call(cast.staff), "journal-entries/bulk/"
    row = {"engagement": world.engagements[10].reference, "headline": "Met", "occurred_on": "2020-03-01"}
    before = JournalEntry.objects.count()
    response = staff.post(path, [row | {"headline": f"Met {n}"} for n in range(30)])
    assert response.status_code == 201, response.said
    assert [entry["headline"] for entry in response.said["results"]] == [f"Met {n}" for n in range(30)]
    bad = [row, row | {"headline": ""}, row | {"occurred_on": "2999-01-01"}, row | {"engagement": "X"}]
    response = staff.post(path, bad)
    assert response.status_code == 400
    assert [(error["row"], error["field"]) for error in response.said["errors"]] == [(1, "headline"), (3, "engagement")]
    response = staff.post(path, [row, row | {"occurred_on": "2999-01-01"}])
    assert [(error["row"], error["field"]) for error in response.said["errors"]] == [(1, "occurred_on")]
    for wrong in ({}, [], [row] * 1001):
        assert staff.post(path, wrong).status_code == 400
    assert call(cast.near_staff).post(path, [row, row | {"headline": ""}]).status_code == 403
    assert JournalEntry.objects.count() == before  # nobody acts here: the tests' own eyes see none
    assert staff.get("journal-entries/?q=Met&count=1").said["count"] == 30


def test_goals_are_tied_and_untied(call, cast, new):
    staff = call(cast.staff)
    made = staff.post("engagements/", new | {"sdgs": ["16.3", "16"]}).said
    assert {goal["id"] for goal in made["sdgs"]} == {"16.3", "16"}
    assert refusals(staff.post("engagements/", new | {"sdgs": ["16.99"]})) == {"sdgs": "does_not_exist"}
    said = staff.patch(f"engagements/{made['id']}/", {"sdgs": ["6.5", "16"]}, made["version"]).said
    assert {goal["id"] for goal in said["sdgs"]} == {"6.5", "16"}


def test_the_etag_of_another_row_or_a_weak_one_changes_nothing(call, cast, new):
    """Also where both rows have the same version; of a list one that fits is enough."""
    staff = call(cast.staff)
    made = [staff.post("engagements/", new) for _ in range(2)]
    mine, other = (one.headers["ETag"] for one in made)
    assert made[0].said["version"] == made[1].said["version"]
    assert mine != other
    path, sent = f"engagements/{made[0].said['id']}/", {"title": "Land"}
    bare = f'"{made[0].said["version"]}"'
    for refused in (other, f"W/{mine}", f"W/{mine}, {other}", bare, "nonsense", f"{bare}, {other}"):
        assert staff.patch(path, sent, If_Match=refused).status_code == 412, refused
    assert staff.patch(path, sent, If_Match=f"W/{other}, {mine}").status_code == 200
    assert staff.patch(path, sent, If_Match=mine).status_code == 412


def test_the_etag_that_a_client_with_gzip_is_given_is_one_that_it_can_send(call, cast, new):
    """Compression would make it weak. A list has no tag, and is compressed."""
    staff = call(cast.staff)
    path = f"engagements/{staff.post('engagements/', new | {'summary': 'Long. ' * 200}).said['id']}/"
    read = staff.client.get(f"/api/v1/{path}", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in read.headers
    assert staff.patch(path, {"title": "Land"}, If_Match=read.headers["ETag"]).status_code == 200
    listed = staff.client.get("/api/v1/countries/", headers={"accept-encoding": "gzip"})
    assert listed.headers["Content-Encoding"] == "gzip"
