"""Memberships through the API: read by whom they concern, given alone or proposed, confirmed, changed, ended."""

from typing import Any

from offices.models import Membership, Proposal
from tests.arrange import arranging
from tests.cast import Cast
from tests.offices.accounts.arrange import held, membership
from tests.rest.caller import Caller, refusals


def given(**more: Any) -> dict[str, Any]:
    return {"user": "nobody", "office": "LEAD-OFFICE", "role": "staff"} | more


def test_everybody_reads_their_own_and_who_runs_an_office_its(cast: Cast) -> None:
    own = Caller(cast.staff).get("memberships/?count=1").said
    assert own["count"] == 1
    row = own["results"][0]
    assert (row["user"]["id"], row["office"]["id"], row["role"], row["clearance"]) == (
        "lead.staff", "LEAD-OFFICE", "staff", "confidential",
    )  # fmt: skip
    assert row["id"] == str(membership(cast.staff).key)
    of_office = Caller(cast.manager).get("memberships/?limit=200").said["results"]
    assert {row["office"]["id"] for row in of_office} == {"LEAD-OFFICE"}
    assert len(of_office) > 4
    assert Caller(cast.near_staff).get(f"memberships/{row['id']}/").status_code == 404
    assert Caller(cast.nobody).get("memberships/?count=1").said["count"] == 0


def test_one_is_given_alone_and_changed_by_its_version(cast: Cast) -> None:
    caller = Caller(cast.administrator)
    made = caller.post("memberships/", given())
    assert (made.status_code, made.said["clearance"], made.said["version"]) == (201, "unclassified", 1)
    path = made.headers["Location"]
    assert caller.patch(path, {"until_on": "2999-01-01"}).status_code == 428
    changed = caller.patch(path, {"until_on": "2999-01-01"}, 1)
    assert (changed.status_code, changed.said["until_on"], changed.said["version"]) == (200, "2999-01-01", 2)
    assert caller.patch(path, {"until_on": "2998-01-01"}, 1).status_code == 412
    assert caller.patch(path, {"role": "manager"}, 2).status_code == 400
    assert caller.post(f"{path}end/", {}).status_code == 200
    assert held(cast.nobody) == []


def test_what_must_be_confirmed_is_proposed_and_answered(cast: Cast) -> None:
    caller = Caller(cast.administrator)
    for wanted in (given(clearance="confidential"), given(role="manager")):
        assert caller.post("memberships/", wanted).status_code == 409
    row = str(membership(cast.staff).key)
    assert caller.patch(f"memberships/{row}/", {"clearance": "strictly_confidential"}, 1).status_code == 409
    assert caller.post("membership-proposals/", given(reason="x")).status_code == 409  # needs nobody
    assert refusals(caller.post("membership-proposals/", given(clearance="confidential"))) == {"reason": "required"}
    made = caller.post("membership-proposals/", given(clearance="confidential", reason="For the desk"))
    assert (made.status_code, made.said["agreed"]) == (201, None)
    path = made.headers["Location"]
    assert caller.post(f"{path}answer/", {"agree": True}).status_code == 403
    manager = Caller(cast.manager)
    assert refusals(manager.post(f"{path}answer/", {"agree": "yes"})) == {"agree": "invalid"}
    assert manager.post(f"{path}answer/", {"agree": True}).said["agreed"] is True
    assert held(cast.nobody) == [("LEAD-OFFICE", "staff", 20)]
    assert manager.post(f"{path}answer/", {"agree": True}).status_code == 409
    assert Caller(cast.near_manager).post(f"{path}answer/", {"agree": True}).status_code == 404


def test_who_proposed_takes_it_back(cast: Cast) -> None:
    caller = Caller(cast.administrator)
    path = caller.post("membership-proposals/", given(role="manager", reason="Deputy")).headers["Location"]
    assert Caller(cast.manager).post(f"{path}take-back/", {}).status_code == 403
    assert caller.post(f"{path}take-back/", {}).said["agreed"] is False
    with arranging():
        assert not Membership.objects.filter(user=cast.nobody).exists()
        assert Proposal.objects.get(user=cast.nobody).answered_by == cast.administrator


def test_who_may_not_is_told_so_first(cast: Cast) -> None:
    for who in (cast.staff, cast.observer, cast.auditor, cast.near_manager):
        for path in ("memberships/", "membership-proposals/"):
            assert Caller(who).post(path, given(reason="x") if "proposal" in path else given()).status_code == 403, who
    own = str(membership(cast.manager).key)
    assert Caller(cast.manager).patch(f"memberships/{own}/", {"clearance": "unclassified"}, 1).status_code == 409
    assert Caller(cast.administrator).post(f"memberships/{own}/end/", {}).status_code == 409  # the last manager


def test_a_filter_by_user_does_not_tell_who_exists(cast: Cast) -> None:
    """Somebody whose memberships are hidden, and somebody who never was, are one answer."""
    for user in (cast.staff, cast.administrator, cast.nobody):
        for noun in ("memberships", "membership-proposals"):
            answers = [Caller(user).get(f"{noun}/?user={name}") for name in ("near.manager", "never.was", "x" * 300)]
            assert {(one.status_code, one.content) for one in answers} == {(200, answers[0].content)}, (user, noun)
            assert answers[0].said["results"] == []
    assert len(Caller(cast.administrator).get("memberships/?user=lead.staff").said["results"]) == 1
