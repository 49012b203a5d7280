"""What is hidden does not exist, on the page as everywhere; and no page tells anything to anybody else."""

import gzip
import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Person

pytestmark = pytest.mark.browser
GAMBIA = "/engagements/UNOWAS-2016-K7Q4/"
HIDDEN = ("UNOWAS-2016-D7MN", "UNOWAS-2017-Z9D6")  # confidential, strictly confidential
UNKNOWN = "UNOWAS-2016-AAAA"
PAGES = ["", "edit/", "sensitivity/", "team/", "support/", "entries/", "entries/01900000-0000-7000-8000-000000000000/"]


def test_another_office_reads_what_is_open_to_all(person: Person) -> None:
    page = person("unowas.staff")
    page.goto(GAMBIA)
    page.get_by_label("Headline").fill("For every office to read")
    page.keyboard.press("Enter")
    expect(page.locator("#entries article")).to_have_count(1)
    other = person("unrcca.staff")
    other.goto("/engagements/?q=gambia")
    other.get_by_role("link", name="Gambia post-election crisis").click()
    expect(other.get_by_role("heading", name="For every office to read")).to_be_visible()
    expect(other.locator("#new-entry")).to_have_count(0)
    expect(other.get_by_role("link", name="Correct")).to_have_count(0)


@pytest.mark.parametrize("hidden", HIDDEN)
def test_hidden_and_unknown_are_told_alike(person: Person, hidden: str) -> None:
    page = person("unrcca.manager")
    for part in PAGES:
        answers = [page.request.get(f"/engagements/{reference}/{part}") for reference in (hidden, UNKNOWN)]
        assert [answer.status for answer in answers] == [404, 404], part
        assert len({bare(answer.text()) for answer in answers}) == 1, part
    page.goto(f"/engagements/?q={hidden}")
    expect(page.get_by_text("No results for these filters.")).to_be_visible()


def bare(body: str) -> str:
    """A page without what differs at every request."""
    return re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken": )"?[^">]+', "", body)


@pytest.mark.parametrize(
    ("name", "words"),
    [("auditor", "No engagements yet that you can access as Auditor"), ("admin", "not a member of an office")],
)
def test_whoever_sees_none_is_told_why(person: Person, name: str, words: str) -> None:
    page = person(name)
    page.goto("/engagements/")
    expect(page.locator("#results")).to_contain_text(words)
    assert page.goto(GAMBIA).status == 404  # type: ignore[union-attr]  # a navigation that is not within the page answers


def test_the_policy_allows_nothing_inline_and_nobody_else(person: Person) -> None:
    answer = person("unowas.staff").goto(GAMBIA)
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    directives = {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}
    assert directives.pop("default-src") == ["'none'"]
    assert {source for sources in directives.values() for source in sources} == {"'self'", "'none'"}
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"


BUDGET = {"page": 25, "app.css": 12, "app.js": 5}


@pytest.mark.parametrize("path", ["/", "/follow-ups/", "/engagements/", GAMBIA, f"{GAMBIA}edit/"])
def test_a_first_visit_is_light(person: Person, path: str) -> None:
    """In kilobytes, compressed; of the whole as it crossed the wire."""
    page = person("unowas.manager")
    weights = weigh(page, path)
    assert sum(weights.values()) < 60, weights
    assert {name: weights[name] for name, most in BUDGET.items() if weights[name] >= most} == {}


def weigh(page: Page, path: str) -> dict[str, float]:
    """What a browser that has nothing yet loads."""
    weights: dict[str, float] = {}
    bodies = {}
    page.on("requestfinished", lambda request: bodies.update({request.url: request.response()}))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    for url, answer in list(bodies.items()):  # a late one may still come in
        name = re.sub(r"\.[0-9a-f]{12}\.", ".", url.rsplit("/", 1)[-1]) or "page"
        weights[name] = len(gzip.compress(answer.body(), 6)) / 1024
    return weights
