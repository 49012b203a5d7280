"""Case E2: a filter that is given several times means any of the values; nothing counts as the last one silently."""

import re
from typing import Any

import django_filters as df
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagements.models import FollowUp
from peaceapp.api import urlpatterns as api
from peaceapp.filters import AnyOf
from peaceapp.lists.listing import Listing
from tests import factories as make
from tests.access.questions import viewsets
from tests.arrange import arranging
from tests.cast import Cast, World
from tests.pages.client import signed_in, text
from tests.rest.caller import Caller, refusals


def put(rows: Any, **values: Any) -> None:
    with arranging():
        rows.update(**values)


def titles(page: str) -> set[str]:
    return set(re.findall(r'class="cell-title"[^>]*>([^<]+)<', page))


@pytest.fixture
def statuses(world: World) -> World:
    put(FollowUp.objects.all(), status="open")
    for key, status in (((10, None), "cancelled"), ((10, 20), "blocked"), ((20, None), "in_progress")):
        put(FollowUp.objects.filter(pk=world.follow_ups[key].pk), status=status)
    return world


TWO = "status=cancelled&status=blocked"
WANTED = {"to do 10 marked None", "to do 10 marked 20"}


def test_e2_several_values_are_any_of_them(statuses: World) -> None:
    staff = statuses.cast.staff
    said = Caller(staff).get(f"follow-ups/?count=1&{TWO}").said
    assert ({row["title"] for row in said["results"]}, said["count"]) == (WANTED, 2)
    page = text(signed_in(staff).get(f"/follow-ups/?{TWO}"))
    assert titles(page) == WANTED


def test_e2_the_form_and_the_chips_show_each(statuses: World) -> None:
    page = text(signed_in(statuses.cast.staff).get(f"/follow-ups/?{TWO}&priority=normal"))
    select = re.search(r'<select name="status"[^>]*>.*?</select>', page, re.DOTALL)
    assert select is not None
    assert " multiple" in select[0].split(">")[0]
    assert re.findall(r'value="(\w+)" selected', select[0]) == ["blocked", "cancelled"]
    removes = re.findall(r'<a class="chip" href="([^"]+)">Status: <bdi>(\w+)</bdi>', page)
    assert removes == [
        ("/follow-ups/?priority=normal&amp;status=blocked", "Cancelled"),
        ("/follow-ups/?priority=normal&amp;status=cancelled", "Blocked"),
    ] or {words for _url, words in removes} == {"Cancelled", "Blocked"}
    assert all(url.count("status=") == 1 for url, _words in removes)
    one = text(signed_in(statuses.cast.staff).get("/follow-ups/?status=blocked"))
    assert " multiple" not in one
    assert '<option value="">Any</option>' in one


def test_e2_pages_and_cursors_keep_them(statuses: World) -> None:
    caller = Caller(statuses.cast.staff)
    first = caller.get(f"follow-ups/?{TWO}&limit=1").said
    second = caller.get(first["next"]).said
    found = [row["title"] for row in first["results"] + second["results"]]
    assert (set(found), len(found), second["next"]) == (WANTED, 2, None)


def test_e2_countries_and_other_links(world: World) -> None:
    staff = world.cast.staff
    places = [make.CountryFactory(), make.CountryFactory(), make.CountryFactory()]
    rows = [make.EngagementFactory(lead_office=world.cast.lead, title=f"In {place.alpha2}") for place in places]
    for row, place in zip(rows, places, strict=True):
        make.EngagementCountryFactory(engagement=row, country=place)
    make.EngagementCountryFactory(engagement=rows[0], country=places[1])  # of two: it is found once
    asked = f"country={places[0].alpha2}&country={places[1].alpha2}"
    said = Caller(staff).get(f"engagements/?count=1&{asked}").said
    assert (sorted(row["title"] for row in said["results"]), said["count"]) == ([rows[0].title, rows[1].title], 2)
    page = text(signed_in(staff).get(f"/engagements/?{asked}"))
    assert rows[0].title in page
    assert rows[1].title in page
    assert rows[2].title not in page


