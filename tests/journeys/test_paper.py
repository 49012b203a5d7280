"""Case E5, in the browser: what is printed is marked on every sheet, whole, and begins on the first."""

import re

import pytest

from tests.journeys.conftest import Person

pytestmark = pytest.mark.browser
GAMBIA = "/engagements/UNOWAS-2016-K7Q4/"
SHEET = 1123 - 2 * 61
"""The height of what fits on A4 within its margins, in pixels of CSS."""


def sheets(pdf: bytes) -> int:
    return len(re.findall(rb"/Type ?/Page[^s]", pdf))


@pytest.mark.parametrize("path", ["/", "/engagements/", GAMBIA, "/follow-ups/", "/countries/GM/", "/partners/"])
def test_e5_the_marking_is_a_header_that_every_sheet_repeats(person: Person, path: str) -> None:
    page = person("unowas.manager")
    page.goto(path)
    page.emulate_media(media="print")
    styles = page.evaluate(
        "['main', 'print-mark'].map((id) => getComputedStyle(document.getElementById(id)))"
        ".map((style) => [style.display, style.breakInside])"
    )
    assert [styles[0][0], styles[1]] == ["table", ["table-header-group", "avoid"]]
    wide = page.evaluate("[...document.querySelectorAll('main *')].filter((one) => one.scrollWidth > 2000).length")
    assert wide == 0


def test_e5_no_box_that_is_longer_than_a_sheet_is_kept_whole(person: Person) -> None:
    """Such a box would leave the sheet before it empty, and be cut all the same."""
    page = person("unowas.manager")
    page.goto(GAMBIA + "?entries=all")
    page.emulate_media(media="print")
    kept = page.evaluate(
        "[...document.querySelectorAll('main *')].filter((one) => getComputedStyle(one).breakInside.startsWith('avoid')"
        f" && one.getBoundingClientRect().height > {SHEET}).map((one) => one.className)"
    )
    assert kept == []


def test_e5_all_entries_take_more_paper_than_the_newest(person: Person) -> None:
    page = person("unowas.manager")
    found = []
    for path in (GAMBIA, GAMBIA + "?entries=all"):
        page.goto(path)
        found.append(sheets(page.pdf(format="A4", prefer_css_page_size=True)))
    assert 1 < found[0] < found[1]


def test_e5_what_is_loaded_later_raises_the_marking(person: Person) -> None:
    page = person("unowas.manager")
    page.goto(GAMBIA)
    page.evaluate(
        "const part = document.createElement('p'); part.dataset.marking = ''; part.hidden = true;"
        " part.textContent = 'Confidential'; document.querySelector('.timeline').append(part)"
    )
    page.locator(".older a").first.click()
    page.wait_for_selector(".timeline-page .timeline-page")
    assert page.locator("#print-mark").text_content() == "Confidential"
