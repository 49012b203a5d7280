"""Passkeys, made and used by a browser with an authenticator of its own; and what there is without one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.journeys.conftest import Person
from tests.journeys.server import PASSWORD

pytestmark = pytest.mark.browser
NAME = "unoca.staff"  # whom no other journey has
LOGIN, PASSKEYS = "/accounts/login/", "/accounts/2fa/webauthn/"
KIND = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


class Authenticator:
    """A device beside the browser of `page`."""

    def __init__(self, page: Page, **otherwise: Any) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        made = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": KIND | otherwise})
        self.key = made["authenticatorId"]

    def verifies(self, whether: bool) -> None:
        """Whether it recognises its owner from now on."""
        self.session.send("WebAuthn.setUserVerified", {"authenticatorId": self.key, "isUserVerified": whether})

    def credentials(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.key})[
            "credentials"
        ]
        return found

    def forget(self) -> None:
        self.session.send("WebAuthn.clearCredentials", {"authenticatorId": self.key})

    def take(self, credentials: list[dict[str, Any]]) -> None:
        for each in credentials:
            self.session.send("WebAuthn.addCredential", {"authenticatorId": self.key, "credential": each})


def type_password(page: Page, name: str = NAME) -> None:
    page.goto(LOGIN)
    page.locator("[name=login]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/")


def arrive(page: Page) -> None:
    """Wait until the sign-in is over."""
    page.wait_for_url(lambda address: not urlsplit(address).path.startswith("/accounts/"))


def is_in(page: Page) -> bool:
    return page.request.get("/api/v1/me/").status == 200


@contextmanager
def passkey(page: Page) -> Iterator[Authenticator]:
    """One that was added on the page, and is removed there at the end."""
    device = Authenticator(page)
    page.goto(f"{PASSKEYS}add/")
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    try:
        yield device
    finally:
        device.verifies(True)
        if not is_in(page):
            page.goto(LOGIN)
            page.get_by_role("button", name="Sign in with a passkey").click()
            arrive(page)
        remove(page)


def remove(page: Page) -> None:
    page.goto(PASSKEYS)
    while page.get_by_role("link", name="Remove").count():
        page.get_by_role("link", name="Remove").first.click()
        page.get_by_role("button", name="Remove").click()
        page.wait_for_url(f"**{PASSKEYS}")


def test_it_signs_in_without_the_password(person: Person) -> None:
    page = person(NAME, fresh=True)
    with passkey(page) as device:
        page.goto(PASSKEYS)
        expect(page.get_by_text("My phone", exact=True)).to_be_visible()
        expect(page.get_by_text("signs in without the password")).to_be_visible()
        page.get_by_role("link", name="Rename").click()
        page.get_by_label("Name").fill("The phone at work")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("The phone at work", exact=True)).to_be_visible()
        sign_out(page)
        assert not is_in(page)
        page.goto(f"{LOGIN}?next=/follow-ups/")
        device.verifies(False)  # a stranger's finger: the browser refuses, and the page says what now
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.get_by_text("No passkey was used.")).to_be_visible()
        assert not is_in(page)
        device.verifies(True)
        page.get_by_role("button", name="Sign in with a passkey").click()
        arrive(page)
        assert page.url.endswith("/follow-ups/")
        assert is_in(page)


def test_it_is_the_second_factor_after_the_password(person: Person) -> None:
    page = person(NAME, fresh=True)
    with passkey(page) as device:
        sign_out(page)
        type_password(page)
        expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
        assert not is_in(page)
        mine = device.credentials()
        device.forget()  # another device: it has nothing that was asked for
        page.get_by_role("button", name="Use passkey").click()
        expect(page.get_by_text("No passkey was used.")).to_be_visible()
        page.get_by_role("button", name="Cancel").click()
        page.wait_for_url("**/accounts/login/")
        type_password(page)
        device.take(mine)
        page.get_by_role("button", name="Use passkey").click()
        arrive(page)
        assert is_in(page)


def test_one_that_was_removed_is_not_accepted(person: Person) -> None:
    page = person(NAME, fresh=True)
    with passkey(page) as device:
        remove(page)
        sign_out(page)
        page.goto(LOGIN)
        page.get_by_role("button", name="Sign in with a passkey").click()  # the device has it still
        expect(page.get_by_text("This passkey was not accepted.")).to_be_visible()
        assert not is_in(page)
        device.forget()
        type_password(page)
        arrive(page)  # and no second factor is asked for any more


def test_without_scripts_the_pages_say_what_else_there_is(person: Person) -> None:
    page = person("", "without-scripts")
    page.goto(LOGIN)
    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()


def test_under_another_name_of_the_host_the_page_says_where_to_go(person: Person, server: str) -> None:
    answer = person().request.get(server.replace("localhost", "127.0.0.1") + LOGIN)
    assert "Passkeys work only at" in answer.text()
    assert "localhost" in answer.text()
    assert "data-passkey" not in answer.text()
