"""A browser, and people who sit before it. Whatever they do, the page may not complain nor speak to anybody else."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from peaceapp.launch.browser import NAMES
from tests.journeys import fonts
from tests.journeys import server as servers
from tests.journeys.chromium import Chromium
from tests.journeys.server import PASSWORD

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]  # fmt: skip
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
VARIANTS: dict[str, dict[str, Any]] = {
    "desktop": DESKTOP,
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "dark": DESKTOP | {"color_scheme": "dark"},
    "right-to-left": DESKTOP | {"locale": "ar"},  # pages are in English until Arabic is complete: see `TURN`
    "without-scripts": DESKTOP | {"java_script_enabled": False},
}
TURN = "document.addEventListener('DOMContentLoaded', () => { document.documentElement.dir = 'rtl'; });"
"""Turns a page round as a language that is written from the right does."""
# What the browser and htmx themselves note about a refusal.
EXPECTED = ("Failed to load resource: the server responded with a status of 4", "Response Status Error Code 4")
PATIENCE = 20_000  # milliseconds: the machine may be busy with the other worker
Person = Callable[..., Page]


@pytest.fixture(scope="session")
def server(django_test_environment: None, django_db_blocker: Any) -> Iterator[str]:
    """The address of the app. Journeys share it: each writes lines of its own and looks for those."""
    with django_db_blocker.unblock(), servers.running() as address:
        yield address


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the modules that measure pages once in each font, the others in the one that needs most room."""
    if "browser" in metafunc.fixturenames:
        names = getattr(metafunc.module, "FONTS", ["wide"])
        metafunc.parametrize("browser", names, indirect=True, scope="module")


@pytest.fixture(scope="module")
def browser(
    request: pytest.FixtureRequest, server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Chromium]:
    """A Chromium with one font. Not for the session: while Playwright runs, Django takes the thread for an
    asynchronous one."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    expect.set_options(timeout=PATIENCE)
    assert path, "No Chromium found: name one in CHROMIUM"
    with sync_playwright() as playwright:
        only_font = fonts.environment(tmp_path_factory.mktemp("font"), request.param)
        environment: dict[str, Any] = dict(os.environ) | only_font
        chromium = Chromium(lambda: playwright.chromium.launch(executable_path=path, args=FLAGS, env=environment))
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def sessions() -> dict[str, Any]:
    """Cookies of those who have signed in already: sign-ins are slow on purpose, and limited."""
    return {}


@pytest.fixture
def person(browser: Chromium, server: str, sessions: dict[str, Any]) -> Iterator[Person]:
    """`person("unowas.staff", "phone")`: a page of theirs, signed in; without a name, of somebody who is not."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def listen(page: Page) -> None:
        def on_console(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"} and not message.text.startswith(EXPECTED):
                faults.append(f"{page.url}: {message.text}")

        def on_request(request: Request) -> None:
            if not request.url.startswith((server, "data:", "about:")):
                faults.append(f"{page.url} asked {request.url}")

        page.on("console", on_console)
        page.on("request", on_request)
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))

    def sit_down(name: str = "", variant: str = "desktop", *, fresh: bool = False) -> Page:
        """`fresh`: by a sign-in of their own, for whoever is going to sign out."""
        known = None if fresh else sessions.get(name)
        context = browser.new_context(base_url=server, storage_state=known, **VARIANTS[variant])
        context.set_default_timeout(PATIENCE)
        if variant == "right-to-left":
            context.add_init_script(TURN)
        contexts.append(context)
        context.on("page", listen)
        page = context.new_page()
        if name and known is None:
            sign_in(page, name)
            if not fresh:
                sessions[name] = context.storage_state()
        return page

    yield sit_down
    for context in contexts:
        browser.close(context)
    assert not faults, "\n".join(faults)


def sign_in(page: Page, name: str) -> None:
    """By the form."""
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(name)  # by their names: Django brings some of the labels in other languages
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: not urlsplit(address).path.startswith("/accounts/"))
