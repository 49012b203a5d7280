"""Histories: what changed around an engagement, and what an entry said before."""

from dataclasses import dataclass

import pytest
from django.db import transaction

from engagements.journal.actions import correct_entry, log_entry
from engagements.models import Engagement
from engagements.register.actions import amend_engagement
from engagements.team.actions import add_team_member, end_support, grant_support, remove_team_member
from offices.models import Country
from peaceapp.access.actor import acting_as
from tests import factories as make
from tests.arrange import arranging
from tests.cast import Cast, World, build_world, gather_cast
from tests.pages.client import signed_in, text
from tests.rest.caller import Caller


@dataclass(frozen=True)
class Changed:
    """What the tests below look at: committed change by change, for a history goes by the time of its transactions."""

    cast: Cast
    row: Engagement


@pytest.fixture
def changed(transactional_db: None) -> Changed:
    """An engagement whose team, offices, countries and text changed, in this order."""
    cast = gather_cast()
    row = build_world(cast).engagements[20]
    with transaction.atomic():
        make.SeatFactory(engagement=row, user=cast.manager)
    for change in (
        lambda: add_team_member(row, actor=cast.manager, user=cast.near_staff, reason="Speaks French"),
        lambda: remove_team_member(row, actor=cast.manager, user=cast.near_staff),
        lambda: grant_support(row, actor=cast.manager, office=cast.near, reason="They know the envoys"),
        lambda: end_support(row, actor=cast.manager, office=cast.near),
        lambda: amend_engagement(
            row, actor=cast.manager, summary="Talks began", countries=[Country.objects.get(pk="SN")]
        ),
    ):
        with acting_as(cast.manager):
            row.refresh_from_db()
            change()
    return Changed(cast, row)


def test_the_page_tells_who_was_let_in_by_whom_and_why(changed: Changed) -> None:
    client = signed_in(changed.cast.manager)
    told = text(client.get(f"/engagements/{changed.row.reference}/history/"))
    for words in (
        f"Team: {changed.cast.near_staff} added",
        "Speaks French",
        f"Team: {changed.cast.near_staff} removed",
        "Supporting office: NEAR-OFFICE added",
        "They know the envoys",
        "Supporting office: NEAR-OFFICE removed",
        "Countries: Senegal added",
        "Talks began",
        str(changed.cast.manager),
    ):
        assert words in told, words
    panel = text(client.get(f"/engagements/{changed.row.reference}/"))
    assert "Supporting office: NEAR-OFFICE removed" in panel


def test_the_api_pages_through_the_same_history_without_a_gap(changed: Changed) -> None:
    manager = Caller(changed.cast.manager)
    path = f"engagements/{changed.row.reference}/history/"
    whole = manager.get(path).said["results"]
    fields = [change["field"] for version in whole for change in version["changes"]]
    assert fields[:7] == [
        "countries",
        "countries",
        "summary",
        "supporting_offices",
        "supporting_offices",
        "team",
        "team",
    ]
    assert whole[4]["changes"][0]["after"] == {"id": "NEAR-OFFICE", "label": "NEAR-OFFICE"}
    assert whole[4]["reason"] == "They know the envoys"
    found, following = [], f"{path}?limit=1"
    while following:
        said = manager.get(following).said
        found += said["results"]
        following = said["next"] and said["next"].split("/api/v1/")[1]
    assert found == whole


def test_whoever_may_not_see_the_engagement_finds_no_history(changed: Changed) -> None:
    client = signed_in(changed.cast.near_observer)
    for path in (f"/engagements/{changed.row.reference}/history/", "/engagements/LEAD-2020-ZZZZ/history/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("cursor", ["x", "MA-", "LTE", "OTk5OTk5OTk5OTk5"])
def test_a_made_up_place_in_a_history_is_not_found(changed: Changed, cursor: str) -> None:
    client = signed_in(changed.cast.manager)
    assert client.get(f"/engagements/{changed.row.reference}/history/?before={cursor}").status_code == 404


def test_what_an_entry_said_before_is_read_on_its_page(world: World) -> None:
    cast, row = world.cast, world.engagements[10]
    with acting_as(cast.staff):
        entry = log_entry(actor=cast.staff, engagement=row, headline="Met the chair", occurred_on=row.opened_on)
    with acting_as(cast.staff):
        changes = {"headline": "Met the deputy chair", "body": "In his house"}
        correct_entry(entry, actor=cast.staff, reason="It was the deputy", **changes)
    client = signed_in(cast.staff)
    address = f"/engagements/{row.reference}/entries/{entry.pk}/history/"
    assert address in client.get(f"/engagements/{row.reference}/").content.decode()
    told = text(client.get(address))
    assert "Text:" in told  # as the form calls it
    assert "Corrected at" not in told
    for words in ("Met the chair", "Met the deputy chair", "It was the deputy", str(cast.staff)):
        assert words in told, words
    with arranging():
        Engagement.objects.filter(pk=row.pk).update(sensitivity=20)
    assert signed_in(cast.near_observer).get(address).status_code == 404
