"""Nothing that somebody typed is lost, and nothing is written twice."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Person, sign_in

pytestmark = pytest.mark.browser
GAMBIA = "/engagements/UNOWAS-2016-K7Q4/"


def lines(page: Page, headline: str) -> int:
    """How many entries of this headline the journal has, on a page that was loaded anew."""
    page.goto(GAMBIA)
    return page.get_by_role("heading", name=headline, exact=True).count()


def test_a_headline_and_enter_are_enough_and_today_is_the_day(person: Person) -> None:
    page = person("unowas.staff")
    page.goto(GAMBIA)
    today = page.evaluate("new Date().toISOString().slice(0, 10)")
    expect(page.get_by_label("Date", exact=True)).to_have_value(today)
    before = page.locator("#entry-count").inner_text()
    page.get_by_label("Headline").fill("Called the ministry")
    page.keyboard.press("Enter")
    entry = page.locator("#entries article").first
    expect(entry).to_contain_text("Called the ministry")
    expect(entry.locator("time").first).to_have_attribute("datetime", today)
    expect(page.locator("#entry-count")).not_to_have_text(before)
    page.reload()  # no question about unsaved text: there is none
    expect(page.get_by_role("heading", name="Called the ministry")).to_have_count(1)


def test_a_second_press_writes_nothing_twice(person: Person) -> None:
    page = person("unowas.staff")
    page.goto(GAMBIA)
    page.get_by_label("Headline").fill("Pressed twice")
    page.locator("#new-entry").evaluate("form => { form.requestSubmit(); form.requestSubmit(); }")
    expect(page.locator("#entries article")).to_have_count(1)
    assert lines(page, "Pressed twice") == 1


def test_the_same_form_sent_again_writes_nothing_twice(person: Person) -> None:
    page = person("unowas.staff", "without-scripts")
    page.goto(GAMBIA)
    page.get_by_label("Headline").fill("Sent twice")
    sent = page.request.post(f"{GAMBIA}entries/", form=fields(page), headers={"Referer": page.url})
    assert sent.ok
    page.get_by_label("Headline").press("Enter")
    expect(page).to_have_url(re.compile("#entry-|entries/"))
    assert lines(page, "Sent twice") == 1


def fields(page: Page) -> dict[str, str | float | bool]:
    """What the form for an entry would send."""
    controls = page.locator("#new-entry").locator("input, textarea, select").all()
    return {str(control.get_attribute("name")): control.input_value() for control in controls}


@pytest.mark.parametrize("variant", ["desktop", "without-scripts"])
def test_an_error_stands_at_its_field_and_the_text_stays(person: Person, variant: str) -> None:
    page, line = person("unowas.staff", variant), f"Ended before it began, {variant}"
    page.goto(GAMBIA)
    page.get_by_label("Headline").fill(line)
    page.get_by_label("Text", exact=True).fill("A longer text")
    page.get_by_role("button", name="More fields:").click()
    page.get_by_label("Until").fill("2001-01-01")
    page.get_by_label("Headline").press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Not saved")).to_be_visible()
    until = page.get_by_label("Until")
    expect(until).to_be_visible()
    expect(until).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Text", exact=True)).to_have_value("A longer text")
    expect(page.get_by_label("Headline")).to_have_value(line)
    assert page.request.get(f"{GAMBIA}entries/").ok  # the address that a refusal leaves in the browser without scripts
    until.fill("")
    page.get_by_label("Headline").press("Enter")
    expect(page.get_by_role("heading", name=line)).to_have_count(1)


def test_the_sign_in_ends_while_somebody_writes(person: Person) -> None:
    page = person("unowas.staff", fresh=True)
    page.goto(GAMBIA)
    headline = page.get_by_label("Headline")
    headline.fill("Written over the end of the sign-in")
    page.get_by_label("Text", exact=True).fill("Half an hour of work")
    page.context.clear_cookies(name="peaceapp_session")
    headline.press("Enter")
    notice = page.get_by_role("alert").filter(has_text="Your session has ended")
    expect(notice).to_be_in_viewport()
    expect(headline).to_have_value("Written over the end of the sign-in")
    with page.expect_popup() as opened:
        notice.get_by_role("link").click()
    sign_in(opened.value, "unowas.staff")
    headline.press("Enter")
    expect(page.locator("#entries article")).to_contain_text("Half an hour of work")
    expect(notice).to_be_hidden()
    assert lines(page, "Written over the end of the sign-in") == 1


def test_the_sign_in_ends_while_somebody_fills_in_a_page(person: Person) -> None:
    page = person("unowas.manager", fresh=True)
    page.goto(f"{GAMBIA}support/")
    page.get_by_label("Office").select_option(label="UNOCA")
    page.get_by_label("Reason").fill("They follow the same border and ask to read along")
    page.context.clear_cookies(name="peaceapp_session")
    page.get_by_role("button", name="Grant access").click()
    expect(page.get_by_role("heading", name="Your session has ended")).to_be_visible()
    expect(page.get_by_label("Your text")).to_have_value("They follow the same border and ask to read along")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in").click()
    sign_in(opened.value, "unowas.manager")
    ends = page.get_by_role("button", name=re.compile("End access.*UNOCA"))
    page.get_by_role("button", name="Send form again").click()
    expect(ends).to_be_visible()
    ends.click()
    expect(ends).to_have_count(0)


def test_two_editors_lose_nothing(person: Person) -> None:
    first, second = person("unowas.staff"), person("unowas.manager")
    for page in (first, second):
        page.goto(f"{GAMBIA}edit/")
    first.get_by_label("Entry point").fill("The first editor's words")
    first.get_by_role("button", name="Save").click()
    first.wait_for_url(f"**{GAMBIA}")
    second.get_by_label("Lessons").fill("The second editor's words")
    second.get_by_label("Entry point").fill("Another opening")
    second.get_by_role("button", name="Save").click()
    told = second.get_by_role("alert")
    expect(told).to_contain_text("Changed by another user while you were editing")
    expect(told).to_contain_text("The first editor's words")
    expect(second.get_by_label("Lessons")).to_have_value("The second editor's words")
    expect(second.get_by_label("Entry point")).to_have_value("Another opening")
    second.get_by_role("button", name="Save").click()
    second.wait_for_url(f"**{GAMBIA}")
    expect(second.locator("#summary")).to_contain_text("The second editor's words")
    expect(second.locator("#summary")).to_contain_text("Another opening")


def test_countries_are_found_by_typing(person: Person) -> None:
    page = person("unowas.staff")
    page.goto("/engagements/new/")
    page.get_by_label("Title").fill("A quiet dialogue")
    box = page.get_by_label("Countries: type to filter")
    box.fill("cote d")
    expect(page.get_by_label("Albania")).to_be_hidden()
    box.press("Enter")
    box.fill("ghan")
    box.press("Enter")
    page.get_by_label("Good offices", exact=True).check()
    page.get_by_role("button", name="Create draft").click()
    page.wait_for_url(re.compile(r"/engagements/UNOWAS-\d{4}-\w{4}/$"))
    expect(page.locator("#summary")).to_contain_text("Ghana")
    page.get_by_role("link", name="Edit").click()
    first = page.locator("fieldset", has=page.get_by_text("Countries")).get_by_role("checkbox").first
    expect(first).to_be_checked()
