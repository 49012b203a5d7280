"""Lists, single objects, and what is not there."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagements.models import Engagement
from tests import factories as make
from tests.arrange import arranging, as_if_committed
from tests.rest.caller import Caller, refusals


def below(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def walk(caller: Caller, path: str, way: str = "next") -> list[list[str]]:
    """The ids on each page, following `way` to its end."""
    pages = []
    while path:
        said = caller.get(path).said
        pages.append([row["id"] for row in said["results"]])
        path = said[way] and below(said[way])
    return pages


@pytest.fixture
def tied(cast: Any) -> list[str]:
    """Engagements of which many were opened on one day and some share a title."""
    rows = [
        make.EngagementFactory(lead_office=cast.lead, opened_on=date(2020, 1, 1 + n % 2), title=f"Title {n % 3}")
        for n in range(23)
    ]
    return [row.reference for row in rows]


@pytest.mark.parametrize("ordering", ["-latest", "opened", "title", "-title"])
def test_pages_hold_every_row_once_both_ways_although_rows_tie(call, cast, tied, ordering):
    staff = call(cast.staff)
    pages = walk(staff, f"engagements/?limit=5&ordering={ordering}")
    found = [reference for page in pages for reference in page]
    assert [len(page) for page in pages] == [5, 5, 5, 5, 3]
    assert sorted(found) == sorted(tied)
    last = staff.get(f"engagements/?limit=5&ordering={ordering}")
    while last.said["next"]:
        last = staff.get(below(last.said["next"]))
    assert last.said["next"] is None
    back = walk(staff, below(last.said["previous"]), "previous")
    assert list(reversed(back)) == pages[:-1]


def test_previous_of_a_list_that_is_at_its_beginning_is_empty(call, cast, tied):
    staff = call(cast.staff)
    first = staff.get("engagements/?limit=5").said
    assert first["previous"] is None
    again = staff.get(below(staff.get(below(first["next"])).said["previous"])).said
    assert [row["id"] for row in again["results"]] == [row["id"] for row in first["results"]]
    assert again["previous"] is None


def test_next_keeps_the_filters(call, cast, tied):
    address = call(cast.staff).get("engagements/?limit=5&q=Title&status=draft").said["next"]
    assert address.startswith("http://testserver/api/v1/engagements/?limit=5&q=Title&status=draft&cursor=")


def test_count_is_given_on_request_and_capped(call, cast, monkeypatch, tied):
    staff = call(cast.staff)
    assert "count" not in staff.get("engagements/").said
    said = staff.get("engagements/?count=1&limit=1").said
    assert (said["count"], said["count_is_capped"]) == (23, False)
    monkeypatch.setattr("peaceapp.lists.listing.CAP", 20)
    said = staff.get("engagements/?count=1&limit=1").said
    assert (said["count"], said["count_is_capped"]) == (20, True)
    assert staff.get("engagements/?count=1&q=nothing").said["count"] == 0


NOT_UNDERSTOOD = [
    ("statsu=draft", "statsu"),
    ("lead_officer__password__startswith=p", "lead_officer__password__startswith"),
    ("ordering=lead_officer__password", "ordering"),
    ("ordering=--latest", "ordering"),
    ("status=nothing", "status"),
    ("office=NOBODY", "office"),
    ("sensitivity=20", "sensitivity"),
    ("opened_from=20200101", "opened_from"),
    ("limit=0", "limit"),
    ("limit=-1", "limit"),
    ("limit=9223372036854775808", "limit"),
    ("limit=%D9%A1", "limit"),
    ("count=yes", "count"),
    ("cursor=x", "cursor"),
    ("cursor=W10", "cursor"),
    ("cursor=%00", "cursor"),
    ("q=%00", "q"),
]


def test_parameters_that_are_not_understood_are_refused(call, cast):
    staff = call(cast.staff)
    for query, field in NOT_UNDERSTOOD:
        response = staff.get(f"engagements/?{query}")
        assert response.status_code == 400, query
        assert field in refusals(response)


def test_limit_beyond_the_most_is_the_most(call, cast):
    with arranging():
        Engagement.objects.bulk_create(
            Engagement(lead_office=cast.lead, reference=f"M-{n}", title="Many", opened_on=date(2020, 1, 1))
            for n in range(205)
        )
    assert len(call(cast.staff).get("engagements/?limit=1000000").said["results"]) == 200


def everything(call: Any, user: Any, key: str) -> dict[str, tuple[Any, ...]]:
    """What each way of asking for `key` answers, headers and all, with the key itself rubbed out."""
    caller, path = call(user), f"engagements/{key}/"
    asked = {
        "get": caller.get(path),
        "head": caller.send("HEAD", path),
        "options": caller.send("OPTIONS", path),
        "patch": caller.patch(path, {"title": "Mine"}, 1),
        "delete": caller.send("DELETE", path),
        "moves": caller.get(f"{path}transitions/"),
        "move": caller.post(f"{path}transitions/", {"name": "submit"}),
        "history": caller.get(f"{path}history/"),
        "history options": caller.send("OPTIONS", f"{path}history/"),
        "entries": caller.get(f"journal-entries/?engagement={key}"),
        "entry": caller.post("journal-entries/", {"engagement": key, "headline": "x", "occurred_on": "2020-01-01"}),
    }
    return {
        way: (answer.status_code, answer.content.replace(key.encode(), b"KEY"), sorted(answer.headers.items()))
        for way, answer in asked.items()
    }


def test_hidden_is_unknown_byte_for_byte(call, cast, world):
    for user, level in ((cast.near_staff, 20), (cast.near_manager, 30), (cast.manager, 30), (cast.observer, 30)):
        hidden = everything(call, user, world.engagements[level].reference)
        assert hidden == everything(call, user, "TEST-2020-9998")
        assert hidden["get"][0] == 404


def test_hidden_entry_is_unknown_byte_for_byte(call, cast, world):
    unknown = "01890000-0000-7000-8000-000000000000"
    caller = call(cast.near_staff)
    for method in ("GET", "HEAD", "OPTIONS", "PATCH"):
        answers = [
            caller.send(method, f"journal-entries/{key}/", {} if method == "PATCH" else None)
            for key in (str(world.entries[10, 20].pk), unknown, "99999999999999999999", "no%00key", "%F0%9F%92%A5")
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert len({(answer.content, *sorted(answer.headers.items())) for answer in answers}) == 1


def test_options_and_head_of_what_is_there(call, cast, world):
    path = f"engagements/{world.engagements[10].reference}/"
    response = call(cast.staff).send("OPTIONS", path)
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS, PATCH"
    assert call(cast.staff).send("HEAD", path).headers["ETag"]


def test_signed_out_is_told_to_sign_in_everywhere(call, world):
    reference = world.engagements[10].reference
    for path in (
        "", "me/", "schema/", "offices/", "engagements/", f"engagements/{reference}/", "engagements/NONE/", "nothing/",
        f"engagements/{reference}/transitions/", f"engagements/{reference}/history/",
    ):  # fmt: skip
        response = call().get(path)
        assert response.status_code == 401, path
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.headers["WWW-Authenticate"] == "Bearer"
    assert call().post("journal-entries/bulk/", []).status_code == 401
    assert call().get("docs/").status_code == 302


def test_lapsed_and_nobody_see_nothing(call, cast, world):
    for user in (cast.lapsed, cast.nobody):
        for name in ("engagements", "journal-entries", "offices", "countries", "kinds", "themes", "users"):
            assert call(user).get(f"{name}/?count=1").said["count"] == 0, (user, name)


def test_reference_lists_and_their_rows(call, cast):
    staff = call(cast.staff)
    office = staff.get(f"offices/{cast.lead.acronym}/")
    assert (office.status_code, office.said["id"]) == (200, cast.lead.acronym)
    for name in ("countries", "kinds", "themes"):
        said = staff.get(f"{name}/?limit=2").said
        for row in said["results"]:
            assert staff.get(f"{name}/{row['id']}/").said == row
    assert staff.get("offices/?q=near-off").said["results"][0]["id"] == cast.near.acronym
    assert staff.post("offices/", {}).status_code == 405


def test_users_are_the_active_by_name_without_more(call, cast):
    with arranging() as cursor:
        cursor.execute("update offices_user set is_active = false where username = 'near.staff'")
        cursor.execute("update offices_user set name = '' where username = 'near.manager'")
    staff = call(cast.staff)
    assert staff.get("users/lead.staff/").said == {"id": "lead.staff", "label": "Lead Staff"}
    assert staff.get("users/near.manager/").said == {"id": "near.manager", "label": "near.manager"}
    assert staff.get("users/near.staff/").status_code == 404
    assert [row["id"] for row in staff.get("users/?q=lead.m").said["results"]] == ["lead.manager"]


def test_me(call, cast):
    said = call(cast.manager).get("me/").said
    assert (said["id"], said["name"]) == ("lead.manager", "Lead Manager")
    assert said["memberships"] == [
        {
            "role": "manager",
            "office": {"id": cast.lead.acronym, "label": cast.lead.name},
            "clearance": "strictly_confidential",
            "from_on": "2016-01-28",
            "until_on": None,
        }
    ]
    assert call(cast.manager).patch("me/", {"memberships": []}).status_code == 405


def test_history_leaves_out_versions_above_the_readers_level(call, cast, world):
    row = make.EngagementFactory(lead_office=cast.lead, title="First words")
    staff, manager, near = call(cast.staff), call(cast.manager), call(cast.near_observer)
    path = f"engagements/{row.reference}/"
    make.SeatFactory(engagement=row, user=cast.staff)
    as_if_committed()
    assert staff.patch(path, {"sensitivity": "confidential", "title": "Secret words"}, 1).status_code == 200
    as_if_committed()
    lowered = manager.patch(path, {"sensitivity": "unclassified", "reason": "Over"}, 3)
    assert lowered.status_code == 200, lowered.said
    told = staff.get(f"{path}history/").said["results"]
    (seat,) = (one for one in told if "team" in {change["field"] for change in one["changes"]})
    said = [one for one in told if one is not seat]
    assert seat["changes"] == [
        {"field": "team", "before": None, "after": {"id": "lead.staff", "label": cast.staff.name}}
    ]
    fields = [[change["field"] for change in version["changes"]] for version in said]
    assert fields == [["sensitivity"], [], ["title", "sensitivity"], []], "what one request writes has one level"
    assert said[0]["changes"][0] == {"field": "sensitivity", "before": "confidential", "after": "unclassified"}
    assert [version["by"] and version["by"]["id"] for version in said] == [
        "lead.manager",
        "lead.staff",
        "lead.staff",
        None,
    ]
    seen = near.get(f"{path}history/").said["results"]
    assert len(seen) == 1 + 2
    assert "confidential" not in {str(change["after"]) for version in seen for change in version["changes"]}
    pages = near.get(f"{path}history/?limit=2").said
    rest = near.get(below(pages["next"])).said
    assert pages["results"] + rest["results"] == seen
    assert rest["next"] is None


def test_answers_are_stored_by_nobody(call, cast, world):
    staff = call(cast.staff)
    for path in ("", "me/", "engagements/", "engagements/NONE/", "nothing", "schema/"):
        assert staff.get(path).headers["Cache-Control"] == "no-store", path


def test_list_costs_the_same_queries_whatever_its_length(call, cast, world):
    staff, counts = call(cast.staff), []
    for rows in (1, 30):
        for _ in range(rows):
            row = make.EngagementFactory(lead_office=cast.lead, lead_officer=cast.staff)
            make.EngagementCountryFactory(engagement=row)
            make.EngagementThemeFactory(engagement=row)
            make.EntryFactory(engagement=row, author=cast.staff)
        for path in ("engagements/", "journal-entries/", "users/", "offices/", "countries/"):
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert staff.get(path).status_code == 200
            counts.append((path, len(captured)))
    assert counts[: len(counts) // 2] == counts[len(counts) // 2 :]
    assert dict(counts)["engagements/"] <= 11


def test_schema_and_documentation(call, cast):
    said = call(cast.staff).get("schema/").said
    assert "/api/v1/engagements/{key}/transitions/" in said["paths"]
    response = call(cast.staff).client.get("/api/v1/docs/")
    assert response.status_code == 200
    assert b"/api/v1/journal-entries/bulk/" in response.content
    assert call(cast.staff).get("").said["engagements"] == "http://testserver/api/v1/engagements/"


def test_a_name_that_comes_twice_or_in_another_place_decides_nothing(call, cast, world):
    """Of a filter the last counts; what stands in the address is no part of a body."""
    staff, engagement = call(cast.staff), world.engagements[10]
    for query in ("status=closed&status=draft", "status=draft"):
        assert engagement.reference in {
            row["id"] for row in staff.get(f"engagements/?{query}&limit=200").said["results"]
        }
    assert staff.get("engagements/?status=draft&status=nothing").status_code == 400
    sent = {"engagement": engagement.reference, "headline": "Met", "occurred_on": "2020-03-01"}
    made = staff.post("journal-entries/?headline=Other&sensitivity=unclassified", sent)
    assert (made.status_code, made.said["headline"]) == (201, "Met")
    assert staff.post("journal-entries/?headline=Other", sent | {"headline": ""}).status_code == 400
