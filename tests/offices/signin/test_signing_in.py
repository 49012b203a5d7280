"""Signing in: who does not exist is answered as who typed wrongly, guessing is slowed, and nobody is led elsewhere."""

from typing import Any

import pytest
from django.contrib.auth.hashers import get_hasher
from django.core.cache import cache
from django.test import Client

from offices.models import User
from tests.arrange import arranging
from tests.cast import Cast
from tests.pages.client import text

PASSWORD = "a long enough password"
PAGE = "/accounts/login/"


@pytest.fixture
def staff(cast: Cast) -> User:
    with arranging():
        cast.staff.set_password(PASSWORD)
        cast.staff.save()
    return cast.staff


def answer(name: str, password: str, **given: Any) -> Any:
    return Client(**given).post(PAGE, {"login": name, "password": password})


def signs_in(name: str, password: str, **given: Any) -> bool:
    return bool(answer(name, password, **given).status_code == 302)


def test_unknown_wrong_and_inactive_are_answered_alike(staff: User, cast: Cast) -> None:
    with arranging():
        cast.observer.set_password(PASSWORD)
        cast.observer.is_active = False
        cast.observer.save()
    names = (staff.username, "nobody.of.this.name", cast.observer.username)
    said = {text(answer(name, "not it")).replace(name, "NAME") for name in names}
    assert len(said) == 1
    assert signs_in(staff.username, PASSWORD)
    right = answer(cast.observer.username, PASSWORD)
    assert right.status_code == 200
    assert text(right).replace(cast.observer.username, "NAME") in said


def test_an_unknown_name_takes_the_work_of_a_known_one(staff: User, monkeypatch: Any) -> None:
    """The time is that of the hash: one each. Medians that were measured are in `docs/security.md`."""
    done: list[str] = []
    hasher = type(get_hasher())
    of_the_library = hasher.encode

    def count(self: Any, *args: Any, **given: Any) -> Any:
        done.append("hashed")
        return of_the_library(self, *args, **given)

    monkeypatch.setattr(hasher, "encode", count)
    answer(staff.username, "not it")
    known = len(done)
    answer("nobody.of.this.name", "not it")
    assert (known, len(done)) == (1, 2)


def test_five_failures_slow_guessing_for_this_account_from_there(staff: User, cast: Cast) -> None:
    with arranging():
        cast.manager.set_password(PASSWORD)
        cast.manager.save()
    for _ in range(5):
        assert not signs_in(staff.username, "not it", REMOTE_ADDR="192.0.2.1")
    assert not signs_in(staff.username, PASSWORD, REMOTE_ADDR="192.0.2.1")
    assert signs_in(staff.username, PASSWORD, REMOTE_ADDR="192.0.2.2")  # more of it: test_throttles.py
    assert signs_in(cast.manager.username, PASSWORD, REMOTE_ADDR="192.0.2.1")
    cache.clear()  # as after five minutes
    assert signs_in(staff.username, PASSWORD, REMOTE_ADDR="192.0.2.1")


def test_an_address_that_tries_many_accounts_is_slowed(staff: User) -> None:
    for number in range(10):
        answer(f"somebody{number}", "not it", REMOTE_ADDR="192.0.2.1")
    assert not signs_in(staff.username, PASSWORD, REMOTE_ADDR="192.0.2.1")
    assert signs_in(staff.username, PASSWORD, REMOTE_ADDR="192.0.2.2")


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_led_elsewhere(elsewhere: str, staff: User) -> None:
    answered = Client().post(f"{PAGE}?next={elsewhere}", {"login": staff.username, "password": PASSWORD})
    assert (answered.status_code, answered["Location"]) == (302, "/")
    posted = Client().post(PAGE, {"login": staff.username, "password": PASSWORD, "next": elsewhere})
    assert (posted.status_code, posted["Location"]) == (302, "/")


def test_the_administration_has_no_sign_in_of_its_own(cast: Cast) -> None:
    with arranging():
        cast.administrator.set_password(PASSWORD)
        cast.administrator.save()
    client = Client()
    assert client.get("/admin/", follow=True).redirect_chain == [(f"{PAGE}?next=/admin/", 302)]
    sent = {"username": cast.administrator.username, "login": cast.administrator.username, "password": PASSWORD}
    assert client.post("/admin/login/?next=/admin/", sent)["Location"] == f"{PAGE}?next=/admin/"
    assert client.get("/admin/").status_code == 302
    assert client.post(f"{PAGE}?next=/admin/", sent)["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_another_host_is_refused(staff: User) -> None:
    assert Client(headers={"host": "evil.example"}).get(PAGE).status_code == 400


def test_an_account_that_is_closed_is_out_at_once(staff: User) -> None:
    client = Client()
    client.post(PAGE, {"login": staff.username, "password": PASSWORD})
    assert client.get("/").status_code == 200
    with arranging():
        User.objects.filter(pk=staff.pk).update(is_active=False)
    assert client.get("/").status_code == 302
    assert client.get("/api/v1/me/").status_code == 401


@pytest.mark.parametrize(
    "path", ["/accounts/signup/", "/accounts/email/", "/accounts/password/reset/", "/accounts/social/"]
)
def test_what_the_library_offers_besides_is_not_there(path: str, db: None) -> None:
    assert Client().get(path).status_code == 404
