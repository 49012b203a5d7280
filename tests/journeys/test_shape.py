"""Where things stand on the page: nothing is cut, moved or covered, and what the server says can be put away."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Person

pytestmark = pytest.mark.browser
FONTS = ["narrow", "wide"]
GAMBIA = "/engagements/UNOWAS-2016-K7Q4/"


def top(found: Locator) -> float:
    box = found.bounding_box()
    assert box
    return box["y"]


def bottom(found: Locator) -> float:
    box = found.bounding_box()
    assert box
    return box["y"] + box["height"]


def test_no_tab_is_cut_on_a_phone(person: Person) -> None:
    page = person("unowas.staff", "phone")
    page.goto(GAMBIA)
    tabs = page.locator(".tabs a").all()
    assert len(tabs) >= 5
    for tab in tabs:
        box = tab.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


@pytest.mark.parametrize("variant", ["desktop", "right-to-left"])
def test_an_error_below_one_field_moves_no_other(person: Person, variant: str) -> None:
    page = person("unowas.staff", variant)
    page.goto(GAMBIA)
    row = page.locator(".quick-row").first
    page.locator("#id_headline").fill("In the far future")
    page.locator("#id_occurred_on").fill("2999-01-01")
    page.locator("#entry-submit").click()
    expect(row.locator(".error")).to_be_visible()
    places = [top(row.locator(control)) for control in ("#id_kind", "#id_occurred_on", "#id_sensitivity")]
    if variant == "desktop":  # in other languages the button may need a line of its own
        places.append(top(row.locator("button")))
    assert max(places) - min(places) < 2


def test_a_new_entry_is_shown_below_the_heading_of_its_month(person: Person) -> None:
    page = person("unowas.staff", "without-scripts")
    page.goto(GAMBIA)
    page.locator("#id_headline").fill("Shown with its month")
    page.locator("#id_occurred_on").fill("2017-01-30")
    page.locator("#entry-submit").click()
    page.wait_for_url("**#entry-*")
    page.goto(re.sub("[?].*#", "#", page.url))
    entry = page.locator("article:target")
    month = entry.locator("xpath=../preceding-sibling::p[1]")
    expect(entry).to_be_in_viewport()
    assert top(month) >= bottom(page.locator(".topbar")) - 1


def let_in(page: Page) -> Locator:
    """What the page says when an office was let in."""
    page.goto(f"{GAMBIA}support/")
    page.get_by_label("Office").select_option(label="UNOCA")
    page.get_by_label("Reason").fill("They follow the same border and ask to read along")
    page.get_by_role("button", name="Grant access").click()
    said = page.locator(".notice--success")
    expect(said).to_be_visible()
    return said


@pytest.mark.parametrize("variant", ["desktop", "without-scripts"])
def test_what_was_done_is_said_and_put_away(person: Person, variant: str) -> None:
    page = person("unowas.manager", variant)
    said = let_in(page)
    expect(said).to_have_attribute("role", "status")
    if variant == "desktop":
        expect(page.locator("#live")).to_have_text(said.locator("p").inner_text())
        said.get_by_role("button", name="Dismiss").click()
        expect(said).to_have_count(0)
    page.goto(GAMBIA)
    expect(said).to_have_count(0)
    page.goto(f"{GAMBIA}support/")
    page.get_by_role("button", name=re.compile("End access.*UNOCA")).click()
    expect(page.locator(".notice--success")).to_be_visible()


def test_a_source_is_found_where_its_code_leads(person: Person) -> None:
    page = person("unowas.staff", "phone")
    page.goto(GAMBIA)
    link = page.locator("#summary .sources a").first
    code, title = link.inner_text(), link.get_attribute("title")
    link.click()
    row = page.locator("tr:target")
    expect(row).to_be_in_viewport()
    expect(row).to_contain_text(code)
    expect(row).to_contain_text(str(title))
    assert top(row) >= bottom(page.locator(".topbar")) - 1


@pytest.mark.parametrize("variant", ["desktop", "phone"])
def test_e14_no_column_of_the_audit_page_is_cut(person: Person, variant: str) -> None:
    page = person("auditor", variant)
    page.goto("/audit/")
    assert page.locator(".table tbody tr").count() > 5
    assert page.locator(".table-wrap").evaluate("wrap => wrap.scrollWidth - wrap.clientWidth") <= 1
