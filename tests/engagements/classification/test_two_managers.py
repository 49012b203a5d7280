"""Lowering from strictly confidential: one asks, another one who is named agrees; the database holds to it too."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from engagements.classification import actions, queries
from engagements.models import Engagement, JournalEntry, Lowering
from engagements.team import queries as team_queries
from offices.models import AuditEvent, User
from peaceapp.access.actor import acting_as
from peaceapp.errors import NotPermitted, Refused
from tests import factories as make
from tests.arrange import arranging
from tests.cast import Cast, World, member
from tests.pages.client import signed_in, text


@pytest.fixture
def strict(world: World) -> Engagement:
    make.SeatFactory(engagement=world.engagements[30], user=world.cast.manager)
    return world.engagements[30]


@pytest.fixture
def second(world: World) -> User:
    return member("second.manager", world.cast.near, "manager", 30)


def ask(row: Engagement, cast: Cast, second: User, to: int = 10) -> Lowering:
    with acting_as(cast.manager):
        found = Engagement.objects.get(pk=row.pk)
        return actions.request_lowering(
            actor=cast.manager, engagement=found, to=to, reason="It was published", second=second
        )


def answer(asked: Lowering, who: User, agree: bool, why: str = "") -> Engagement:
    with acting_as(who):
        return actions.answer_lowering(Lowering.objects.get(pk=asked.pk), actor=who, agree=agree, answer=why)


def level(row: Engagement) -> int:
    with arranging():
        return Engagement.objects.values_list("sensitivity", flat=True).get(pk=row.pk)


def test_two_lower_it_and_the_request_stays_the_teams(strict: Engagement, second: User, world: World) -> None:
    asked = ask(strict, world.cast, second)
    assert level(strict) == 30
    with acting_as(second):  # joins the team at once
        assert queries.lowerings_to_answer(second).get().pk == asked.pk
        assert Engagement.objects.filter(pk=strict.pk).exists()
    answer(asked, second, agree=True)
    assert level(strict) == 10
    with acting_as(world.cast.near_staff):
        assert Engagement.objects.get(pk=strict.pk).reason == "It was published"
        assert not Lowering.objects.filter(pk=asked.pk).exists()
        assert JournalEntry.objects.filter(engagement=strict).count() == 1  # those that were marked stay where they are
    with arranging():
        event = AuditEvent.objects.filter(verb="reclassified", engagement_key=strict.pk).get()
        assert (event.fields, event.reason, event.actor_key) == (["30", "10", "reason"], "", second.pk)


def test_no_is_an_answer_with_a_reason_and_lowers_nothing(strict: Engagement, second: User, world: World) -> None:
    asked = ask(strict, world.cast, second)
    with pytest.raises(ValidationError):
        answer(asked, second, agree=False)
    answer(asked, second, agree=False, why="Not before the talks end")
    assert level(strict) == 30
    with pytest.raises(Refused):
        answer(asked, second, agree=True)
    ask(strict, world.cast, second)  # it may be asked again


def test_nobody_but_the_named_one_answers(strict: Engagement, second: User, world: World) -> None:
    other = member("other.manager", world.cast.lead, "manager", 30)
    make.SeatFactory(engagement=strict, user=other)
    asked = ask(strict, world.cast, second)
    for who in (world.cast.manager, other, world.cast.team_member):
        with pytest.raises(NotPermitted):
            answer(asked, who, agree=True)
    with pytest.raises(Refused):  # one question at a time
        ask(strict, world.cast, other)
    with acting_as(other), pytest.raises(Refused):
        actions.withdraw_lowering(Lowering.objects.get(pk=asked.pk), actor=other)
    with acting_as(world.cast.manager):
        actions.withdraw_lowering(Lowering.objects.get(pk=asked.pk), actor=world.cast.manager)
    assert level(strict) == 30


def test_only_cleared_managers_can_be_named(strict: Engagement, world: World) -> None:
    cast = world.cast
    with acting_as(cast.manager):
        named = set(queries.possible_second_managers(strict))
    assert named
    for user in named:
        with acting_as(user):
            assert team_queries.is_cleared(user, strict) or not Engagement.objects.filter(pk=strict.pk).exists()
    for user in (cast.manager, cast.staff, cast.observer, cast.auditor, cast.lapsed, cast.nobody):
        assert user not in named
        with pytest.raises(ValidationError):
            ask(strict, cast, user)
    with acting_as(cast.staff):  # who does not see it learns nobody
        assert not queries.possible_second_managers(strict).exists()


def test_the_database_refuses_one_alone(strict: Engagement, second: User, world: World) -> None:
    manager = world.cast.manager

    def refused(act: object) -> None:
        with pytest.raises(DatabaseError, match=r"takes two|answered by another"), transaction.atomic():
            act()  # type: ignore[operator]

    row = {"engagement": strict, "level": 20, "reason": "x", "mark": 30}
    with acting_as(manager):
        refused(lambda: Engagement.objects.filter(pk=strict.pk).update(sensitivity=20))
        refused(lambda: Lowering.objects.create(**row, asked_by=second, second=manager))
    asked = ask(strict, world.cast, second, to=20)
    with acting_as(manager):
        refused(lambda: Lowering.objects.filter(pk=asked.pk).update(agreed=True, answered_at=asked.asked_at))
        refused(lambda: Lowering.objects.filter(pk=asked.pk).update(second=world.cast.team_member))
    with acting_as(second):
        refused(lambda: Engagement.objects.filter(pk=strict.pk).update(sensitivity=20))  # without having agreed
    answer(asked, second, agree=True)
    assert level(strict) == 20


def test_the_pages_lead_through_it(strict: Engagement, second: User, world: World) -> None:
    cast, page = world.cast, f"/engagements/{strict.reference}/"
    first = signed_in(cast.manager)
    assert f"{page}lowering/" in text(first.get(page))
    shown = text(first.get(f"{page}lowering/"))
    assert "second.manager" in shown
    assert cast.staff.username not in shown
    sent = {"to": "20", "reason": "It was published", "second": "second.manager"}
    assert first.post(f"{page}lowering/", sent | {"reason": ""}).status_code == 422
    assert first.post(f"{page}lowering/", sent).status_code == 302
    assert "It was published" in text(first.get(page))
    assert "Withdraw request" in text(first.get(f"{page}lowering/answer/"))
    assert signed_in(cast.team_member).get(f"{page}lowering/answer/").status_code == 403
    assert signed_in(cast.near_staff).get(f"{page}lowering/answer/").status_code == 404
    other = signed_in(second)
    assert f"{page}lowering/answer/" in text(other.get("/"))
    assert other.post(f"{page}lowering/answer/", {"agree": "no"}).status_code == 422
    assert other.post(f"{page}lowering/answer/", {"agree": "yes"}).status_code == 302
    assert level(strict) == 20
    assert first.get(f"{page}lowering/answer/").status_code == 404
