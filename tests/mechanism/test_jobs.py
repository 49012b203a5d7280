"""Jobs run as whoever caused them, with the rights of the moment; and only if their cause was committed."""

from typing import Any

import pytest
from django.db import connection, transaction

from engagements.models import Engagement
from peaceapp.access.actor import acting_as
from peaceapp.jobs import job
from tests.arrange import arranging
from tests.cast import World

heard: list[tuple[str, int]] = []


@job("tests.listen")
def listen(user: Any, *, note: int) -> None:
    heard.append((user.username, note + Engagement.objects.count()))


def queued() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = 'tests.listen'")
        return int(cursor.fetchone()[0])


@pytest.fixture(autouse=True)
def _silence() -> None:
    heard.clear()


def test_a_job_sees_what_its_actor_sees(world: World) -> None:
    for who in (world.cast.staff, world.cast.near_staff):
        listen(actor=who.pk, note=0)
    with acting_as(world.cast.staff):
        lead = Engagement.objects.count()
    with acting_as(world.cast.near_staff):
        near = Engagement.objects.count()
    assert [seen for _name, seen in heard] == [lead, near]
    assert lead > near > 0


def test_a_job_of_a_deactivated_account_does_nothing(world: World) -> None:
    user = world.cast.staff
    with arranging():
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    listen(actor=user.pk, note=1)
    assert heard == []


def test_a_rolled_back_change_queues_nothing(world: World) -> None:
    user = world.cast.staff
    with acting_as(user):
        listen.defer(actor=user.pk, note=1)
        transaction.set_rollback(True)
    assert queued() == 0
    with acting_as(user):
        listen.defer(actor=user.pk, note=1)
    assert queued() == 1
