"""Sign-in by OpenID Connect in a browser: our page, the provider's, its consent, and back, under the content policy."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.identity import lies
from tests.identity import server as identity
from tests.journeys import server
from tests.journeys.chromium import Chromium

pytestmark = pytest.mark.browser
LOGIN = "/accounts/login/"


@pytest.fixture(scope="session")
def app(django_test_environment: None, django_db_blocker: Any) -> Iterator[str]:
    """An app that has a provider, and an account that an administrator made for one of its people.

    For the session, so that it is there before the browser is (see `browser`).
    """
    port = server.free_port()
    grant = ("grant", "lead.staff", "UNOWAS", "staff", "confidential", "--create", "--email", lies.STAFF.lower())
    with (
        django_db_blocker.unblock(),
        identity.running(f"http://localhost:{port}/accounts/oidc/callback/") as provider,
        server.running(port, grant, **identity.settings_for(provider)) as address,
    ):
        yield address


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def page(request: pytest.FixtureRequest, app: str, browser: Chromium) -> Iterator[Page]:
    """It may complain of nothing: the content policy would."""
    faults: list[str] = []
    context = browser.new_context(base_url=app, java_script_enabled=request.param)
    page = context.new_page()
    page.on(
        "console",
        lambda said: (
            faults.append(said.text)
            if said.type == "error" and said.location["url"].startswith(app) and "status of 4" not in said.text
            else None
        ),
    )
    yield page
    browser.close(context)
    assert faults == []


def go(page: Page, name: str, button: str = "Authorize") -> None:
    """From our page to the provider, through its own, to where it leads."""
    page.goto(f"{LOGIN}?next=/follow-ups/")
    page.get_by_role("button", name="Sign in with The Provider").click()
    expect(page.get_by_role("heading", name="The provider")).to_be_visible()
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(lies.PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Request for Permission")).to_be_visible()
    page.get_by_role("button", name=button).click()


def is_in(page: Page) -> bool:
    return page.request.get("/api/v1/me/").status == 200


def test_there_and_back(page: Page, app: str) -> None:
    go(page, "honest")
    expect(page.get_by_role("heading", name="Follow-ups", exact=True)).to_be_visible()
    assert page.url == f"{app}/follow-ups/"
    assert page.request.get("/api/v1/me/").json()["id"] == "lead.staff"
    page.go_back()
    assert is_in(page)
    page.goto("/accounts/sessions/")
    expect(page.get_by_text("This browser")).to_be_visible()


def test_who_has_no_account_is_told_so_and_no_more(page: Page) -> None:
    go(page, "stranger")
    expect(page.get_by_role("heading", name="Sign-in failed")).to_be_visible()
    assert not is_in(page)
    page.get_by_role("link", name="Use another sign-in method").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_whoever_declines_is_at_the_sign_in_again(page: Page) -> None:
    go(page, "honest", "Decline")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert not is_in(page)


def test_a_provider_that_lies_is_refused(page: Page) -> None:
    go(page, "wrong-nonce")
    expect(page.get_by_role("heading", name="Sign-in failed")).to_be_visible()
    assert not is_in(page)


def test_no_form_may_lead_to_another_site(page: Page) -> None:
    answer = page.goto(LOGIN)
    assert answer
    assert "form-action 'self';" in f"{answer.headers['content-security-policy']};"
