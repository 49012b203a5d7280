"""Somebody finds the Gambia engagement, reads it to its beginning, logs an entry, corrects it, and goes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Person, sign_in
from tests.journeys.server import PASSWORD

pytestmark = pytest.mark.browser
GAMBIA = "/engagements/UNOWAS-2016-K7Q4/"


@pytest.mark.parametrize("variant", ["desktop", "phone", "without-scripts"])
def test_with_the_mouse(person: Person, variant: str) -> None:
    page, scripted = person(variant=variant), variant != "without-scripts"
    sign_in(page, "unowas.staff")
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    go_to(page, "Engagements", variant)
    page.get_by_label("Search").fill("gambia elect")
    if scripted:  # while typing; else by the button
        page.wait_for_url(re.compile(r"\?q=gambia(%20|\+)elect$"))
    else:
        page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("heading", name="1 engagement")).to_be_visible()
    page.get_by_role("link", name="Gambia post-election crisis").click()

    journal = page.locator("#journal")
    expect(journal.get_by_text("July 2017", exact=True)).to_be_visible()
    read_on(page, lambda older: older.click())
    if not scripted:
        page.get_by_role("link", name="Newer entries").click()

    line = f"Met the registrar, {variant}"
    page.get_by_role("link", name="Add entry").click()
    headline = page.get_by_label("Headline")
    expect(headline).to_be_focused()
    headline.fill(line)
    headline.press("Enter")
    entry = page.locator("article", has=page.get_by_role("heading", name=line, exact=True))
    expect(entry).to_have_count(1)
    expect(headline).to_have_value("")

    entry.get_by_role("link", name="Correct").click()
    page.get_by_label("Place").fill("Banjul")
    page.get_by_label("Reason for the correction").fill("The place was missing")
    page.get_by_role("button", name="Save correction").click()
    page.wait_for_url(re.compile(r"#entry-"))
    expect(entry).to_contain_text("Banjul")
    expect(entry).to_contain_text("Corrected: The place was missing")

    page.get_by_text("account menu").locator("..").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.go_back()
    expect(page.get_by_text(line)).to_have_count(0)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_by_keyboard_alone(person: Person) -> None:
    page = person()
    page.goto(GAMBIA)
    expect(page.get_by_label("User name")).to_be_focused()
    page.keyboard.type("unowas.staff")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Gambia post-election crisis")).to_be_visible()

    page.keyboard.press("Tab")
    assert focused(page) == "Skip to main content"
    page.keyboard.press("Enter")
    tab_to(page, "Engagements")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Engagements", exact=True)).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("gambia")
    page.wait_for_url("**/engagements/?q=gambia")
    tab_to(page, "Gambia post-election crisis")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{GAMBIA}")

    def press(_older: Locator) -> None:
        tab_to(page, "Older entries")
        page.keyboard.press("Enter")
        # on from where the older entries begin, not from the top of the page
        expect(page.locator(".timeline-page:focus")).to_have_count(1)

    read_on(page, press)

    tab_to(page, "Add entry", back=True)
    page.keyboard.press("Enter")
    page.keyboard.type("Rang the registrar")
    page.keyboard.press("Enter")
    entry = page.locator("article", has=page.get_by_role("heading", name="Rang the registrar"))
    expect(entry).to_be_visible()
    expect(page.locator("#live")).to_have_text("Entry added")
    expect(page.get_by_label("Headline")).to_be_focused()

    tab_to(page, "Correct: Rang the registrar")
    page.keyboard.press("Enter")
    page.wait_for_url("**/entries/**")
    tab_to(page, "Reason for the correction")
    page.keyboard.type("To see that it works")
    page.keyboard.press("Control+Enter")
    expect(entry).to_contain_text("Corrected: To see that it works")

    tab_to(page, "account menu", back=True)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    assert "account menu" in focused(page)
    page.keyboard.press("Enter")
    tab_to(page, "Sign out")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def go_to(page: Page, area: str, variant: str) -> None:
    """By the navigation, which is behind a button where room is short."""
    if variant == "phone":
        page.locator("details.menu > summary").click()
    page.get_by_role("navigation").get_by_role("link", name=area, exact=True).locator("visible=true").click()


def read_on(page: Page, press: Callable[[Locator], None]) -> None:
    """To the beginning: July 2016."""
    older = page.get_by_role("link", name="Older entries")
    beginning = page.locator("#journal").get_by_text("July 2016", exact=True)
    for _ in range(5):
        last = page.locator("article").last.get_attribute("id")
        press(older)
        expect(page.locator("article").last).not_to_have_id(str(last))
        if beginning.count():
            break
    expect(beginning).to_be_visible()
    expect(older).to_have_count(0)


FOCUSED = """() => {
    const e = document.activeElement;
    return (e.labels?.[0]?.textContent || e.getAttribute("aria-label") || e.textContent).trim();
}"""


def focused(page: Page) -> str:
    """The words on what has the focus."""
    return str(page.evaluate(FOCUSED))


def tab_to(page: Page, words: str, *, back: bool = False) -> None:
    """Press Tab until the focus is on what begins with, or ends in, these words."""
    seen = []
    for _ in range(400):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        seen.append(focused(page))
        if seen[-1].startswith(words) or seen[-1].endswith(words):
            return
    raise AssertionError(f"“{words}” is not reached: {seen}")
