"""Sessions: hashed, listed, ended by their owner, by time, and by a new password."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from offices.models import AuditEvent, Session, User
from offices.sessions import middleware
from offices.sessions.store import SessionStore, digest
from tests.arrange import arranging
from tests.cast import Cast, World
from tests.pages.client import just_asked, left_open, signed_in, text

PASSWORD, OTHER = "a long enough password", "another that is long enough"
PAGE = "/accounts/sessions/"


@pytest.fixture
def staff(cast: Cast) -> User:
    cast.staff.set_password(PASSWORD)
    with arranging():
        cast.staff.save()
    return cast.staff


def browser(user: User, name: str = "A browser") -> Client:
    client = Client(headers={"user-agent": name})
    assert client.post("/accounts/login/", {"login": user.username, "password": PASSWORD}).status_code == 302
    return client


def later(client: Client, monkeypatch: Any, seconds: float) -> int:
    """What the start page answers so many seconds after everything before."""
    clock = middleware.time() + seconds
    monkeypatch.setattr(middleware, "time", lambda: clock)
    return int(client.get("/").status_code)


def test_half_an_hour_without_use_ends_it(cast: Cast, monkeypatch: Any) -> None:
    client = signed_in(cast.staff)
    for _ in range(3):
        assert later(client, monkeypatch, 29 * 60) == 200  # used again in time
    assert later(client, monkeypatch, 31 * 60) == 302
    assert not Session.objects.filter(user=cast.staff).exists()


def test_twelve_hours_end_it_however_much_it_is_used(cast: Cast, monkeypatch: Any) -> None:
    client, passed = signed_in(cast.staff), 0
    while later(client, monkeypatch, 20 * 60) == 200:
        passed += 20
    assert passed == 12 * 60 - 20  # at twelve hours, and the moments that this test took, it was over
    assert client.get("/api/v1/me/").status_code == 401


def test_what_was_typed_when_it_ended_comes_back(world: World, monkeypatch: Any) -> None:
    client, path = signed_in(world.cast.staff), f"/engagements/{world.engagements[10].reference}/entries/"
    assert later(client, monkeypatch, 0) == 200
    clock = middleware.time() + 31 * 60
    monkeypatch.setattr(middleware, "time", lambda: clock)
    answer = client.post(path, {"headline": "They will meet", "body": "In the old town"})
    assert answer.status_code == 401
    assert "In the old town" in text(answer)


def test_use_is_noted_once_a_minute_not_at_every_request(cast: Cast, monkeypatch: Any) -> None:
    client = signed_in(cast.staff)
    (before,) = Session.objects.filter(user=cast.staff).values_list("seen_at", flat=True)
    later(client, monkeypatch, 50)
    assert Session.objects.get(user=cast.staff).seen_at == before
    later(client, monkeypatch, 20)
    assert Session.objects.get(user=cast.staff).seen_at != before


def test_the_table_gives_no_session_away(staff: User) -> None:
    client = browser(staff)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    row = Session.objects.get(user=staff)
    assert row.pk == digest(key) != key
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = row.pk
    assert thief.get("/").status_code == 302
    assert SessionStore(key).exists(key)
    assert not SessionStore(row.pk).exists(row.pk)


def test_they_are_listed_and_ended_from_another_browser(staff: User, cast: Cast) -> None:
    here, there, stranger = browser(staff, "Here"), browser(staff, "There"), just_asked(cast.manager)
    page = text(here.get(PAGE))
    assert "There" in page
    assert "This browser" in page
    assert "Here" not in text(stranger.get(PAGE))
    other = Session.objects.get(user=staff, client="There").pk
    stranger.post(PAGE, {"session": other})
    assert there.get("/").status_code == 200
    left_open(here)
    asked = here.post(PAGE, {"session": other})  # a session alone does not say that it is they
    assert asked["Location"] == f"/accounts/reauthenticate/?next={PAGE.replace('/', '%2F')}"
    assert there.get("/").status_code == 200
    assert here.post(asked["Location"], {"password": PASSWORD, "next": PAGE})["Location"] == PAGE
    here.post(PAGE, {"session": other})
    assert there.get("/").status_code == 302
    assert here.get("/").status_code == 200
    with arranging():
        assert AuditEvent.objects.filter(verb="signed_out", actor_key=staff.pk).count() == 1


def test_a_new_password_ends_all_others(staff: User) -> None:
    here, there = browser(staff, "Here"), browser(staff, "There")
    sent = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    assert here.post("/accounts/password/", sent | {"oldpassword": "not it"}).status_code == 200
    assert here.post("/accounts/password/", sent | {"password1": "short", "password2": "short"}).status_code == 200
    assert there.get("/").status_code == 200
    assert here.post("/accounts/password/", sent).status_code == 302
    assert there.get("/").status_code == 302
    assert here.get("/").status_code == 200
    assert not Client().login(username=staff.username, password=PASSWORD)


def test_a_key_of_before_is_dead_after_sign_in_and_sign_out(staff: User) -> None:
    client = Client()
    client.get("/accounts/login/")
    planted = SessionStore()
    planted.create()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    client.post("/accounts/login/", {"login": staff.username, "password": PASSWORD})
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert key != planted.session_key  # no fixation
    client.post("/accounts/logout/")
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert client.get("/").status_code == 302


def test_the_table_has_no_key_of_whoever_was_asked_once_more(staff: User) -> None:
    """What was sent is not kept until they have answered: its headers have the cookie."""
    client = browser(staff)
    left_open(client)
    for path in (PAGE, "/accounts/tokens/", "/accounts/2fa/totp/activate/"):
        asked = client.post(path, {"code": "123456", "name": "Statistics"})
        assert "reauthenticate" in asked["Location"], path
        kept = str(dict(client.session.items()))
        assert client.cookies[settings.SESSION_COOKIE_NAME].value not in kept
        assert "Statistics" not in kept


def test_a_key_of_before_is_dead_when_it_was_asked_anew(staff: User) -> None:
    client = browser(staff)
    with arranging():  # failures are noted for good, also by other tests
        failed = AuditEvent.objects.filter(verb="sign_in_failed", object=staff.username).count()
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.post("/accounts/reauthenticate/", {"password": "not it"}).status_code == 200
    assert client.cookies[settings.SESSION_COOKIE_NAME].value == before
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    assert client.get("/accounts/tokens/").status_code == 200
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = before
    assert thief.get("/").status_code == 302
    assert Session.objects.filter(user=staff).count() == 1
    with arranging():
        (asked,) = AuditEvent.objects.filter(verb="signed_in", kind="asked anew", actor_key=staff.pk)
        assert asked.fields == ["password"]
        assert AuditEvent.objects.filter(verb="sign_in_failed", object=staff.username).count() == failed + 1
