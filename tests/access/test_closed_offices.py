"""A closed office gives no rights: by session and by token, on every table."""

from datetime import date, timedelta
from typing import Any

from offices.access.rights import Rights
from offices.models import Office, User
from offices.tokens.actions import make_token
from peaceapp.access.actor import acting_as
from tests.access.oracle import Truth, judge
from tests.access.tables import secured
from tests.arrange import arranging
from tests.cast import World
from tests.rest.caller import Caller

TODAY = date.today()


def close(office: Office, on: date = TODAY, heir: Office | None = None) -> None:
    with arranging():
        Office.objects.filter(pk=office.pk).update(closed_on=on, succeeded_by=heir)


def entry(world: World) -> dict[str, str]:
    return {"engagement": world.engagements[10].reference, "headline": "Met", "occurred_on": "2020-03-01"}


def test_closing_an_office_ends_what_its_members_may_do_there(world: World) -> None:
    staff = world.cast.staff
    caller = Caller(staff)
    with acting_as(staff):
        _row, key = make_token(staff, name="a machine", scope="write")
    by_token = {"Authorization": f"Bearer {key}"}
    for headers in ({}, by_token):
        assert caller.post("journal-entries/", entry(world), **headers).status_code == 201
    close(world.cast.lead)
    for headers in ({}, by_token):
        assert caller.post("journal-entries/", entry(world), **headers).status_code == 400, "it is not there"
        assert caller.get("engagements/", **headers).said["results"] == []
    with acting_as(staff):
        assert Rights(staff).held == []


def test_the_oracle_agrees_on_every_table(world: World) -> None:
    close(world.cast.lead)
    people: list[User | None] = [*world.cast.everybody, None]
    assert judge(Truth(), people, secured()) == (set(), set())


def test_a_day_to_come_closes_nothing_yet_and_an_heir_takes_over(world: World) -> None:
    staff = world.cast.staff
    close(world.cast.lead, TODAY + timedelta(days=1))
    assert Caller(staff).post("journal-entries/", entry(world)).status_code == 201
    close(world.cast.lead, TODAY, world.cast.near)
    people: list[Any] = world.cast.everybody
    assert judge(Truth(), people, secured()) == (set(), set())
    with acting_as(world.cast.near_staff):
        assert world.cast.lead.pk in Rights(world.cast.near_staff).offices()


def test_what_is_opened_again_gives_rights_again(world: World) -> None:
    close(world.cast.lead)
    with arranging():
        Office.objects.filter(pk=world.cast.lead.pk).update(closed_on=None)
    assert Caller(world.cast.staff).post("journal-entries/", entry(world)).status_code == 201
