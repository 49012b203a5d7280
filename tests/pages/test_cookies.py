"""Cookies: of this host alone, not for scripts, not sent along from other sites; what remains when one signs out."""

from http.cookies import Morsel
from typing import Any

import pytest
from django.contrib.messages.storage.cookie import MessageSerializer
from django.core.signing import get_cookie_signer
from django.test import Client

from offices.sessions import middleware
from tests.arrange import arranging
from tests.cast import Cast, World
from tests.pages.client import signed_in
from tests.pages.test_forms import ENTRY
from tests.production import production

PASSWORD = "a long enough password"
NAMES = ("session", "csrf", "told", "known")


@pytest.fixture
def as_in_production(settings: Any) -> None:
    for name, value in production().items():
        if "COOKIE" in name:
            setattr(settings, name, value)


def everything_set(world: World) -> dict[str, Morsel[str]]:
    """All cookies that a sign-in and a saved entry set."""
    with arranging():
        world.cast.staff.set_password(PASSWORD)
        world.cast.staff.save()
    client = Client()
    client.get("/accounts/login/", secure=True)
    client.post("/accounts/login/", {"login": world.cast.staff.username, "password": PASSWORD}, secure=True)
    path = f"/engagements/{world.engagements[10].reference}/entries/"
    assert client.post(path, ENTRY, secure=True).status_code == 302
    return dict(client.cookies)


@pytest.mark.usefixtures("as_in_production")
def test_every_cookie_is_of_this_host_alone_and_for_no_script(world: World) -> None:
    cookies = everything_set(world)
    assert set(cookies) == {f"__Host-peaceapp_{name}" for name in NAMES}
    for name, cookie in cookies.items():
        said = {flag: cookie[flag] for flag in ("secure", "httponly", "samesite", "path", "domain")}
        assert said == {"secure": True, "httponly": True, "samesite": "Lax", "path": "/", "domain": ""}, name


@pytest.mark.usefixtures("as_in_production")
def test_no_cookie_says_more_than_that_it_was_done(world: World) -> None:
    engagement = world.engagements[10]
    cookies = {name: cookie.value for name, cookie in everything_set(world).items()}
    unread = get_cookie_signer(salt="django.contrib.messages").unsign_object(
        cookies.pop("__Host-peaceapp_told"), serializer=MessageSerializer
    )
    assert [str(message) for message in unread][-1] == "Entry saved."
    for secret in (engagement.title, engagement.reference, "They met"):
        assert secret not in f"{cookies} {[str(message) for message in unread]}"


def test_what_a_browser_holds_is_dropped_when_the_session_ends(cast: Cast, monkeypatch: Any) -> None:
    for by_time in (False, True):
        client = signed_in(cast.staff)
        assert "Clear-Site-Data" not in client.get("/accounts/me/").headers
        if by_time:
            clock = middleware.time() + 31 * 60
            monkeypatch.setattr(middleware, "time", lambda clock=clock: clock)
        ended = client.get("/") if by_time else client.post("/accounts/logout/")
        assert ended.headers["Clear-Site-Data"] == '"cache", "storage"'
        assert client.cookies["peaceapp_session"].value == ""
