"""What people do with follow-ups: who may, what is refused, what stays."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from engagements.followups import actions
from engagements.followups.queries import can_read, follow_up_panel
from engagements.lifecycle.actions import move as move_engagement
from engagements.models import Engagement, FollowUp
from offices.access.rights import Rights
from offices.models import User
from peaceapp.access.actor import acting_as
from peaceapp.access.keys import uuid7
from peaceapp.errors import MoveRefused, NotPermitted, Refused, Stale
from peaceapp.history.versions import versions
from tests import factories as make
from tests.arrange import arranging
from tests.cast import World, member

DAY, LATER = date(2030, 3, 1), date(2030, 4, 1)


def add(world: World, user: User, level: int = 10, **values: Any) -> FollowUp:
    with acting_as(user):
        engagement = Engagement.objects.get(pk=world.engagements[level].pk)
        return actions.add_follow_up(actor=user, engagement=engagement, **{"title": "Call back"} | values)


def do(row: FollowUp, user: User, act: Any, **values: Any) -> FollowUp:
    """`act` on the row as it stands, by somebody."""
    with acting_as(user):
        found: FollowUp = act(FollowUp.objects.get(pk=row.pk), actor=user, **values)
        return found


def put(row: FollowUp, **values: Any) -> None:
    with arranging():
        FollowUp.objects.filter(pk=row.pk).update(**values)


def done(row: FollowUp, by: User, **values: Any) -> None:
    put(row, status="done", outcome="They agreed", completed_by=by, completed_at="2020-01-01T00:00Z", **values)


# Adding


def test_one_s_own_unless_another_owner_is_named(world: World) -> None:
    cast = world.cast
    assert add(world, cast.staff).owner == cast.staff
    assert add(world, cast.support_staff, owner=cast.staff).owner == cast.staff
    assert add(world, cast.team_member, 30).owner == cast.team_member


@pytest.mark.parametrize("who", ["observer", "administrator", "near_staff", "near_manager"])
def test_others_add_none(who: str, world: World) -> None:
    with pytest.raises(NotPermitted):
        add(world, getattr(world.cast, who))


def test_a_closed_engagement_takes_none(world: World) -> None:
    with arranging():
        Engagement.objects.filter(pk=world.engagements[10].pk).update(
            status="closed", closed_on="2021-01-01", outcome="Done"
        )
    with pytest.raises(Refused):
        add(world, world.cast.staff)


@pytest.mark.parametrize(
    ("level", "mark", "who"),
    [
        (20, None, "near_manager"),
        (20, None, "administrator"),
        (10, 20, "near_staff"),
        (10, 30, "manager"),
        (10, None, "auditor"),
        (10, None, "nobody"),
        (10, None, "lapsed"),
    ],
)
def test_an_owner_who_cannot_read_it_is_refused(level: int, mark: int | None, who: str, world: World) -> None:
    """By its own mark, not by its engagement's alone; and nothing is left behind."""
    by = world.cast.team_member if mark == 30 else world.cast.staff
    with pytest.raises(ValidationError) as refused:
        add(world, by, level, owner=getattr(world.cast, who), sensitivity=mark, title="Hers to do")
    assert set(refused.value.message_dict) == {"owner"}
    with arranging():
        assert not FollowUp.objects.filter(title="Hers to do").exists()


