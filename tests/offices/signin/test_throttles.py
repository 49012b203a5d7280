"""Guessing is slowed in all processes together, whatever becomes of a request; and nobody is kept out by strangers."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.account.views import LoginView
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client

from offices.models import User
from offices.signin import knownbrowser
from peaceapp.postgres.second_connection import _connection, second_cursor
from tests.arrange import arranging
from tests.cast import Cast, gather_cast
from tests.journeys.server import urls
from tests.pages.client import text

PASSWORD, PAGE = "a long enough password", "/accounts/login/"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HERE, THERE = "192.0.2.1", "192.0.2.2"


def with_password(user: User) -> User:
    with arranging():
        user.set_password(PASSWORD)
        user.save()
    return user


@pytest.fixture
def staff(cast: Cast) -> User:
    return with_password(cast.staff)


def tries(name: str, password: str = "not it", address: str = HERE, client: Client | None = None) -> bool:
    """Whether this signs in; in a browser that nobody knows, unless one is given."""
    sent = (client or Client()).post(PAGE, {"login": name, "password": password}, REMOTE_ADDR=address)
    return bool(sent.status_code == 302)


def kept() -> int:
    with second_cursor() as cursor:
        cursor.execute("select count(*) from peaceapp_cached")
        return int(cursor.fetchone()[0])


def test_another_process_counts_along(transactional_db: None) -> None:
    staff = with_password(gather_cast().staff)
    guess = (
        "import django; django.setup(); from django.test import Client;"
        f"[Client().post('{PAGE}', {{'login': '{staff.username}', 'password': 'not it'}}, REMOTE_ADDR='{HERE}',"
        " headers={'host': 'localhost'}) for _ in range(5)]"
    )
    app, owner = urls(connection.settings_dict["NAME"])
    given = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": app, "DATABASE_OWNER_URL": owner}
    given |= {"PEACEAPP_MODE": "demo", "PEACEAPP_SECRET_KEY": settings.SECRET_KEY, "PATH": ""}
    subprocess.run([sys.executable, "-c", guess], cwd=Path(__file__).parents[3], env=given, check=True)
    assert not tries(staff.username, PASSWORD)
    assert tries(staff.username, PASSWORD, THERE)


def test_attempts_at_the_same_moment_are_counted_one_by_one(transactional_db: None) -> None:
    staff = with_password(gather_cast().staff)

    def attempt(_: int) -> bool:
        try:
            sent = Client().post(PAGE, {"login": staff.username, "password": "not it"}, REMOTE_ADDR=HERE)
        finally:
            connections.close_all()
            _connection().close()
        return "Too many" in text(sent)

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(attempt, range(12))) >= 7
    assert not tries(staff.username, PASSWORD)


def test_a_request_that_is_taken_back_counts(staff: User, monkeypatch: Any) -> None:
    def fail(self: Any, form: Any) -> Any:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(LoginView, "form_invalid", fail)
        client = Client(raise_request_exception=False)
        for _ in range(5):
            sent = client.post(PAGE, {"login": staff.username, "password": "not it"}, REMOTE_ADDR=HERE)
            assert sent.status_code == 500
    assert not tries(staff.username, PASSWORD)


def test_a_right_password_counts_nothing(staff: User) -> None:
    for _ in range(7):
        assert tries(staff.username, PASSWORD)


def test_many_sign_ins_for_one_account_are_slowed_wherever_they_come_from(staff: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        for number in range(60):
            assert not tries(staff.username, address=f"192.0.2.{number}")
        assert not tries(staff.username, PASSWORD, "198.51.100.7")
        assert "Too many failed login attempts" in text(
            Client().post(PAGE, {"login": staff.username, "password": PASSWORD}, REMOTE_ADDR="198.51.100.7")
        )
        clock.shift(15 * MINUTE + timedelta(seconds=1))
        assert tries(staff.username, PASSWORD, "198.51.100.7")


def test_who_guesses_for_one_account_is_out_for_five_minutes(staff: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(5):
            assert not tries(staff.username)
        assert not tries(staff.username, PASSWORD)
        clock.shift(5 * MINUTE + timedelta(seconds=1))
        assert tries(staff.username, PASSWORD)


def test_one_address_that_tries_many_accounts_is_slowed_for_a_minute(staff: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        answers = [
            Client().post(PAGE, {"login": f"somebody{number}", "password": "not it"}, REMOTE_ADDR=HERE)
            for number in range(40)
        ]
        assert [answer.status_code for answer in answers] == [200] * 30 + [429] * 10
        assert "Too many attempts" in text(answers[-1])
        assert not tries(staff.username, PASSWORD)
        assert tries(staff.username, PASSWORD, THERE)
        clock.shift(MINUTE + timedelta(seconds=1))
        assert tries(staff.username, PASSWORD)


def test_behind_a_proxy_the_address_is_what_the_proxy_says(staff: User, settings: Any) -> None:
    def through(said: str, password: str = "not it") -> bool:
        client = Client(headers={"x-forwarded-for": said})
        return tries(staff.username, password, "198.51.100.1", client)

    for _ in range(5):
        assert not through(f"203.0.113.9, {HERE}")
    assert not through(THERE, PASSWORD)  # without a proxy nobody says where they come from
    cache.clear()
    settings.BEHIND_PROXY = True
    for number in range(5):
        assert not through(f"203.0.113.{number}, {HERE}")  # what stands before the last is anybody's
    assert not through(HERE, PASSWORD)
    assert through(THERE, PASSWORD)
    for odd in ("", "nobody", f"{HERE}, ", "1.2.3.4:5"):
        assert through(odd, PASSWORD)


def test_a_known_browser_is_not_kept_out_by_strangers(staff: User, cast: Cast) -> None:
    own = Client()
    assert tries(staff.username, PASSWORD, client=own)
    own.post("/accounts/logout/")
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        for _ in range(4):  # for an hour they never stop, also from the same address
            for number in range(25):
                tries(staff.username, address=f"192.0.2.{number}")
            assert not tries(staff.username, PASSWORD, "198.51.100.7")
            assert tries(staff.username, PASSWORD, HERE, client=own)
            own.post("/accounts/logout/")
            clock.shift(15 * MINUTE)


def test_a_known_browser_may_not_guess_either(staff: User, cast: Cast) -> None:
    own = Client()
    assert tries(staff.username, PASSWORD, client=own)
    own.post("/accounts/logout/")
    for _ in range(5):
        assert not tries(staff.username, client=own)
    assert not tries(staff.username, PASSWORD, THERE, client=own)
    assert tries(staff.username, PASSWORD)  # and keeps out nobody but itself
    other = with_password(cast.manager)
    for _ in range(5):
        assert not tries(other.username, client=own)  # for others it is a stranger
    assert not tries(other.username, PASSWORD)


@pytest.mark.parametrize("value", ["", "nonsense", "W10:1:2", "eyJhIjoxfQ:1w:xx"])
def test_nobody_makes_a_known_browser(value: str, staff: User) -> None:
    client = Client()
    client.cookies[knownbrowser.COOKIE] = value
    for _ in range(5):
        assert not tries(staff.username, client=client)
    assert not tries(staff.username, PASSWORD)


def test_the_mark_of_a_browser_is_for_sign_in_alone(staff: User) -> None:
    client = Client()
    tries(staff.username, PASSWORD, client=client)
    mark = client.cookies[knownbrowser.COOKIE]
    assert (mark["path"], mark["httponly"], mark["samesite"]) == ("/", True, "Lax")
    assert staff.username not in mark.value


def test_counters_that_are_over_are_cleared_away(staff: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        for number in range(12):
            tries(f"somebody{number}", address=f"192.0.2.{number}")
        assert kept() > 40
        clock.shift(timedelta(hours=1))
        for _ in range(5):
            tries(staff.username)
        assert kept() == 4  # of the last name alone: its address twice, the account, the account from there


def test_the_cache_keeps_what_was_put_into_it_for_as_long_as_was_said(db: None) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        cache.set("a", [1.7014236027184925, 2], 60)
        assert (cache.add("a", "other", 60), cache.add("b", True, 60), cache.add("b", False, 60)) == (
            False,
            True,
            False,
        )
        assert cache.get_many(["a", "b", "c"]) == {"a": [1.7014236027184925, 2], "b": True}
        assert cache.touch("b", 600)
        clock.shift(timedelta(seconds=61))
        assert (cache.get("a", "gone"), cache.get("b"), cache.touch("a", 60)) == ("gone", True, False)
        assert cache.add("a", "anew", None)
        clock.shift(timedelta(days=10_000))
        assert cache.get("a") == "anew"
        assert (cache.delete("a"), cache.delete("a"), cache.get("a")) == (True, False, None)
    with second_cursor() as cursor:
        cursor.execute("select count(*) from peaceapp_cached where key in ('a', ':1:a')")
        assert cursor.fetchone() == (0,)  # keys name accounts and addresses: they are kept as digests
