"""The register: filters, chips, orders, pages, and what they cost."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagements.models import Engagement, EngagementCountry, EngagementKind, EngagementTheme, JournalEntry
from engagements.register.choices import Orientation, Setting
from offices.models import Country
from peaceapp.search.folding import search_text
from tests import factories as make
from tests.arrange import arranging
from tests.cast import Cast, World
from tests.pages.client import signed_in, text

ROW = re.compile(r'href="/engagements/(TEST-[^/]+)/"')
CHIP = re.compile(r'class="chip" href="([^"]*)">([^<]*): <bdi>([^<]*)</bdi>')
NEXT, PREVIOUS = re.compile(r'href="([^"]*)" rel="next"'), re.compile(r'href="([^"]*)" rel="prev"')


def listed(page: str) -> list[str]:
    return list(dict.fromkeys(ROW.findall(page)))


def link(pattern: re.Pattern[str], page: str) -> str | None:
    found = pattern.search(page)
    return found[1].replace("&amp;", "&") if found else None


def many(cast: Cast, number: int) -> list[Engagement]:
    """Engagements that share their days in threes, so that every page ends within a tie."""
    with arranging():
        rows = Engagement.objects.bulk_create(
            Engagement(
                reference=f"TEST-{n:04}", title=f"Talks {n // 3}", lead_office=cast.lead, lead_officer=cast.staff,
                opened_on=f"2020-{n // 27 % 12 + 1:02}-{n // 3 % 9 + 1:02}",
            )
            for n in range(number)
        )  # fmt: skip
        country, kind, theme = make.CountryFactory(), make.KindFactory(), make.ThemeFactory()
    for row in rows[:5]:
        make.EngagementCountryFactory(engagement=row, country=country)
        make.EngagementKindFactory(engagement=row, kind=kind)
        make.EngagementThemeFactory(engagement=row, theme=theme)
    return rows


def test_an_empty_search_says_what_it_read(cast: Cast) -> None:
    client, said = signed_in(cast.staff), "but not journal entries"
    assert said in text(client.get("/engagements/?q=Jammeh"))
    assert said not in text(client.get("/engagements/?status=closed"))


@pytest.mark.parametrize("ordering", ["", "latest", "-latest", "opened", "-opened", "title", "-title"])
def test_pages_show_every_row_once_both_ways(ordering: str, cast: Cast) -> None:
    many(cast, 120)
    client, path, there = signed_in(cast.near_observer), f"/engagements/?ordering={ordering}", []
    back: list[list[str]] = []
    while path:
        page = text(client.get(path))
        there.append(listed(page))
        last, path = path, link(NEXT, page) or ""
    assert [len(rows) for rows in there] == [50, 50, 20]
    assert len({reference for rows in there for reference in rows}) == 120
    path = last
    while path:
        page = text(client.get(path))
        back.insert(0, listed(page))
        path = link(PREVIOUS, page) or ""
    assert back == there


@pytest.mark.parametrize(
    "query", ["cursor=nonsense", "cursor=W10", "cursor=%00", "ordering=lead_officer__password", "ordering=status"]
)
def test_a_cursor_or_an_order_that_is_not_the_list_s_own_is_not_found(query: str, cast: Cast) -> None:
    assert signed_in(cast.staff).get(f"/engagements/?{query}").status_code == 404


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("status=draft", 2), ("status=open", 2), ("status=closed", 0), ("sensitivity=unclassified", 2),
        ("office=LEAD-OFFICE", 1), ("office=OLD-OFFICE", 1), ("q=engagement", 2), ("q=nowhere", 0),
        ("opened_from=2020-01-15", 2), ("opened_until=2020-01-14", 0), ("orientation=both", 0), ("setting=crisis", 0),
        ("q=%26+%7C+%21%28%29+%3A%2A", 0), ("q=%27%3B--", 0), ("status=", 2),
    ],
)  # fmt: skip
def test_a_filter_narrows(query: str, number: int, world: World) -> None:
    page = text(signed_in(world.cast.near_staff).get(f"/engagements/?{query}"))
    assert len(listed(page)) == number
    assert f"{number} engagement" in page


def test_links_narrow_too(world: World) -> None:
    with arranging():
        row = world.engagements[10]
        keys = {name: getattr(row, plural).get().pk for name, plural in
                (("country", "countries"), ("kind", "kinds"), ("theme", "themes"))}  # fmt: skip
    client = signed_in(world.cast.near_staff)
    for name, key in keys.items():
        assert len(listed(text(client.get(f"/engagements/?{name}={key}")))) == 2
    assert not listed(text(client.get("/engagements/?country=AQ")))


@pytest.mark.parametrize("query", ["status=nonsense", "country=ZZ", "opened_from=soon", "sensitivity=25", "office=1"])
def test_a_wrong_filter_shows_nothing_rather_than_everything(query: str, world: World) -> None:
    response = signed_in(world.cast.near_staff).get(f"/engagements/?{query}")
    assert response.status_code == 200
    assert not listed(text(response))


def test_a_wrong_filter_is_not_told_as_an_empty_list(world: World) -> None:
    page = text(signed_in(world.cast.staff).get("/engagements/?opened_from=nonsense"))
    assert "Correct the marked filters" in page
    assert "No engagements yet that you can access" not in page


@pytest.mark.parametrize(
    "path",
    ["/engagements/?opened_from=2020-02-01&opened_until=2020-01-01", "/audit/?since=2020-02-01&until=2020-01-01",
     "/follow-ups/?due_from=2020-02-01&due_until=2020-01-31"],
)  # fmt: skip
def test_a_period_that_ends_before_it_begins_is_marked(path: str, world: World) -> None:
    """Not answered by an empty list; a period of one day is one."""
    client = signed_in(world.cast.manager)
    assert "The end date is before the start date" in text(client.get(path))
    assert "before the start date" not in text(client.get(path.replace("01-01", "02-01").replace("01-31", "02-01")))
    if path.startswith("/audit"):
        return
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 400
    assert [error["field"].rsplit("_")[-1] for error in answer.json()["errors"]] == ["until"]


@pytest.mark.parametrize("path", ["/engagements/", "/follow-ups/", "/partners/", "/persons/", "/sources/", "/audit/"])
def test_back_brings_the_whole_page(path: str, world: World) -> None:
    """htmx keeps no pages: after Back it asks for one, and puts it in place of all that is there."""
    client = signed_in(world.cast.manager)
    part = text(client.get(path, headers={"HX-Request": "true"}))
    whole = text(client.get(path, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}))
    assert "<html" not in part
    assert "<html" in whole
    assert whole.count('id="print-mark"') == 1


def test_the_trail_offers_the_review_of_access_to_whom_may_open_it(world: World) -> None:
    for person in (world.cast.staff, world.cast.manager, world.cast.auditor, world.cast.administrator):
        client = signed_in(person)
        offered = 'href="/audit/access/"' in text(client.get("/audit/"))
        assert offered == (client.get("/audit/access/").status_code == 200)


def test_every_filter_is_a_chip_that_takes_it_off(world: World) -> None:
    client = signed_in(world.cast.near_staff)
    page = text(client.get("/engagements/?status=open&office=LEAD-OFFICE&q=engagement&ordering=title"))
    chips = {label: (url.replace("&amp;", "&"), value) for url, label, value in CHIP.findall(page)}
    assert {label: value for label, (_url, value) in chips.items()} == {
        "Search": "engagement",
        "Status": "Open (not closed, not withdrawn)",
        "Lead office": "LEAD-OFFICE",
    }
    without = text(client.get(chips["Lead office"][0]))
    assert len(listed(without)) == 2
    assert {label for _url, label, _value in CHIP.findall(without)} == {"Search", "Status"}


def test_htmx_is_given_the_results_alone(world: World) -> None:
    response = signed_in(world.cast.near_staff).get("/engagements/", headers={"HX-Request": "true"})
    assert "<html" not in text(response)
    assert len(listed(text(response))) == 2
    assert "HX-Request" in response.headers["Vary"]


def cost(ask: Callable[[], Any]) -> int:
    ask()  # content types and the like are read once
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert ask().status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in queries)  # requests are savepoints in a test only


def with_every_filter(rows: list[Engagement]) -> str:
    """The address that asks all filters at once, which all `rows` pass. One has an entry on the first of a month."""
    make.EntryFactory(engagement=rows[-1], author=rows[-1].lead_officer, occurred_on="2020-12-01")
    country, kind, theme = make.CountryFactory(), make.KindFactory(), make.ThemeFactory()
    with arranging():
        Engagement.objects.update(summary="Talks", orientation=Orientation.BOTH, setting=Setting.CRISIS)
        EngagementCountry.objects.bulk_create(EngagementCountry(engagement=row, country=country) for row in rows)
        EngagementKind.objects.bulk_create(EngagementKind(engagement=row, kind=kind) for row in rows)
        EngagementTheme.objects.bulk_create(EngagementTheme(engagement=row, theme=theme) for row in rows)
    return (
        f"/engagements/?q=talks&status=draft&country={country.pk}&office={rows[0].lead_office.acronym}&kind={kind.pk}"
        f"&theme={theme.pk}&orientation=both&setting=crisis&sensitivity=unclassified"
        "&opened_from=2020-01-01&opened_until=2020-12-31"
    )


def test_the_register_costs_the_same_at_one_row_and_at_a_hundred_with_and_without_filters(cast: Cast) -> None:
    client, costs = signed_in(cast.staff), []
    for number in (1, 100):
        with arranging():
            Engagement.objects.all().delete()
        paths = "/engagements/", with_every_filter(many(cast, number))
        costs += [cost(partial(client.get, path)) for path in paths]
        assert [len(listed(text(client.get(path)))) for path in paths] == [min(number, 50)] * 2
    assert costs == [costs[0]] * 4
    assert costs[0] <= 12


def options(page: str, name: str) -> list[str]:
    (found,) = re.findall(rf'<select name="{name}".*?</select>', page, re.DOTALL)
    return re.findall(r"<option[^>]*>([^<]*)<", found)


def test_a_filter_offers_what_the_list_holds_at_this_moment_to_whom_may_read_it(cast: Cast) -> None:
    country = make.CountryFactory(name="Utopia & <Sons>")
    member, stranger = signed_in(cast.staff), signed_in(cast.nobody)
    offered = options(text(member.get("/engagements/")), "country")
    assert offered[0] == "Any"
    assert "Utopia &amp; &lt;Sons&gt;" in offered
    assert offered[1:] == sorted(offered[1:], key=search_text)
    with arranging():
        Country.objects.filter(pk=country.pk).update(name="Arcadia")
    assert {"Arcadia"} == set(options(text(member.get("/engagements/")), "country")) - set(offered)
    for name in ("country", "office", "kind", "theme"):
        assert options(text(stranger.get("/engagements/")), name) == ["Any"]


def test_the_chosen_one_is_shown_chosen_and_a_wrong_one_is_explained_at_its_field(world: World) -> None:
    client = signed_in(world.cast.near_staff)
    page = text(client.get("/engagements/?office=LEAD-OFFICE&status=open"))
    assert re.findall(r'<option value="([^"]+)" selected>', page) == ["open", "LEAD-OFFICE"]
    for name in ("status", "country", "office", "kind", "theme", "opened_from"):
        page = text(client.get(f"/engagements/?{name}=nonsense"))
        assert page.count('class="error"') == 1
        assert f'aria-describedby="id_{name}_error"' in page
        assert f'class="error" id="id_{name}_error"' in page


def test_an_engagement_costs_the_same_with_one_entry_and_with_a_hundred(world: World) -> None:
    client, row = signed_in(world.cast.manager), world.engagements[10]
    path = f"/engagements/{row.reference}/"
    one = cost(lambda: client.get(path))
    with arranging():
        JournalEntry.objects.bulk_create(
            JournalEntry(engagement=row, headline=f"Entry {n}", occurred_on="2020-03-01", author=world.cast.staff)
            for n in range(100)
        )
    for n in range(10):
        make.SeatFactory(engagement=row)
        make.EngagementCountryFactory(engagement=row, country=make.CountryFactory(alpha2=f"Q{chr(65 + n)}"))
    assert cost(lambda: client.get(path)) == one <= 30
