"""Moves of a status: who may make which, from where."""

import pytest

from engagements.lifecycle.rules import LIFECYCLE
from engagements.register.choices import Status
from tests import factories as make
from tests.rest.caller import refusals, tag_at

NEEDS = {"reason": "Because", "outcome": "Agreed", "lessons": "Listen", "lead_officer": "lead.staff"}
MAY = {
    "submit": {"staff", "manager"},
    "approve": {"manager"},
    "return": {"manager"},
    "pause": {"manager"},
    "resume": {"manager"},
    "request_closure": {"manager"},
    "reopen": {"manager"},
    "withdraw": {"manager"},
    "hand_over": {"manager"},
}
"""Who of the lead office may, when the lead officer is somebody else."""


def standing(cast, status):
    """An engagement in this status, led by somebody of another office and asked for by them."""
    asked = {"submitted_by": cast.near_staff, "submitted_at": "2020-02-01T00:00Z"}
    closed = {"closed_on": "2020-03-01"} if status == "closed" else {}
    waits = asked if status in {"in_review", "closing"} else {}
    row = make.EngagementFactory(
        lead_office=cast.lead, lead_officer=cast.near_staff, status=status, outcome="Done", **closed, **waits
    )
    return f"engagements/{row.reference}/transitions/"


@pytest.mark.parametrize("status", Status.values)
def test_every_move_from_every_status_by_every_role(call, cast, status):
    for role in ("staff", "manager", "observer", "administrator"):
        path, caller = standing(cast, status), call(cast.people["lead", role])
        open_now = {move["name"] for move in caller.get(path).said["results"]}
        for name, moves in LIFECYCLE.by_name.items():
            path = standing(cast, status)
            here = [move for move in moves if status in move.frm]
            needs = {need: NEEDS[need] for move in (here or moves) for need in move.needs}
            response = caller.post(path, {"name": name, **needs})
            expected = 403 if role not in MAY[name] else 200 if here else 409
            assert response.status_code == expected, (status, role, name, response.said)
            assert (name in open_now) == (expected == 200)
            if expected == 200:
                assert response.said["status"] == (here[0].to or status)
                assert response.headers["ETag"]


def test_order_of_what_is_wrong(call, cast, world):
    path = standing(cast, "draft")
    assert call().post(path, {}).status_code == 401
    hidden = f"engagements/{world.engagements[30].reference}/transitions/"
    assert call(cast.manager).post(hidden, {"name": "reopen"}).status_code == 404
    assert call(cast.near_staff).post(path, {"name": "withdraw"}).status_code == 403
    missing = call(cast.manager).post(path, {"name": "reopen"})
    assert (missing.status_code, refusals(missing)) == (400, {"reason": "required"})
    assert call(cast.manager).post(path, {"name": "reopen", "reason": "New facts"}).status_code == 409


def test_names_that_no_move_has_are_refused(call, cast):
    path = standing(cast, "draft")
    for sent in (
        {},
        {"name": ""},
        {"name": "delete"},
        {"name": 7},
        {"name": ["submit"]},
        {"name": "submit", "to": "x"},
        [],
    ):
        assert call(cast.manager).post(path, sent).status_code == 400, sent


def test_nobody_approves_what_they_asked_for(call, cast):
    row = make.EngagementFactory(lead_office=cast.lead, lead_officer=cast.manager)
    path, manager = f"engagements/{row.reference}/transitions/", call(cast.manager)
    assert manager.post(path, {"name": "submit"}).status_code == 200
    assert "approve" not in {move["name"] for move in manager.get(path).said["results"]}
    response = manager.post(path, {"name": "approve"})
    assert response.status_code == 409
    assert response.said["errors"][0]["code"] == "move_refused"


def test_version_need_not_be_named_but_is_looked_at(call, cast):
    path, manager = standing(cast, "active"), call(cast.manager)
    assert manager.post(path, {"name": "pause", "reason": "Election"}, If_Match='"9"').status_code == 412
    assert manager.post(path, {"name": "pause", "reason": "Election"}, If_Match=tag_at(path)).status_code == 200
    assert manager.post(path, {"name": "resume"}).status_code == 200
    assert manager.get(path.replace("transitions", "history")).said["results"][0]["changes"] == [
        {"field": "status", "before": "paused", "after": "active"}
    ]
