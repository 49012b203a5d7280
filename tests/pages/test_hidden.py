"""What is hidden answers as what never was: status, body and headers, on every address and by every method."""

from typing import Any

import pytest
from django.test import Client

from engagements.models import EntryPartner
from offices.models import User
from peaceapp.access.keys import uuid7
from tests import factories as make
from tests.cast import World
from tests.pages.client import signed_in, text

UNKNOWN = "LEAD-OFFICE-2020-ZZZZ"
BELOW = ["", "edit/", "sensitivity/", "team/", "support/", "move/", "entries/", "entries/{key}/"]
POSTED = {
    "title": "Renamed", "headline": "They met", "occurred_on": "2020-01-01", "reason": "Why not", "name": "withdraw",
    "version": "1", "sensitivity": "10", "username": "nobody", "office": "1", "leaves": "team.member", "ends": "X",
}  # fmt: skip
VARYING = {"Set-Cookie", "Content-Length"}  # the CSRF cookie; compressed length follows the token


def answer(client: Client, method: str, path: str) -> tuple[Any, ...]:
    response = client.generic(method, path) if method != "POST" else client.post(path, POSTED)
    return response.status_code, text(response), {k: v for k, v in response.headers.items() if k not in VARYING}


def outsiders(world: World, level: int) -> list[User]:
    """Everybody who does not see the lead office's engagement of this level."""
    cast = world.cast
    apart = [cast.administrator, cast.auditor, cast.near_staff, cast.near_manager, cast.lapsed, cast.nobody]
    return apart if level == 20 else [*apart, cast.staff, cast.manager, cast.observer, cast.support_manager]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("level", [20, 30])
def test_a_hidden_engagement_is_an_unknown_one(level: int, method: str, world: World) -> None:
    hidden, entry = world.engagements[level], world.entries[level, None]
    for user in outsiders(world, level):
        client = signed_in(user)
        for below in BELOW:
            path = "/engagements/{}/" + below.format(key=entry.pk)
            said = answer(client, method, path.format(hidden.reference))
            assert said == answer(client, method, path.format(UNKNOWN)), (user, path)
            assert said[0] in ({404, 405} if method in {"GET", "HEAD", "POST"} else {200, 404, 405}), (user, path)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_hidden_entry_is_an_unknown_one(method: str, world: World) -> None:
    """Of an engagement that is seen itself."""
    cast = world.cast
    for user, mark in ((cast.near_staff, 20), (cast.manager, 30), (cast.near_manager, 20)):
        client, entry = signed_in(user), world.entries[10, mark]
        path = f"/engagements/{world.engagements[10].reference}/entries/{{}}/"
        said = answer(client, method, path.format(entry.pk))
        assert said[0] == 404
        assert said == answer(client, method, path.format(uuid7()))


def test_an_entry_is_found_below_its_own_engagement_only(world: World) -> None:
    client, entry = signed_in(world.cast.manager), world.entries[10, None]
    other = world.engagements[20].reference
    assert client.get(f"/engagements/{other}/entries/{entry.pk}/").status_code == 404


def test_the_timeline_does_not_begin_at_a_hidden_entry(world: World) -> None:
    client, page = signed_in(world.cast.near_staff), f"/engagements/{world.engagements[10].reference}/?before="
    hidden = text(client.get(page + str(world.entries[10, 20].pk)))
    assert hidden == text(client.get(page + str(uuid7()))) == text(client.get(page + "nonsense"))


def test_a_page_has_no_trace_of_hidden_entries(world: World) -> None:
    """Not in the journal, its count, the history, nor the date of the last entry."""
    page = text(signed_in(world.cast.near_staff).get(f"/engagements/{world.engagements[10].reference}/"))
    assert "10 marked None" in page
    assert "10 marked 20" not in page
    assert "10 marked 30" not in page
    assert "1 entry" in page


@pytest.mark.parametrize("level", [20, 30])
def test_the_register_has_no_trace_of_hidden_engagements(level: int, world: World) -> None:
    """Neither as a row nor in a count, searched for by its words, its reference, its level or its office."""
    hidden = world.engagements[level]
    queries = ["", "q=" + hidden.title.split()[-1], f"q={hidden.reference}", "status=draft", "office=LEAD-OFFICE",
               "sensitivity=" + {20: "confidential", 30: "strictly_confidential"}[level], "ordering=title"]  # fmt: skip
    for user in outsiders(world, level):
        client = signed_in(user)
        for query in queries:
            page = text(client.get(f"/engagements/?{query}"))
            assert f'href="/engagements/{hidden.reference}/"' not in page
            assert f">{hidden.title}<" not in page


def test_counts_are_of_what_is_seen(world: World) -> None:
    cast = world.cast
    seen = {cast.team_member: 4, cast.staff: 4, cast.near_staff: 2, cast.administrator: 2, cast.auditor: 0}
    for user, number in seen.items():
        page = text(signed_in(user).get("/engagements/"))
        assert f"{number} engagements" in page, user


def test_a_picker_offers_nothing_that_is_hidden(world: World) -> None:
    """Forms list reference data and, for teams, names that are typed; never an engagement."""
    client = signed_in(world.cast.manager)
    reference = world.engagements[10].reference
    for path in ("/engagements/new/", f"/engagements/{reference}/edit/", f"/engagements/{reference}/support/"):
        page = text(client.get(path))
        assert world.engagements[30].title not in page
        assert world.engagements[30].reference not in page


def test_a_page_is_marked_by_the_names_that_its_entries_show(world: World) -> None:
    """For paper: an unclassified entry that names a confidential partner makes a confidential sheet."""
    entry = world.entries[10, None]
    client, path = (
        signed_in(world.cast.manager),
        f"/engagements/{entry.engagement.reference}/entries/{entry.pk}/history/",
    )
    assert 'data-levels="Unclassified|Confidential|Strictly confidential">Unclassified<' in text(client.get(path))
    make.tie(EntryPartner, entry=entry, partner=world.partners[20])
    assert 'data-levels="Unclassified|Confidential|Strictly confidential">Confidential<' in text(client.get(path))