def test_asking_whether_somebody_reads_it_leaves_who_acts(world: World) -> None:
    row, cast = world.follow_ups[20, None], world.cast
    with acting_as(cast.staff):
        assert can_read(cast.support_staff, row)
        assert not can_read(cast.near_staff, row)
        with connection.cursor() as cursor:
            cursor.execute("select my_id()")
            assert cursor.fetchone() == (cast.staff.pk,)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"due_on": date(216, 1, 1)}, "due_on"),
        ({"priority": "urgent"}, "priority"),
        ({"due_precision": "week"}, "due_precision"),
        ({"sensitivity": 25}, "sensitivity"),
        ({"why": "nul \x00"}, "why"),
        ({"status": "done"}, "status"),
        ({"outcome": "Done already"}, "outcome"),
        ({"evidence": "A letter"}, "evidence"),
        ({"version": 7}, "version"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(wrong: dict[str, Any], field: str, world: World) -> None:
    with pytest.raises(ValidationError) as refused:
        add(world, world.cast.staff, **wrong)
    assert set(refused.value.message_dict) == {field}


def test_it_arises_from_an_entry_of_its_own_engagement(world: World) -> None:
    staff = world.cast.staff
    assert add(world, staff, arises_from=world.entries[10, None]).arises_from_id == world.entries[10, None].pk
    with pytest.raises(ValidationError) as refused:
        add(world, staff, arises_from=world.entries[20, None])
    assert set(refused.value.message_dict) == {"arises_from"}


def test_a_key_sent_twice_writes_once(world: World) -> None:
    key = uuid7()
    first, second = (add(world, world.cast.staff, key=key, title=text) for text in ("Once", "Twice"))
    assert first.pk == second.pk == key
    assert second.title == "Once"


# An office's own


def of_office(world: World, user: User, **values: Any) -> FollowUp:
    with acting_as(user):
        return actions.add_office_follow_up(actor=user, office=world.cast.lead, **{"title": "Write to all"} | values)


def test_an_office_s_own_is_shown_to_its_cleared_members_when_confidential(world: World) -> None:
    cast = world.cast
    row = of_office(world, cast.staff, sensitivity=20)
    seen = {user.username for user in cast.everybody if reads_it(user, row)}
    assert seen == {"lead.staff", "lead.manager", "lead.observer"}
    open_to_all = of_office(world, cast.staff)
    assert {user.username for user in cast.everybody if not reads_it(user, open_to_all)} == {
        "lead.auditor", "support.auditor", "near.auditor", "lapsed", "nobody",
    }  # fmt: skip


def reads_it(user: User, row: FollowUp) -> bool:
    with acting_as(user):
        return FollowUp.objects.filter(pk=row.pk).exists()


def test_an_office_s_own_is_at_most_confidential(world: World) -> None:
    with pytest.raises(ValidationError) as refused:
        of_office(world, world.cast.manager, sensitivity=30)
    assert set(refused.value.message_dict) == {"sensitivity"}
    with arranging(), pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.filter(pk=world.of_the_office[20].pk).update(mark=30)


def test_only_the_office_s_staff_and_managers_add_to_it(world: World) -> None:
    for user in (world.cast.near_manager, world.cast.support_staff, world.cast.observer, world.cast.administrator):
        with pytest.raises(NotPermitted):
            of_office(world, user)


# Changing


def test_amending_keeps_what_was_said_before(world: World) -> None:
    row, staff = world.follow_ups[10, None], world.cast.staff
    assert do(row, staff, actions.amend_follow_up, title="Write back").version == 2
    with acting_as(world.cast.near_staff):
        assert versions(FollowUp, row.pk)[0].changes["title"] == ("to do 10 marked None", "Write back")


@pytest.mark.parametrize("name", ["owner", "due_on", "due_precision", "status", "outcome", "engagement", "mark", "id"])
def test_amending_reaches_content_only(name: str, world: World) -> None:
    with pytest.raises((ValidationError, TypeError)):
        do(world.follow_ups[10, None], world.cast.staff, actions.amend_follow_up, **{name: None})


def test_amending_an_old_version_changes_nothing(world: World) -> None:
    staff = world.cast.staff
    with acting_as(staff):
        first, second = (FollowUp.objects.get(pk=world.follow_ups[10, None].pk) for _ in range(2))
        actions.amend_follow_up(first, actor=staff, title="First")
        for late in (
            lambda: actions.amend_follow_up(second, actor=staff, title="Second"),
            lambda: actions.move_due_date(second, actor=staff, to=DAY),
            lambda: actions.move(second, actor=staff, name="start"),
        ):
            with pytest.raises(Stale):
                late()
        assert FollowUp.objects.get(pk=first.pk).title == "First"


def test_raising_it_past_its_owner_is_refused_and_lowering_is_a_manager_s(world: World) -> None:
    cast, row = world.cast, world.follow_ups[10, None]
    put(row, owner=cast.near_staff)
    with pytest.raises(ValidationError) as refused:
        do(row, cast.staff, actions.amend_follow_up, sensitivity=20)
    assert set(refused.value.message_dict) == {"owner"}
    marked = world.follow_ups[10, 20]
    with pytest.raises(NotPermitted, match="lower"):
        do(marked, cast.staff, actions.amend_follow_up, sensitivity=None)
    assert do(marked, cast.manager, actions.amend_follow_up, sensitivity=None).mark is None


def test_moving_a_date_keeps_the_old_one_and_the_reason(world: World) -> None:
    row, staff = world.follow_ups[10, None], world.cast.staff
    do(row, staff, actions.move_due_date, to=DAY)
    with pytest.raises(ValidationError) as refused:
        do(row, staff, actions.move_due_date, to=LATER, reason=" ")
    assert set(refused.value.message_dict) == {"reason"}
    do(row, staff, actions.move_due_date, to=LATER, reason="The minister travels")
    do(row, staff, actions.move_due_date, to=None, reason="Nobody knows")
    with acting_as(world.cast.near_staff):
        told = [version.changes for version in versions(FollowUp, row.pk)][:3]
    assert [change["due_on"] for change in told] == [(LATER, None), (DAY, LATER), (None, DAY)]
    assert told[1]["reason"][1] == "The minister travels"


def test_a_date_that_stays_is_not_moved(world: World) -> None:
    row = world.follow_ups[10, None]
    do(row, world.cast.staff, actions.move_due_date, to=DAY)
    with pytest.raises(ValidationError):
        do(row, world.cast.staff, actions.move_due_date, to=DAY, reason="To be sure")
    assert do(row, world.cast.staff, actions.move_due_date, to=DAY, precision="month", reason="Some day then").pk


def test_a_manager_gives_it_to_somebody_who_can_read_it(world: World) -> None:
    cast, row = world.cast, world.follow_ups[20, None]
    assert do(row, cast.manager, actions.reassign, owner=cast.support_staff, reason="They asked").owner_id
    with pytest.raises(ValidationError) as refused:
        do(row, cast.manager, actions.reassign, owner=cast.near_manager)
    assert set(refused.value.message_dict) == {"owner"}
    with arranging():
        assert FollowUp.objects.get(pk=row.pk).owner_id == cast.support_staff.pk
    with pytest.raises(NotPermitted):
        do(row, cast.staff, actions.reassign, owner=cast.staff)


# Moving


def try_move(row: FollowUp, user: User, name: str, **given: str) -> str:
    try:
        return str(do(row, user, actions.move, name=name, **given).status)
    except (NotPermitted, Refused) as error:
        return error.code


def test_done_needs_an_outcome_also_by_raw_sql(world: World) -> None:
    row = world.follow_ups[10, None]
    for blank in ("", " \n"):
        with pytest.raises(ValidationError) as refused:
            try_move(row, world.cast.staff, "complete", outcome=blank)
        assert set(refused.value.message_dict) == {"outcome"}
    raw(row, "status = 'done', completed_by_id = owner_id, completed_at = now()")
    assert try_move(row, world.cast.staff, "complete", outcome="They agreed", evidence="A letter") == "done"
    with arranging():
        kept = FollowUp.objects.get(pk=row.pk)
    assert (kept.completed_by, kept.evidence) == (world.cast.staff, "A letter")


def raw(row: FollowUp, change: str) -> None:
    """Refused by the database itself, whoever asks."""
    with arranging() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute(f"update engagements_followup set {change} where id = %s", [row.pk])


def test_four_eyes_verify_what_matters_most(world: World) -> None:
    cast, row = world.cast, world.follow_ups[10, None]
    done(row, cast.manager)
    assert try_move(row, cast.manager, "verify") == "move_refused"  # of normal priority
    put(row, priority="high")
    assert try_move(row, cast.staff, "verify") == "not_permitted"
    assert try_move(row, cast.manager, "verify") == "move_refused"  # who completed it
    assert try_move(row, member("other.manager", cast.lead, "manager"), "verify") == "verified"


def test_four_eyes_also_by_raw_sql(world: World) -> None:
    row = world.follow_ups[10, None]
    done(row, world.cast.manager, priority="high")
    verified = "status = 'verified', verified_at = now()"
    raw(row, f"{verified}, verified_by_id = completed_by_id")
    raw(row, "status = 'verified'")
    raw(row, f"{verified}, verified_by_id = owner_id, completed_by_id = null, completed_at = null")
    raw(row, f"{verified}, verified_by_id = owner_id, outcome = ''")


def test_reopening_forgets_who_completed_it(world: World) -> None:
    row, cast = world.follow_ups[10, None], world.cast
    done(row, cast.staff)
    assert try_move(row, cast.staff, "reopen", reason="It came back") == "not_permitted"
    assert try_move(row, cast.manager, "reopen", reason="It came back") == "open"
    with arranging():
        assert FollowUp.objects.get(pk=row.pk).completed_by is None


def test_what_is_over_is_not_amended(world: World) -> None:
    row, cast = world.follow_ups[10, None], world.cast
    assert try_move(row, cast.manager, "cancel", reason="Not needed") == "cancelled"
    for act, values in (
        (actions.amend_follow_up, {"title": "Other"}),
        (actions.move_due_date, {"to": DAY}),
        (actions.reassign, {"owner": cast.staff}),
    ):
        with pytest.raises(Refused):
            do(row, cast.manager, act, **values)


def test_an_owner_elsewhere_works_on_it(world: World) -> None:
    row, near = world.follow_ups[10, None], world.cast.near_staff
    assert try_move(row, near, "start") == "not_permitted"
    put(row, owner=near)
    assert try_move(row, near, "start") == "in_progress"
    assert try_move(row, near, "block", reason="No answer") == "blocked"
    assert try_move(row, near, "cancel", reason="No answer") == "not_permitted"


# Closing


def closing(world: World, user: User, name: str) -> str:
    with acting_as(user):
        engagement = Engagement.objects.get(pk=world.engagements[10].pk)
        try:
            return str(move_engagement(engagement, actor=user, name=name, outcome="Signed", lessons="Patience").status)
        except MoveRefused as error:
            return str(error.message)


def test_closing_waits_for_what_the_actor_sees_and_for_nothing_else(world: World) -> None:
    """The third, strictly confidential and for the team alone, is in no number; it is not lost either."""
    cast, other = world.cast, member("other.manager", world.cast.lead, "manager")
    put_engagement(world, status="active")
    assert closing(world, cast.manager, "request_closure").startswith("2 follow-ups are still open")
    assert try_move(world.follow_ups[10, None], cast.manager, "complete", outcome="They agreed") == "done"
    assert closing(world, cast.manager, "request_closure").startswith("One follow-up is still open")
    assert try_move(world.follow_ups[10, 20], cast.manager, "cancel", reason="Not needed") == "cancelled"
    assert closing(world, cast.manager, "request_closure") == "closing"
    late = add(world, cast.staff)
    assert closing(world, other, "approve").startswith("One follow-up is still open")
    assert try_move(late, cast.manager, "cancel", reason="Not needed") == "cancelled"
    assert closing(world, other, "approve") == "closed"
    hidden = world.follow_ups[10, 30]
    with acting_as(cast.team_member):
        engagement = Engagement.objects.get(pk=world.engagements[10].pk)
        assert [item.follow_up for item in follow_up_panel(engagement, Rights(cast.team_member)).live] == [hidden]
    with pytest.raises(Refused):
        do(hidden, cast.team_member, actions.amend_follow_up, title="More")
    assert try_move(hidden, cast.team_member, "complete", outcome="They agreed") == "done"
    assert try_move(world.follow_ups[10, 20], cast.manager, "reopen", reason="Again") == "move_refused"


def put_engagement(world: World, **values: Any) -> None:
    with arranging():
        Engagement.objects.filter(pk=world.engagements[10].pk).update(**values)


def test_a_panel_counts_what_its_reader_sees(world: World) -> None:
    cast, found = world.cast, {}
    make.FollowUpFactory(engagement=world.engagements[10], owner=cast.staff, status="cancelled")
    for user in (cast.near_staff, cast.staff, cast.team_member):
        with acting_as(user):
            shown = follow_up_panel(Engagement.objects.get(pk=world.engagements[10].pk), Rights(user))
            found[user.username] = (shown.count, len(shown.over), shown.may_add)
    assert found == {"near.staff": (1, 1, False), "lead.staff": (2, 1, True), "team.member": (3, 1, True)}
