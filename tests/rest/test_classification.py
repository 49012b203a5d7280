"""Lowering from strictly confidential, and break-glass, by machines."""

import json

import pytest
from django.test import Client

from engagements.models import Engagement, TeamMember
from offices.models import AuditEvent, Membership
from offices.tokens.actions import make_token
from peaceapp.access.actor import acting_as
from tests import factories as make
from tests.arrange import arranging
from tests.cast import member
from tests.rest.caller import refusals


@pytest.fixture
def strict(world):
    make.SeatFactory(engagement=world.engagements[30], user=world.cast.manager)
    return world.engagements[30]


@pytest.fixture
def second(world):
    return member("second.manager", world.cast.near, "manager", 30)


@pytest.fixture
def locked(world):
    """Led by somebody else than the office's manager, who is not on its team."""
    with arranging():
        Engagement.objects.filter(pk=world.engagements[30].pk).update(lead_officer=world.cast.team_member)
    return world.engagements[30]


def wanted(row, **more):
    sent = {"engagement": row.reference, "to": "confidential", "reason": "It was published", "second": "second.manager"}
    return sent | more


def level(row):
    with arranging():
        return Engagement.objects.values_list("sensitivity", flat=True).get(pk=row.pk)


def test_one_asks_and_the_other_answers(call, strict, second, world):
    manager, other = call(world.cast.manager), call(second)
    asked = manager.post("lowerings/", wanted(strict))
    assert asked.status_code == 201
    path = asked.headers["Location"]
    assert asked.said == manager.get(path).said == other.get(path).said
    assert asked.said["second"] == {"id": "second.manager", "label": "Second Manager"}
    assert (asked.said["to"], asked.said["agreed"], asked.said["answer"]) == ("confidential", None, "")
    assert [row["id"] for row in other.get("lowerings/?is_open=true").said["results"]] == [asked.said["id"]]
    assert refusals(other.post(f"{path}answer/", {"agree": False})) == {"answer": "invalid"}
    done = other.post(f"{path}answer/", {"agree": True}, Idempotency_Key="yes")
    assert (done.status_code, done.said["agreed"], level(strict)) == (200, True, 20)
    again = other.post(f"{path}answer/", {"agree": True}, Idempotency_Key="yes")
    assert again.content == done.content
    assert again.headers["Idempotency-Replayed"] == "true"
    assert other.post(f"{path}answer/", {"agree": True}).status_code == 409


def test_no_and_taking_back(call, strict, second, world):
    manager, other = call(world.cast.manager), call(second)
    path = manager.post("lowerings/", wanted(strict)).headers["Location"]
    assert other.post(f"{path}answer/", {"agree": False, "answer": "Not yet"}).said["answer"] == "Not yet"
    path = manager.post("lowerings/", wanted(strict)).headers["Location"]
    assert manager.post(f"{path}take-back/", {"reason": "x"}).status_code == 400
    assert manager.send("POST", f"{path}take-back/").said["agreed"] is False
    assert manager.post(f"{path}take-back/", {}).status_code == 409
    assert level(strict) == 30


def test_asking_again_with_the_same_key_asks_once(call, strict, second, world):
    manager = call(world.cast.manager)
    answers = {manager.post("lowerings/", wanted(strict), Idempotency_Key="a").content for _ in range(2)}
    assert len(answers) == 1
    assert manager.post("lowerings/", wanted(strict)).status_code == 409


def test_the_order_of_what_is_wrong_with_asking(call, strict, second, world):
    cast = world.cast
    assert call().post("lowerings/", wanted(strict)).status_code == 401
    unknown = [call(cast.near_manager).post("lowerings/", wanted(row)) for row in (strict, world.inherited[30])]
    never = call(cast.near_manager).post("lowerings/", wanted(strict, engagement="NO-2016-ABCD"))
    assert refusals(never) == {"engagement": "does_not_exist"}
    assert {answer.content for answer in unknown} == {never.content}
    assert call(cast.team_member).post("lowerings/", wanted(strict, to="nothing")).status_code == 403
    manager = call(cast.manager)
    bad = manager.post("lowerings/", wanted(strict, to="nothing", second="nobody.at.all", more=1))
    assert refusals(bad) == {"to": "invalid_choice", "second": "does_not_exist", "more": "unknown"}
    for who in (cast.staff, cast.manager, cast.near_staff):
        assert refusals(manager.post("lowerings/", wanted(strict, second=who.username))) == {"second": "invalid"}
    assert manager.post("lowerings/", wanted(strict, to="strictly_confidential")).status_code == 409
    assert manager.post("lowerings/", wanted(world.engagements[20], to="unclassified")).status_code == 409


def test_the_order_of_what_is_wrong_with_an_answer(call, strict, second, world):
    cast = world.cast
    path = call(cast.manager).post("lowerings/", wanted(strict)).headers["Location"]
    for below in ("answer/", "take-back/"):
        assert call().post(path + below, {}).status_code == 401
        assert call(cast.near_staff).post(path + below, {}).status_code == 404
        assert call(cast.team_member).post(path + below, {}).status_code == 403
    assert call(cast.manager).post(f"{path}answer/", {"agree": True}).status_code == 403
    assert call(second).post(f"{path}take-back/", {}).status_code == 403
    for sent in ({}, {"agree": "yes"}, {"agree": 1}, {"agree": None}, {"agree": True, "to": "unclassified"}, []):
        assert call(second).post(f"{path}answer/", sent).status_code == 400, sent
    assert level(strict) == 30


