"""Axe finds nothing on any page, however it is shown; and no page scrolls sideways."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import Person

pytestmark = pytest.mark.browser
FONTS = ["narrow", "wide"]
GAMBIA = "/engagements/UNOWAS-2016-K7Q4/"
CONFIDENTIAL = "/engagements/UNOWAS-2016-D7MN/"
EVERY: dict[str, Any] = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SIZES = {"runOnly": ["target-size"]}  # with sideways scrolling, all that a font can make wrong
ALONE = {"resultTypes": ["violations"]}  # what is right is not listed, node by node
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}  # all that a dark page can have wrong alone
PAGES = [
    "/",
    "/follow-ups/",
    "/follow-ups/new/",
    f"{GAMBIA}follow-ups/new/",
    "/engagements/",
    "/engagements/?theme=mediation&q=nothing",
    "/engagements/new/",
    GAMBIA,
    CONFIDENTIAL,
    f"{GAMBIA}edit/",
    f"{GAMBIA}sensitivity/",
    f"{GAMBIA}team/",
    f"{GAMBIA}support/",
    "/engagements/UNOWAS-2016-AAAA/",
    "/sources/?q=U6",
    "/accounts/me/",
    "/api/v1/docs/",
    "/offices/",
    "/offices/UNOWAS/",
    "/countries/?is_covered=true",
    "/countries/GM/",
    "/mandates/",
    "/accounts/logout/",
]
ADMINISTRATION = [
    "/admin/",
    "/admin/offices/country/",
    "/admin/offices/country/?p=2",
    "/admin/offices/country/GM/change/",
]


@pytest.fixture
def font(request: pytest.FixtureRequest) -> str:
    return str(request.node.callspec.params["browser"])


@pytest.mark.parametrize("variant", ["desktop", "phone", "dark", "right-to-left"])
def test_every_page(person: Person, variant: str, font: str) -> None:
    """All rules in one font; in the other those of size, which no colour changes."""
    if variant == "dark" and font == "narrow":
        return
    page = person("unowas.manager", variant)
    rules = COLOURS if variant == "dark" else SIZES if font == "narrow" else EVERY
    faults = []
    for path in PAGES:
        page.goto(path)
        faults += look(page, path, rules)
    page.goto(GAMBIA)
    assert page.locator("html").get_attribute("dir") == ("rtl" if variant == "right-to-left" else "ltr")
    page.locator(".page-head details.pop > summary").click()
    faults += look(page, "menu of moves", rules)
    page.goto(CONFIDENTIAL)
    page.locator("article .entry-foot > a").first.click()
    page.wait_for_url("**/entries/**")
    faults += look(page, "correcting", rules)
    page.locator("form.panel").evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    page.locator(".notice--error li").first.wait_for()
    faults += look(page, "refused", rules)
    anonymous = person(variant=variant)
    anonymous.goto("/accounts/login/")
    faults += look(anonymous, "sign-in", rules)
    assert faults == []


def look(page: Page, where: str, rules: dict[str, Any]) -> list[str]:
    """What is wrong with the page as it stands."""
    faults = [
        f"{where}: {fault['id']}: {fault['help']}, at {fault['nodes'][0]['target']}"
        for fault in Axe().run(page, options=rules | ALONE).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
        faults.append(f"{where}: scrolls sideways")
    return faults


@pytest.mark.parametrize("variant", ["desktop", "phone"])
def test_small_targets_of_the_administration(person: Person, variant: str) -> None:
    """The framework's own pages, where this product gives the sizes."""
    page = person("unowas.admin", variant)
    faults = []
    for path in ADMINISTRATION:
        page.goto(path)
        assert page.locator("#content").count() == 1
        faults += look(page, path, SIZES)
    assert faults == []
