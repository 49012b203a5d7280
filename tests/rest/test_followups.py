"""Follow-ups, for machines."""

from datetime import date, timedelta

import pytest

from engagements.models import Engagement, FollowUp
from peaceapp.access.keys import uuid7
from tests.arrange import arranging
from tests.rest.caller import refusals

LIST = "follow-ups/"


def one(row):
    return f"{LIST}{row.pk}/"


def put(row, **values):
    with arranging():
        FollowUp.objects.filter(pk=row.pk).update(**values)


def test_an_engagement_and_a_title_are_enough(call, world):
    reference = world.engagements[10].reference
    said = call(world.cast.staff).post(LIST, {"engagement": reference, "title": "Call back"})
    assert said.status_code == 201, said.said
    row = said.said
    assert (row["owner"]["id"], row["status"], row["priority"], row["due_on"]) == ("lead.staff", "open", "normal", None)
    assert (row["engagement"]["id"], row["office"]["id"]) == (reference, "LEAD-OFFICE")
    assert said.headers["Location"].endswith(f"/api/v1/follow-ups/{row['id']}/")
    assert said.headers["ETag"]


def test_an_office_and_a_title_are_enough(call, world):
    said = call(world.cast.staff).post(
        LIST, {"office": "LEAD-OFFICE", "title": "Write to all", "sensitivity": "confidential"}
    ).said  # fmt: skip
    assert (said["engagement"], said["office"]["id"], said["sensitivity"]) == (None, "LEAD-OFFICE", "confidential")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"engagement": None}, "engagement"),
        ({"engagement": "TEST-2020-ZZZZ"}, "engagement"),
        ({"office": "LEAD-OFFICE"}, "engagement"),
        ({"title": ""}, "title"),
        ({"title": "two\nlines"}, "title"),
        ({"status": "done"}, "status"),
        ({"outcome": "Done"}, "outcome"),
        ({"evidence": "A letter"}, "evidence"),
        ({"owner": "nobody.there"}, "owner"),
        ({"owner": "nobody"}, "owner"),
        ({"due_on": "tomorrow"}, "due_on"),
        ({"priority": "urgent"}, "priority"),
        ({"responsible_partner": "ECOWAS"}, "responsible_partner"),
        ({"responsible_partner": str(uuid7())}, "responsible_partner"),
        ({"arises_from": str(uuid7())}, "arises_from"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(change, field, call, world):
    sent = {"engagement": world.engagements[10].reference, "title": "Call back"} | change
    said = call(world.cast.staff).post(LIST, sent)
    assert said.status_code == 400, said.said
    assert set(refusals(said)) == {field}


def test_hidden_and_unknown_are_refused_alike(call, world):
    """As an engagement, as an entry, as an engagement's filter, and as the row itself."""
    caller, hidden, unknown = call(world.cast.near_manager), world.entries[10, 20].pk, uuid7()
    reference = world.engagements[20].reference
    for tried in (
        lambda key, ref: caller.post(LIST, {"engagement": ref, "title": "x"}),
        lambda key, ref: caller.get(f"{LIST}?engagement={ref}"),
        lambda key, ref: caller.get(f"{LIST}{key}/transitions/"),
    ):
        said = [
            str(answer.said).replace(str(key), "").replace(ref, "")
            for key, ref in ((world.follow_ups[10, 20].pk, reference), (unknown, "TEST-2020-ZZZZ"))
            for answer in [tried(key, ref)]
        ]
        assert said[0] == said[1]
    sent = {"engagement": world.engagements[10].reference, "title": "x"}
    lead = call(world.cast.support_staff)
    said = [lead.post(LIST, sent | {"arises_from": str(key)}).said for key in (world.entries[10, 30].pk, unknown)]
    assert hidden
    assert said[0]["errors"] == said[1]["errors"]


def test_order_of_what_is_wrong(call, world):
    reference = world.engagements[10].reference
    assert call().post(LIST, {}).status_code == 401
    assert call(world.cast.near_staff).post(LIST, {"engagement": reference, "title": ""}).status_code == 403
    assert call(world.cast.near_staff).post(LIST, {"office": "LEAD-OFFICE", "title": ""}).status_code == 403
    path = one(world.follow_ups[10, None])
    assert call(world.cast.near_staff).patch(path, {"title": ""}).status_code == 403
    assert call(world.cast.staff).patch(path, {"owner": "near.staff"}).status_code == 403
    assert call(world.cast.staff).patch(path, {"title": "x"}).status_code == 428
    assert call(world.cast.staff).patch(path, {"title": "x"}, 9).status_code == 412
    put(world.follow_ups[10, None], status="cancelled")
    assert call(world.cast.staff).patch(path, {"title": "x"}, 1).status_code == 409


def test_a_change_of_the_due_date_needs_a_reason(call, world):
    path, caller = one(world.follow_ups[10, None]), call(world.cast.staff)
    first = caller.patch(path, {"due_on": "2030-03-01"}, 1)
    assert (first.status_code, first.said["due_on"], first.said["version"]) == (200, "2030-03-01", 2)
    without = caller.patch(path, {"due_on": "2030-04-01"}, 2)
    assert (without.status_code, refusals(without)) == (400, {"reason": "invalid"})
    moved = caller.patch(path, {"due_on": "2030-04-01", "title": "Write back", "reason": "They travel"}, 2)
    assert (moved.said["due_on"], moved.said["title"]) == ("2030-04-01", "Write back")
    told = caller.get(f"{path}history/").said["results"]
    assert [one for version in told for one in version["changes"] if one["field"] == "due_on"] == [
        {"field": "due_on", "before": "2030-03-01", "after": "2030-04-01"},
        {"field": "due_on", "before": None, "after": "2030-03-01"},
    ]
    assert "They travel" in {version["reason"] for version in told}
    alone = caller.patch(path, {"title": "x", "reason": "Why"}, moved.said["version"])
    assert refusals(alone) == {"reason": "invalid"}


def test_a_change_of_the_owner_is_a_manager_s_and_needs_no_reason(call, world):
    path, manager = one(world.follow_ups[20, None]), call(world.cast.manager)
    refused = manager.patch(path, {"owner": "near.manager"}, 1)
    assert (refused.status_code, refusals(refused)) == (400, {"owner": "invalid"})
    assert manager.patch(path, {"owner": "support.staff"}, 1).said["owner"]["id"] == "support.staff"
    whole = call(world.cast.staff).patch(path, {"owner": "support.staff", "title": "As it is, but this"}, 2)
    assert whole.status_code == 200, whole.said


def test_moves(call, world):
    row, staff, manager = world.follow_ups[10, None], call(world.cast.staff), call(world.cast.manager)
    path = f"{one(row)}transitions/"
    offered = {move["name"]: move for move in staff.get(path).said["results"]}
    assert set(offered) == {"start", "block", "complete"}
    assert (offered["complete"]["needs"], offered["complete"]["takes"]) == (["outcome"], ["evidence"])
    assert refusals(staff.post(path, {"name": "complete"})) == {"outcome": "required"}
    assert refusals(staff.post(path, {"name": "complete", "outcome": "x", "lessons": "y"})) == {"lessons": "unknown"}
    said = staff.post(path, {"name": "complete", "outcome": "Agreed", "evidence": "A letter"})
    assert (said.status_code, said.said["status"], said.said["evidence"]) == (200, "done", "A letter")
    assert said.said["completed_by"]["id"] == "lead.staff"
    assert staff.post(path, {"name": "start"}).status_code == 409
    assert staff.post(path, {"name": "cancel", "reason": "No"}).status_code == 403
    assert manager.post(path, {"name": "verify"}).status_code == 409  # of normal priority
    put(row, priority="high")
    assert manager.post(path, {"name": "verify"}).said["status"] == "verified"
    assert manager.post(path, {"name": "reopen", "reason": "Again"}).said["status"] == "open"


def test_many_at_once_all_or_nothing(call, world):
    reference, caller = world.engagements[10].reference, call(world.cast.staff)
    rows = [{"engagement": reference, "title": f"Of many {n}"} for n in range(3)]
    rows.append({"office": "LEAD-OFFICE", "title": "Of many too"})
    wrong = caller.post(f"{LIST}bulk/", [*rows, {"engagement": reference, "title": ""}, {"title": "Whose?"}])
    assert wrong.status_code == 400
    assert {(error["row"], error["field"]) for error in wrong.said["errors"]} == {(4, "title")}
    unreadable = {"owner": "near.staff", "sensitivity": "confidential"}
    unread = caller.post(f"{LIST}bulk/", [*rows, rows[0] | unreadable, {"title": "Whose?"}])
    assert {(error["row"], error["field"]) for error in unread.said["errors"]} == {(4, "owner"), (5, "engagement")}
    with arranging():
        assert not FollowUp.objects.filter(title__startswith="Of many").exists()
    made = caller.post(f"{LIST}bulk/", rows)
    assert [row["title"] for row in made.said["results"]] == [row["title"] for row in rows]


def test_filters(call, world):
    caller, today = call(world.cast.staff), date.today()
    put(world.follow_ups[10, None], due_on=today - timedelta(days=1), priority="high", owner=world.cast.near_staff)
    put(world.follow_ups[10, 20], due_on=today + timedelta(days=9))
    put(world.of_the_office[10], status="cancelled")

    def found(query):
        said = caller.get(f"{LIST}?count=1&{query}").said
        assert said["count"] == len(said["results"])
        return {row["title"] for row in said["results"]}

    everything = found("")
    assert len(everything) == 6
    assert found("status=any") == everything
    assert found("status=live") == everything - {"of the office 10"}
    assert found("overdue=true") == found("priority=high") == {"to do 10 marked None"}
    assert found("overdue=false") == everything - {"to do 10 marked None"}
    assert found("owner=me") == found("owner=lead.staff") == everything - {"to do 10 marked None"}
    assert found("owner=near.staff") == {"to do 10 marked None"}
    assert found(f"due_from={today}") == {"to do 10 marked 20"}
    assert found(f"due_until={today}") == {"to do 10 marked None"}
    assert found("undated=true&status=live&office=LEAD-OFFICE") == found("status=live") - {
        "to do 10 marked None", "to do 10 marked 20",
    }  # fmt: skip
    assert found(f"engagement={world.engagements[20].reference}") == {"to do 20 marked None", "to do 20 marked 20"}
    assert found("q=office 20") == {"of the office 20"}
    assert [row["title"] for row in caller.get(f"{LIST}?ordering=due").said["results"]][:2] == [
        "to do 10 marked None", "to do 10 marked 20",
    ]  # fmt: skip
    for wrong in ("owner=no.such.one", "status=over", "overdue=perhaps&x=1", "office=NOWHERE", "colour=red"):
        assert caller.get(f"{LIST}?{wrong}").status_code == 400, wrong


def test_closing_waits_for_what_the_caller_sees(call, world):
    with arranging():
        Engagement.objects.filter(pk=world.engagements[10].pk).update(status="active")
    caller, path = call(world.cast.manager), f"engagements/{world.engagements[10].reference}/transitions/"
    closing = {"name": "request_closure", "outcome": "Signed", "lessons": "Patience"}
    assert "request_closure" not in {move["name"] for move in caller.get(path).said["results"]}
    refused = caller.post(path, closing)
    assert refused.status_code == 409
    assert "2 follow-ups are still open" in str(refused.said)
    for mark in (None, 20):
        put(world.follow_ups[10, mark], status="cancelled")
    assert caller.post(path, closing).said["status"] == "closing"
