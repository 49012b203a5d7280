"""The pages of offices, countries and mandates."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from engagements.models import EngagementCountry
from offices.models import Coverage, Leadership, Mandate, MandateTask, Office, TaskOffice, TaskTheme
from peaceapp.pages.timebars import Bar, scale
from tests import factories as make
from tests.arrange import arranging
from tests.cast import Cast, World
from tests.pages.client import signed_in, text

PATHS = ["/offices/", "/offices/UNOWAS/", "/countries/", "/countries/GM/", "/mandates/", "/mandates/?office=UNRCCA"]


@pytest.mark.parametrize("path", PATHS)
def test_every_member_reads_them_and_nobody_else(cast: Cast, path: str) -> None:
    for user in (cast.staff, cast.manager, cast.administrator, cast.observer, cast.auditor):
        assert signed_in(user).get(path).status_code == 200
    assert Client().get(path).headers["Location"].startswith("/accounts/login/")
    for user in (cast.nobody, cast.lapsed):
        response = signed_in(user).get(path)
        is_of_one = path.count("/") == 3
        assert response.status_code == (404 if is_of_one else 200)
        assert "UNOWAS" not in text(response).replace(path, "")


@pytest.mark.parametrize("path", ["/offices/NOWHERE/", "/offices/unowas/", "/countries/ZZ/", "/countries/gm/"])
def test_what_is_not_there_is_not_found(cast: Cast, path: str) -> None:
    assert signed_in(cast.staff).get(path).status_code == 404


def test_an_offices_page_says_what_it_works_with(cast: Cast) -> None:
    page = text(signed_in(cast.auditor).get("/offices/UNRCCA/"))
    assert "A small regular budget" in page
    assert "More attention goes to the near causes" in page
    assert "The General Assembly approved its first budget" not in page
    assert 'id="characteristics"' not in text(signed_in(cast.auditor).get("/offices/UNHQ/"))


def test_an_offices_page_says_what_it_is(cast: Cast) -> None:
    page = text(signed_in(cast.auditor).get("/offices/UNOWAS/"))
    for link in ("/offices/UNOWA/", "/offices/OSES/", "/countries/SN/", "/countries/GM/",
                 "/mandates/?office=UNOWAS", "/sources/#source-U13"):  # fmt: skip
        assert f'href="{link}"' in page, link
    for words in ("Mohamed Ibn Chambas", "Giovanie Biha", "S/2016/89", "T-W13", "ECOWAS member", "No engagements yet."):
        assert words in page, words
    assert "T-W12" not in page
    assert "Resolutions on sustaining peace" not in page
    assert page.count('<svg class="timebar"') == 5 + 6
    assert 'href="/offices/UNOWAS/"' in text(signed_in(cast.auditor).get("/offices/OSES/"))


def test_spans_of_years_and_open_ends_are_told_as_they_are_known(cast: Cast) -> None:
    page = text(signed_in(cast.staff).get("/mandates/?office=UNRCCA"))
    assert "2009</time>–<time" in page
    assert "from <bdi><time" in page
    assert "Resolutions on sustaining peace" in page
    assert "UNOWA-2001" not in page
    assert "T-W1<" not in page
    heads = text(signed_in(cast.staff).get("/offices/UNRCCA/"))
    saprykin = heads[heads.index("Philipp Saprykin") :].split("</tr>")[0]
    assert "Not known" in saprykin
    assert "<svg" not in saprykin


def test_a_countrys_page_says_who_has_to_do_with_it(cast: Cast) -> None:
    page = text(signed_in(cast.staff).get("/countries/CM/"))
    assert page.count('href="/offices/UNOWAS/"') == 1
    assert 'href="/offices/UNOCA/"' in page
    assert "Boundary commission" in page
    assert "Cameroun" in page
    bare = text(signed_in(cast.staff).get("/countries/FR/"))
    assert "No offices yet." in bare
    assert 'href="/offices/' not in bare.split('id="offices"')[1]


def test_countries_are_narrowed_by_office_region_and_words(cast: Cast) -> None:
    client = signed_in(cast.staff)

    def codes(question: str) -> list[str]:
        return re.findall(r'href="/countries/([A-Z]{2})/"', text(client.get(f"/countries/?{question}")))

    assert codes("office=UNRCCA") == ["AF", "KZ", "KG", "TJ", "TM", "UZ"]
    assert len(codes("is_covered=true")) == 40
    assert codes("region=Western+Africa&q=gam") == ["GM"]
    assert codes("region=Nowhere") == []
    assert len(codes("")) == 50
    assert "No results for these filters" in text(client.get("/countries/?q=atlantis"))


def test_only_what_the_viewer_may_see_is_there(world: World) -> None:
    """Engagements and entries of each level, at their office and at their country."""
    with arranging():
        code = EngagementCountry.objects.values_list("country_id", flat=True)[0]
        type(world.entries[10, None]).objects.update(country=code)
    for user, levels in ((world.cast.near_staff, {10}), (world.cast.staff, {10, 20}), (world.cast.auditor, set())):
        client = signed_in(user)
        office, place = text(client.get("/offices/LEAD-OFFICE/")), text(client.get(f"/countries/{code}/"))
        for level, row in world.engagements.items():
            assert (row.reference in office) == (level in levels), (user, level)
            assert (row.reference in place) == (level in levels), (user, level)
        for (level, mark), entry in world.entries.items():
            seen = max(level, mark or 0) in levels
            assert (entry.headline in place) == seen, (user, level, mark)


def test_the_newest_twenty_and_a_way_to_the_rest(cast: Cast) -> None:
    for number in range(21):
        make.EngagementFactory(lead_office=cast.lead, opened_on=date(2020, 1, 1 + number), title=f"Case {number:02}")
    page = text(signed_in(cast.staff).get("/offices/LEAD-OFFICE/"))
    assert re.findall(r"Case (\d\d)", page)[:2] == ["20", "19"]
    assert "Case 00" not in page
    assert "The register shows all of them" in page
    assert 'href="/engagements/?office=LEAD-OFFICE"' in page


def grow(cast: Cast, code: str, many: int) -> None:
    """`many` more of everything that these pages show."""
    theme = make.ThemeFactory()
    with arranging():
        for number in range(many):
            row = make.EngagementFactory(lead_office=cast.lead)
            make.EngagementCountryFactory(engagement=row, country_id=code, country=None)
            make.EntryFactory(engagement=row, author=cast.staff, country_id=code)
            name = f"{code} {many} {number}"
            Coverage.objects.create(office=cast.lead, country_id=code, kind="covered", group=name)
            Leadership.objects.create(office=cast.lead, name=name, title="Deputy", post="deputy", sources=["S1"])
            Mandate.objects.create(code=name.replace(" ", "-"), office=cast.lead, instrument="letter", title=name)
            task = MandateTask.objects.create(code=f"T-{many}-{number}", title=name)
            TaskOffice.objects.create(task=task, office=cast.lead)
            TaskTheme.objects.create(task=task, theme=theme)
        Office.objects.create(acronym=f"PRE-{many}", name="Before", closed_on=date(2016, 1, 1), succeeded_by=cast.lead)


def test_they_cost_the_same_with_one_row_and_with_thirty(cast: Cast) -> None:
    client, costs = signed_in(cast.staff), []
    for many in (1, 30):
        grow(cast, "FR", many)
        for path in ("/offices/LEAD-OFFICE/", "/countries/FR/", "/mandates/?office=LEAD-OFFICE"):
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            costs.append(len(queries))
    assert costs[:3] == costs[3:]


def test_a_bar_stands_where_its_dates_do() -> None:
    picture = scale([date(2010, 3, 1), date(2019, 5, 1)], reaches_today=False)
    assert picture.years == (2010, 2019)
    assert picture.ticks == [(2010, 0), (2012, 200), (2014, 400), (2016, 600), (2018, 800)]
    assert picture.bar(None, None) is None
    assert picture.bar(date(2010, 1, 1), date(2015, 1, 1)) == Bar(0, 500, known=True)
    assert picture.bar(None, date(2011, 1, 1)) == Bar(0, 100, known=False)
    assert picture.bar(date(2019, 1, 1), None) == Bar(900, 100, known=False)
    assert picture.mark(date(2019, 12, 31)).x + picture.mark(date(2019, 12, 31)).width <= 1000
