"""Break-glass: for a manager of the lead office who is cleared, by reference, for some hours, and never quietly."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from engagements.classification import actions, letters
from engagements.models import Engagement, TeamMember
from offices.models import AuditEvent, Membership, User
from peaceapp.access.actor import acting_as
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.errors import NotPermitted, Refused
from tests.arrange import arranging
from tests.cast import World, member
from tests.pages.client import signed_in, text


def broken(user: User, reference: str, **given: Any) -> Engagement:
    with acting_as(user):
        given = {"reason": "Her life is at risk", "hours": 24} | given
        return actions.break_glass(reference, actor=user, **given)


def sees(user: User, row: Engagement) -> bool:
    with acting_as(user):
        return Engagement.objects.filter(pk=row.pk).exists()


@pytest.fixture
def locked(world: World) -> Engagement:
    """Strictly confidential, led by somebody else than the office's manager, who is not on its team."""
    with arranging():
        Engagement.objects.filter(pk=world.engagements[30].pk).update(lead_officer=world.cast.team_member)
    assert not sees(world.cast.manager, world.engagements[30])
    return world.engagements[30]


def queued() -> list[tuple[str, dict[str, int]]]:
    with connection.cursor() as cursor:
        cursor.execute("select task_name, args::text from procrastinate_jobs where task_name like '%%glass' order by 1")
        return [(name, json.loads(given)) for name, given in cursor.fetchall()]


def test_it_opens_for_some_hours_and_is_told_at_once(locked: Engagement, world: World) -> None:
    cast = world.cast
    broken(cast.manager, locked.reference)
    assert sees(cast.manager, locked)
    with acting_as(cast.manager):
        seat = TeamMember.objects.get(engagement=locked, user=cast.manager)
    assert seat.by_glass
    assert seat.until_at
    assert timedelta(hours=23) < seat.until_at - timezone.now() <= timedelta(hours=24)
    told = queued()
    assert ("tell_lead_officer_of_glass", {"actor": cast.team_member.pk}) in told
    assert ("tell_auditor_of_glass", {"actor": cast.auditor.pk}) in told
    with acting_as(cast.auditor):
        (event,) = AuditEvent.objects.filter(verb="broke_glass")
    assert (event.actor_key, event.object, event.reason) == (cast.manager.pk, locked.reference, "Her life is at risk")
    assert "Her life is at risk" in text(signed_in(cast.team_member).get("/"))
    with arranging():
        TeamMember.objects.filter(pk=seat.pk).update(until_at=timezone.now() - timedelta(days=1))
    assert not sees(cast.manager, locked)


def test_letters_name_nothing(locked: Engagement, world: World) -> None:
    with arranging():
        User.objects.filter(pk=world.cast.team_member.pk).update(email="lead@example.org")
        User.objects.filter(pk=world.cast.auditor.pk).update(email="audit@example.org")
    broken(world.cast.manager, locked.reference)
    letters.notify_lead_officer(actor=world.cast.team_member.pk)
    letters.notify_auditor(actor=world.cast.auditor.pk)
    assert [letter.to for letter in mail.outbox] == [["lead@example.org"], ["audit@example.org"]]
    for letter in mail.outbox:
        assert locked.reference not in letter.subject + str(letter.body)
        assert "break-glass" in letter.body


@pytest.mark.parametrize("fate", ["deactivated", "removed", "moved on"])
def test_a_queued_letter_is_not_sent_to_whom_it_no_longer_concerns(fate: str, locked: Engagement, world: World) -> None:
    """Rights are looked at when it is sent, not when it was queued."""
    leader, auditor = world.cast.team_member, world.cast.auditor
    broken(world.cast.manager, locked.reference)
    assert len(queued()) >= 2
    with arranging():
        people = User.objects.filter(pk__in=[leader.pk, auditor.pk])
        people.update(email="somebody@example.org", is_active=fate != "deactivated")
        if fate == "removed":
            Membership.objects.filter(user__in=people).update(until_on=timezone.now().date() - timedelta(days=1))
        elif fate == "moved on":
            Membership.objects.filter(user=auditor).update(role="staff")
            Engagement.objects.filter(pk=locked.pk).update(lead_officer=world.cast.staff)
    letters.notify_lead_officer(actor=leader.pk)
    letters.notify_auditor(actor=auditor.pk)
    assert mail.outbox == []


def test_what_one_reads_anyway_needs_no_glass(locked: Engagement, world: World) -> None:
    manager = world.cast.manager
    for row in (world.engagements[10], world.engagements[20]):
        with pytest.raises(Refused, match="already"):
            broken(manager, row.reference)
    broken(manager, locked.reference)
    with pytest.raises(Refused, match="already"):
        broken(manager, locked.reference)
    with acting_as(manager):
        assert TeamMember.objects.filter(user=manager, by_glass=True).count() == 1
    sent = {"reference": world.engagements[20].reference, "reason": "x", "hours": "1"}
    answer = signed_in(manager).post("/engagements/break-glass/", sent)
    assert answer.status_code == 422
    assert "You already have access to this engagement" in text(answer)


def test_who_may_not_and_what_is_not_there_are_answered_alike(locked: Engagement, world: World) -> None:
    cast = world.cast
    less = member("less.cleared", cast.lead, "manager", 20)
    answers = []
    for user, reference in [
        (cast.near_manager, locked.reference),
        (less, locked.reference),
        (cast.manager, "NO-2016-ABCD"),
    ]:
        with pytest.raises(ValidationError) as caught:
            broken(user, reference)
        answers.append(caught.value.message_dict)
    assert answers[0] == answers[1] == answers[2]
    for user in (cast.staff, cast.observer, cast.auditor, cast.people["lead", "administrator"]):
        with pytest.raises(NotPermitted):
            broken(user, locked.reference)
        assert not sees(user, locked)
    with acting_as(cast.manager, ceiling=Sensitivity.CONFIDENTIAL), pytest.raises(ValidationError):  # as by a token
        actions.break_glass(locked.reference, actor=cast.manager, reason="x", hours=1)
    with arranging():
        tried = AuditEvent.objects.filter(verb="refused", kind="break-glass", actor_key=less.pk)
        assert tried.get().object == locked.reference


@pytest.mark.parametrize(
    ("given", "field"), [({"reason": " "}, "reason"), ({"hours": 73}, "hours"), ({"hours": 0}, "hours")]
)
def test_it_needs_a_reason_and_ends_within_three_days(
    given: dict[str, Any], field: str, locked: Engagement, world: World
) -> None:
    with pytest.raises(ValidationError) as caught:
        broken(world.cast.manager, locked.reference, **given)
    assert list(caught.value.message_dict) == [field]
    assert not sees(world.cast.manager, locked)


def test_the_page(locked: Engagement, world: World) -> None:
    manager = signed_in(world.cast.manager)
    sent = {"reference": locked.reference.lower(), "reason": "Her life is at risk", "hours": "72"}
    assert manager.post("/engagements/break-glass/", sent | {"hours": "73"}).status_code == 422
    kept = manager.post("/engagements/break-glass/", sent | {"reference": "NO-2016-ABCD"})
    assert kept.status_code == 422
    assert "Her life is at risk" in text(kept)
    answer = manager.post("/engagements/break-glass/", sent)
    assert (answer.status_code, answer["Location"]) == (302, f"/engagements/{locked.reference}/")
    assert "break-glass access," in text(manager.get(answer["Location"]))
    assert signed_in(world.cast.staff).get("/engagements/break-glass/").status_code == 403