def glass(row, **more):
    return {"reference": row.reference, "reason": "Her life is at risk", "hours": 24} | more


def test_break_glass_gives_a_seat_for_some_hours(call, locked, world):
    manager, path = call(world.cast.manager), f"engagements/{locked.reference}/"
    assert manager.get(path).status_code == 404
    taken = manager.post("break-glass/", glass(locked, reference=locked.reference.lower()), Idempotency_Key="g")
    assert taken.status_code == 201
    assert taken.said["engagement"] == {"id": locked.reference, "label": locked.title}
    assert (taken.said["user"]["id"], taken.said["reason"]) == ("lead.manager", "Her life is at risk")
    assert taken.said["from_at"] < taken.said["until_at"]
    assert manager.get(path).status_code == 200
    assert manager.get(taken.headers["Location"]).said == taken.said
    again = manager.post("break-glass/", glass(locked, reference=locked.reference.lower()), Idempotency_Key="g")
    assert again.content == taken.content
    assert manager.post("break-glass/", glass(locked)).status_code == 409, "reads it already"
    of_it = f"break-glass/?engagement={locked.reference}"
    assert call(world.cast.team_member).get(of_it).said["results"][0] == taken.said
    assert call(world.cast.staff).get(of_it).status_code == 400, "as an unknown one"
    with arranging():
        TeamMember.objects.filter(by_glass=True, user=world.cast.manager).update(until_at="2020-01-01T00:00Z")
    gone = manager.post("break-glass/", glass(locked, reference=locked.reference.lower()), Idempotency_Key="g")
    assert gone.status_code == 404, "its reader no longer sees it"


def test_unknown_foreign_and_too_high_are_one_answer_and_noted(call, locked, world):
    cast = world.cast
    less = member("less.cleared", cast.lead, "manager", 20)
    answers = [
        call(cast.near_manager).post("break-glass/", glass(locked)),
        call(less).post("break-glass/", glass(locked)),
        call(cast.manager).post("break-glass/", glass(locked, reference="NO-2016-ABCD")),
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(400, answers[0].content)}
    assert refusals(answers[0]) == {"reference": "does_not_exist"}
    with arranging():
        noted = AuditEvent.objects.filter(verb="refused", kind="break-glass", reason="Her life is at risk")
        tried = set(noted.values_list("actor_key", "object"))
    assert {(less.pk, locked.reference), (cast.near_manager.pk, locked.reference)} <= tried


def test_the_order_of_what_is_wrong_with_break_glass(call, locked, world):
    assert call().post("break-glass/", {}).status_code == 401
    for user in (world.cast.staff, world.cast.administrator, world.cast.auditor, world.cast.nobody):
        assert call(user).post("break-glass/", {}).status_code == 403
    manager = call(world.cast.manager)
    assert refusals(manager.post("break-glass/", {})) == {
        "reference": "required", "reason": "required", "hours": "required",
    }  # fmt: skip
    for hours, code in ((0, "min_value"), (73, "max_value"), ("24", "invalid"), (1.5, "invalid"), (True, "invalid")):
        assert refusals(manager.post("break-glass/", glass(locked, hours=hours))) == {"hours": code}
    assert refusals(manager.post("break-glass/", glass(locked, reason=" "))) == {"reason": "blank"}
    with arranging():
        assert not TeamMember.objects.filter(by_glass=True, user=world.cast.manager).exists()


@pytest.mark.parametrize(("ceiling", "scope", "status"), [(20, "write", 400), (30, "write", 201), (30, "read", 403)])
def test_a_token_breaks_the_glass_under_its_ceiling_only(ceiling, scope, status, locked, world):
    with acting_as(world.cast.manager):
        _token, key = make_token(world.cast.manager, name="A program", ceiling=ceiling, scope=scope)
    headers = {"authorization": f"Bearer {key}"}
    answer = Client().post(
        "/api/v1/break-glass/", json.dumps(glass(locked)), content_type="application/json", headers=headers
    )
    assert answer.status_code == status, answer.content
    with arranging():
        assert TeamMember.objects.filter(by_glass=True, user=world.cast.manager).exists() == (status == 201)


def test_the_schema_has_it(call, cast):
    paths = call(cast.staff).get("schema/").said["paths"]
    for path in ("lowerings/", "lowerings/{key}/answer/", "lowerings/{key}/take-back/", "break-glass/"):
        post = paths[f"/api/v1/{path}"]["post"]
        assert ("requestBody" in post) == (not path.endswith("take-back/")), path
        assert any(given["name"] == "Idempotency-Key" for given in post["parameters"]), path


def test_whose_membership_ended_is_not_told_again_what_was_answered(call, strict, second, world):
    manager = call(world.cast.manager)
    assert manager.post("lowerings/", wanted(strict), Idempotency_Key="a").status_code == 201
    with arranging():
        Membership.objects.filter(user=world.cast.manager).update(clearance=20)
    assert manager.post("lowerings/", wanted(strict), Idempotency_Key="a").status_code == 404
