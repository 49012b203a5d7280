"""The audit trail: what is noted, who reads it, and that nobody alters it."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from engagements.team import actions as team_actions
from offices.audit import middleware, notes, queries
from offices.audit.choices import Verb
from offices.models import AuditEvent, AuditSeal, Membership
from peaceapp.access.actor import acting_as
from peaceapp.access.sensitivity import Sensitivity
from tests import factories as make
from tests.arrange import arranging
from tests.cast import Cast, World, gather_cast
from tests.pages.client import signed_in, text
from tests.rest.caller import Caller


def noted(verb: Verb, **only: Any) -> list[AuditEvent]:
    with arranging():
        return list(AuditEvent.objects.filter(verb=verb, **only).order_by("number"))


@pytest.fixture
def new(db: None) -> Any:
    """What is noted from here on; reads and refusals are noted for good, also when a test is rolled back."""
    with arranging():
        last = AuditEvent.objects.order_by("-number").values_list("number", flat=True).first() or 0
    return lambda verb, **only: noted(verb, number__gt=last, **only)


@pytest.mark.parametrize("table", ["offices_auditevent", "offices_auditseal"])
@pytest.mark.parametrize("change", ["update {} set at = at", "delete from {}", "truncate {}"])
def test_nobody_alters_it_not_even_the_owner(world: World, table: str, change: str) -> None:
    with pytest.raises(DatabaseError, match="takes no change"), arranging() as cursor:
        cursor.execute(f"set constraints all immediate; {change.format(table)}")


def test_nobody_writes_it_but_by_its_functions(cast: Cast) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), acting_as(cast.auditor):
        AuditEvent.objects.create(verb=Verb.READ)


def test_sign_ins_and_failures_are_noted(cast: Cast, new: Any) -> None:
    client = Client(headers={"user-agent": "A browser\x1b[31m"})
    cast.staff.set_password("a long enough password")
    cast.staff.save()
    client.post("/accounts/login/", {"login": cast.staff.username, "password": "not it"})
    client.post("/accounts/login/", {"login": "my secret password", "password": "typed in the wrong field"})
    client.post("/accounts/login/", {"login": cast.staff.username, "password": "a long enough password"})
    client.post("/accounts/logout/")
    # A failure is noted at once: the second connection does not see what this test has not committed.
    assert [(e.object, e.actor_key) for e in new(Verb.SIGN_IN_FAILED)] == [(cast.staff.username, None), ("", None)]
    (event,) = new(Verb.SIGNED_IN)
    assert (event.actor, event.object, event.address) == ("Lead Staff (lead.staff)", cast.staff.username, "127.0.0.1")
    assert (event.client, len(event.request)) == ("A browser [31m", 32)
    assert len(new(Verb.SIGNED_OUT)) == 1


def test_refusals_are_noted_on_the_page_and_in_the_api(world: World, new: Any) -> None:
    reference = world.engagements[10].reference
    assert signed_in(world.cast.observer).get(f"/engagements/{reference}/edit/").status_code == 403
    caller = Caller(world.cast.observer)
    assert caller.patch(f"engagements/{reference}/", {"title": "Mine"}, 1).status_code == 403
    assert [event.object for event in new(Verb.REFUSED, actor_key=world.cast.observer.pk)] == [
        f"GET /engagements/{reference}/edit/", f"PATCH /api/v1/engagements/{reference}/",
    ]  # fmt: skip


SURFACES = ["/engagements/{}/", "/engagements/{}/history/", "/api/v1/engagements/{}/", "/engagements/", "/",
            "/api/v1/engagements/", "/api/v1/journal-entries/?engagement={}", "/api/v1/follow-ups/?engagement={}",
            "/api/v1/participations/?engagement={}"]  # fmt: skip


@pytest.mark.parametrize("surface", SURFACES)
def test_every_read_of_what_is_strictly_confidential_is_noted_once(world: World, new: Any, surface: str) -> None:
    reference = world.engagements[30].reference
    path = surface.format(reference)
    with arranging():
        make.SeatFactory(engagement=world.engagements[30], user=world.cast.manager)
    client = signed_in(world.cast.manager)
    assert client.get(path).status_code == 200
    reads = new(Verb.READ, actor_key=world.cast.manager.pk, object=reference)
    assert len(reads) == 1
    assert (reads[0].level, reads[0].office_id) == (Sensitivity.STRICTLY_CONFIDENTIAL, world.cast.lead.pk)
    assert signed_in(world.cast.staff).get("/engagements/").status_code == 200
    assert new(Verb.READ, actor_key=world.cast.staff.pk) == []


@pytest.mark.parametrize(("below", "version", "status"), [("edit/", "0", 409), ("team/", "", 422)])
def test_a_form_that_comes_back_is_a_read_too(world: World, new: Any, below: str, version: str, status: int) -> None:
    """It shows what stands there now: whoever sends nonsense on purpose has read it."""
    row = world.engagements[30]
    with arranging():
        make.SeatFactory(engagement=row, user=world.cast.manager)
        links = {name: [r.pk for r in getattr(row, name).all()] for name in ("countries", "kinds", "themes")}
    sent = {"title": "x", "opened_on": "2020-01-15", "opened_precision": "day", "language": "en", "version": version}
    answer = signed_in(world.cast.manager).post(f"/engagements/{row.reference}/{below}", sent | links)
    assert answer.status_code == status
    assert len(new(Verb.READ, actor_key=world.cast.manager.pk, object=row.reference)) == 1


def test_what_cannot_be_noted_is_not_shown(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise DatabaseError

    client = signed_in(world.cast.team_member)
    path = f"/engagements/{world.engagements[30].reference}/"
    assert client.get(path).status_code == 200
    monkeypatch.setattr(middleware, "note_outside_transaction", fail)
    answer = client.get(path)
    assert answer.status_code == 503
    assert world.engagements[30].title not in answer.content.decode()
    assert client.get(f"/engagements/{world.engagements[10].reference}/").status_code in {200, 503}


def test_rights_are_noted_with_their_change(world: World, new: Any) -> None:
    engagement = world.engagements[10]
    with acting_as(world.cast.manager):
        team_actions.add_team_member(engagement, actor=world.cast.manager, user=world.cast.staff, reason="Knows them")
        team_actions.remove_team_member(engagement, actor=world.cast.manager, user=world.cast.staff)
    (team_member_rows,), (unseated,) = new(Verb.SEATED), new(Verb.UNSEATED)
    assert team_member_rows.object == f"{engagement.reference} {world.cast.staff.username}"
    assert (team_member_rows.reason, team_member_rows.fields) == ("", ["reason"]), (
        "that there is one; what it says is in the history"
    )
    assert team_member_rows.actor_key == unseated.actor_key == world.cast.manager.pk
    assert team_member_rows.engagement_key == engagement.pk
    with acting_as(world.cast.manager):
        team_actions.add_team_member(engagement, actor=world.cast.manager, user=world.cast.near_staff)
        transaction.set_rollback(True)
    assert len(new(Verb.SEATED)) == 1, "no change, no note"


def test_memberships_and_accounts_are_noted_without_a_password(cast: Cast, new: Any) -> None:
    with arranging():
        Membership.objects.filter(user=cast.staff).update(clearance=30)
    (event,) = new(Verb.MEMBERSHIP)
    assert (event.object, event.fields, event.kind) == (cast.staff.username, ["clearance:20:30"], "staff 30")
    cast.staff.set_password("another long password")
    cast.staff.save()
    (event,) = new(Verb.ACCOUNT)
    assert (event.object, event.fields) == (cast.staff.username, ["password"])
    with arranging() as cursor:
        cursor.execute("select count(*) from offices_auditevent e where e::text like '%argon2%'")
        assert cursor.fetchone() == (0,)


def test_who_reads_it(world: World) -> None:
    with arranging():
        everything = AuditEvent.objects.count()
    for user, expected in ((world.cast.auditor, 200), (world.cast.manager, 200), (world.cast.staff, 200)):
        assert signed_in(user).get("/audit/").status_code == expected
    with acting_as(world.cast.auditor):
        assert AuditEvent.objects.count() >= everything
    with acting_as(world.cast.staff):
        assert AuditEvent.objects.count() == 0
    with acting_as(world.cast.near_manager):
        assert set(AuditEvent.objects.values_list("level", flat=True)) == {10}
    with acting_as(world.cast.manager):
        assert {10, 20} <= set(AuditEvent.objects.values_list("level", flat=True)) <= {10, 20, 30}


def test_the_auditor_narrows_the_page_and_the_list(world: World) -> None:
    page = text(signed_in(world.cast.auditor).get("/audit/?verb=seated"))
    assert "Put on a team" in page
    assert "Audit trail" in page
    found = Caller(world.cast.auditor).get("audit-events/?verb=seated&count=1").said
    assert found["count"] == len(noted(Verb.SEATED))
    assert {row["verb"] for row in found["results"]} == {"seated"}
    assert "number" not in found["results"][0]
    assert Caller(world.cast.staff).get(f"audit-events/{found['results'][0]['id']}/").status_code == 404


def test_a_note_beside_outlives_a_roll_back(transactional_db: None) -> None:
    with transaction.atomic():
        notes.note(Verb.SIGNED_OUT, None)
        notes.note_outside_transaction(Verb.REFUSED, None, kind="address", object="GET /")
        transaction.set_rollback(True)
    assert [event.object for event in noted(Verb.REFUSED)] == ["GET /"]
    assert noted(Verb.SIGNED_OUT) == []


def seal() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select seal_trail()")
        return bool(cursor.fetchone()[0])


def tamper(statement: str, table: str = "offices_auditevent") -> list[str]:
    """What the check finds once the owner took the guard away and ran `statement`."""
    with transaction.atomic():
        with arranging() as cursor:
            cursor.execute("set constraints all immediate")
            cursor.execute(f"alter table {table} disable trigger refuse_alteration")
            cursor.execute(statement)
            found = queries.faults()
        transaction.set_rollback(True)
    return found


def test_a_changed_a_removed_and_a_cut_event_are_found(db: None) -> None:
    with arranging():
        for number in range(9):
            notes.note(Verb.REFUSED, None, kind="address", object=f"GET /{number}")
            if number % 3 == 2:
                assert seal()
        assert queries.faults() == []
        first, second, third = AuditSeal.objects.order_by("id").values_list("last", flat=True)
        assert queries.unsealed() == 0
    (fault,) = tamper(f"update offices_auditevent set object = 'GET /else' where number = {first}")
    assert "does not fit" in fault
    (fault,) = tamper(f"delete from offices_auditevent where number = {second}")
    assert "covers 3 events; 2 are there" in fault
    (fault,) = tamper(f"delete from offices_auditevent where number > {second}")
    assert "covers 3 events; 0 are there" in fault
    assert tamper(f"update offices_auditevent set number = {third} + 5 where number = {first}")
    found = tamper(f"update offices_auditseal set digest = repeat('0', 64) where last = {first}", "offices_auditseal")
    assert len(found) == 2, "the seal itself, and the one that builds on it"


def test_the_sealer_waits_for_who_is_writing(transactional_db: None) -> None:
    """A number that is drawn and not committed yet must not fall behind a seal."""
    with transaction.atomic():
        notes.note(Verb.REFUSED, None, kind="address", object="GET /slow")
        with notes.second_cursor() as cursor:
            cursor.execute("select seal_trail()")
            assert cursor.fetchone() == (False,)
    with transaction.atomic():
        assert seal()


def test_the_commands_seal_check_and_find_a_cut_tail(transactional_db: None, tmp_path: Path, capsys: Any) -> None:
    gather_cast()
    outside = tmp_path / "seals.jsonl"
    call_command("seal_audit", out=str(outside))
    assert json.loads(outside.read_text())["events"] > 0
    call_command("verify_audit", outside=str(outside))
    assert "1 seal fits. 0 events" in capsys.readouterr().out
    with arranging() as cursor:
        for table in ("offices_auditevent", "offices_auditseal"):
            cursor.execute(f"alter table {table} disable trigger refuse_alteration")
            cursor.execute(f"delete from {table}")
    call_command("verify_audit")  # inside, nothing is left that could tell
    with pytest.raises(CommandError, match="was altered"):
        call_command("verify_audit", outside=str(outside))
    assert "the tail was cut" in capsys.readouterr().err