def test_e2_a_hidden_value_among_them_is_unknown(world: World) -> None:
    hidden, seen = world.engagements[30].reference, world.engagements[10].reference
    caller = Caller(world.cast.staff)
    answers = [caller.get(f"journal-entries/?engagement={seen}&engagement={one}") for one in (hidden, "NO-2020-AAAA")]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert [refusals(answer) for answer in answers] == [{"engagement": "invalid_choice"}] * 2


def test_e2_what_takes_one_value_refuses_two(world: World) -> None:
    caller, client = Caller(world.cast.staff), signed_in(world.cast.staff)
    for field, asked in (
        ("overdue", "overdue=true&overdue=false"),
        ("due_from", "due_from=2020-01-01&due_from=2021-01-01"),
        ("q", "q=a&q=b"),
        ("ordering", "ordering=due&ordering=added"),
        ("limit", "limit=1&limit=2"),
        ("count", "count=1&count=0"),
    ):
        answer = caller.get(f"follow-ups/?{asked}")
        assert (answer.status_code, refusals(answer)) == (400, {field: "repeated"}), asked
    assert "Give this parameter only once." in text(client.get("/follow-ups/?overdue=true&overdue=false"))


def listings() -> list[Listing]:
    found: dict[int, Listing] = {}
    for pattern in api:
        view = getattr(pattern, "callback", None)
        listing = getattr(getattr(view, "cls", None), "listing", None)
        if listing is not None:
            found[id(listing)] = listing
    return list(found.values())


def test_e2_every_choice_of_every_list_takes_several() -> None:
    every = listings()
    assert len(every) > 10
    single = {
        f"{listing.filters.__name__}.{name}"
        for listing in every
        for name, one in listing.filters.base_filters.items()
        if isinstance(one, df.ChoiceFilter | df.ModelChoiceFilter) and not isinstance(one, AnyOf)
    }
    assert single <= {"SourceFilter.is_weak"}, "yes or no, of which both is no filter"


def test_e2_costs_no_query_for_each_value(world: World) -> None:
    client = signed_in(world.cast.staff)
    counts = []
    many = "&".join(f"office={office.acronym}" for office in (world.cast.lead, world.cast.near, world.cast.support))
    for asked in ("status=draft&office=LEAD-OFFICE", f"status=draft&status=active&status=paused&{many}"):
        client.get(f"/engagements/?{asked}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/engagements/?{asked}").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_e2_the_schema_says_so(world: World) -> None:
    schema = Caller(world.cast.staff).get("schema/?format=json").said
    parameters = {one["name"]: one for one in schema["paths"]["/api/v1/follow-ups/"]["get"]["parameters"]}
    assert parameters["status"]["schema"]["type"] == "array"
    assert parameters["overdue"]["schema"]["type"] == "string"


def yes_and_no() -> list[tuple[str, str]]:
    """Every filter of every list of the API that takes yes or no, by the prefix of the list."""
    return [
        (prefix, name)
        for prefix, viewset in viewsets().items()
        for name, one in viewset.listing.filters.base_filters.items()
        if isinstance(one, df.BooleanFilter)
    ]


def test_e_neither_yes_nor_no_is_refused_by_every_list(cast: Cast) -> None:
    """It was taken for nothing, so that the whole list was the answer."""
    assert len(yes_and_no()) > 6
    caller = Caller(cast.manager)
    for prefix, name in yes_and_no():
        assert caller.get(f"{prefix}/?{name}=maybe").status_code == 400, (prefix, name)
        for word in ("true", "FALSE", "1", "0", ""):
            assert caller.get(f"{prefix}/?{name}={word}").status_code == 200, (prefix, name, word)


@pytest.mark.parametrize(
    "query", ["/countries/?is_covered=maybe", "/follow-ups/?overdue=maybe", "/persons/?retired=maybe"]
)
def test_e_neither_yes_nor_no_is_marked_on_the_page(query: str, cast: Cast) -> None:
    page = text(signed_in(cast.manager).get(query))
    assert "Give “true” or “false”." in page
    assert "Correct the marked filters" in page
