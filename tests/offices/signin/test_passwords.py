"""Passwords: long ones of any signs, exactly as typed; not what others would try first."""

import random
from hashlib import sha1
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from offices.models import User
from offices.signin.passwords import is_listed
from peaceapp.access.actor import acting_as
from tests.cast import Cast
from tests.offices.signin.test_second_factor import PASSWORD, with_password
from tests.pages.client import text

PAGE = "/accounts/password/"


@pytest.fixture
def staff(cast: Cast) -> User:
    with_password(cast.staff)
    return cast.staff


def enter(user: User, password: str) -> Client | None:
    """A browser in which that password was typed; none, if it was not taken."""
    client = Client()
    taken = client.post("/accounts/login/", {"login": user.username, "password": password}).status_code == 302
    return client if taken else None


def change(user: User, new: str, old: str = PASSWORD) -> bool:
    client = enter(user, PASSWORD)
    assert client
    sent = {"oldpassword": old, "password1": new, "password2": new}
    return bool(client.post(PAGE, sent).status_code == 302)


@pytest.mark.parametrize(
    "new", ["z" * 5 + "w" * 64, "only lower case words", "  spaces around it  ", "٧٣١٥٩٢٤٦٨٠١٣", "ÉÀ∑ 🕊 знак мира"]
)
def test_long_ones_of_any_signs_are_taken_exactly_as_typed(new: str, staff: User) -> None:
    assert change(staff, new)
    assert enter(staff, new)
    assert not any(enter(staff, near) for near in (new[:-1], new.strip() + " ", new.swapcase() + "x"))


def test_the_present_one_is_asked_for(staff: User) -> None:
    assert not change(staff, "something quite different", old="not it")
    assert enter(staff, PASSWORD)


def refused(password: str, user: User | None = None) -> set[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {str(one.code) for one in error.error_list}
    return set()


def test_short_common_and_ones_own_name_are_refused(cast: Cast) -> None:
    assert "password_too_short" in refused("elevensigns")
    assert "password_too_common" in refused("1qaz2wsx3edc")  # of the framework's list
    assert "password_too_similar" in refused(f"{cast.near_manager.username}-1", cast.near_manager)


@pytest.mark.parametrize(
    "password",
    [
        "UNOWAS-manager-2026",
        "PeaceApp password 1",
        "Welcome_March_2027!",
        "strictlyconfidential",
        "Greatlakes Office 12",
    ],
)
def test_words_of_this_place_and_of_the_calendar_are_refused(password: str, db: None) -> None:
    assert refused(password) == {"password_of_known_words"}
    assert refused(f"{password} jackdaw heron") == set()


def test_an_office_of_this_installation_is_a_word_of_this_place(cast: Cast) -> None:
    with acting_as(cast.staff):
        assert refused("lead office manager") == {"password_of_known_words"}


def test_what_was_stolen_elsewhere_is_refused_where_a_list_is_given(tmp_path: Path, settings: Any, staff: User) -> None:
    stolen = "heron jackdaw bittern"
    assert refused(stolen) == set()
    file = tmp_path / "digests.txt"
    file.write_text("".join(f"{line}:7\n" for line in sorted([digest(stolen), digest("another one")])))
    settings.BREACHED_PASSWORDS = str(file)
    assert refused(stolen) == {"password_breached"}
    assert not change(staff, stolen)


def digest(password: str) -> str:
    return sha1(password.encode()).hexdigest().upper()


def test_the_list_is_searched_to_its_first_and_last_line(tmp_path: Path, draw: random.Random) -> None:
    listed = [f"stolen {number}" for number in range(draw.randrange(1, 400))]
    file = tmp_path / "digests.txt"
    for ending in ("\n", "\r\n"):
        file.write_text("".join(f"{line}:{draw.randrange(10**6)}{ending}" for line in sorted(map(digest, listed))))
        assert all(is_listed(file, password) for password in listed)
        assert not any(is_listed(file, f"not {password}") for password in listed)
    file.write_text("")
    assert not is_listed(file, "anything")


def test_the_fields_leave_managers_of_passwords_to_their_work(staff: User) -> None:
    pages = [text(Client().get("/accounts/login/")), text(enter(staff, PASSWORD).get(PAGE))]  # type: ignore[union-attr]  # it was typed right
    fields = [tag for page in pages for tag in page.split("<input")[1:] if "password" in tag.split(">")[0]]
    assert len(fields) == 4
    for tag in fields:
        assert 'type="password"' in tag.split(">")[0]
        assert "current-password" in tag.split(">")[0] or "new-password" in tag.split(">")[0]
        assert "onpaste" not in tag
