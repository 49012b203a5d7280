"""A new password ends all tokens of the account, however it was given."""

from typing import Any

import pytest
from django.core.management import call_command

from engagements.demo import load_accounts
from offices.accounts.actions import accounts
from offices.models import Invitation, Token, User
from offices.tokens.actions import make_token
from peaceapp.access.actor import acting_as
from peaceapp.postgres.base import as_owner
from tests.arrange import arranging
from tests.cast import Cast, gather_cast
from tests.pages.client import just_asked, text
from tests.rest.caller import Caller

PASSWORD, OTHER = "a long enough passphrase", "another that is long enough"


@pytest.fixture
def staff(cast: Cast) -> User:
    with arranging():
        cast.staff.set_password(PASSWORD)
        cast.staff.save()
    return cast.staff


def keys(user: User) -> list[str]:
    with acting_as(user):
        return [make_token(user, name=name)[1] for name in ("One", "Two")]


def standing(given: list[str]) -> list[int]:
    return [Caller().get("me/", Authorization=f"Bearer {key}").status_code for key in given]


def test_the_page_ends_them_and_says_so_before(staff: User, cast: Cast) -> None:
    mine, others, client = keys(staff), keys(cast.manager), just_asked(staff)
    assert "all your tokens will end" in text(client.get("/accounts/password/"))
    sent = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    assert client.post("/accounts/password/", sent | {"password2": "other"}).status_code == 200
    assert standing(mine) == [200, 200]
    assert client.post("/accounts/password/", sent).status_code == 302
    assert standing(mine) == [401, 401]
    assert standing(others) == [200, 200]


def test_the_link_of_a_letter_ends_them(staff: User, cast: Cast) -> None:
    mine = keys(staff)
    with arranging():
        link = Invitation.objects.create(user=staff, made_by=cast.administrator)
    accounts.use_invitation(link, password=OTHER)
    assert standing(mine) == [401, 401]


def test_the_command_ends_them(transactional_db: None, monkeypatch: Any) -> None:
    staff = gather_cast().staff
    mine = keys(staff)
    monkeypatch.setattr("getpass.getpass", lambda *_args, **_named: OTHER)
    call_command("changepassword", staff.username, verbosity=0)
    assert standing(mine) == [401, 401]


def test_hashing_anew_at_the_sign_in_ends_nothing(staff: User, settings: Any) -> None:
    mine = keys(staff)
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher", "django.contrib.auth.hashers.MD5PasswordHasher",
    ]  # fmt: skip
    before = User.objects.get(pk=staff.pk).password
    assert User.objects.get(pk=staff.pk).check_password(PASSWORD)
    assert User.objects.get(pk=staff.pk).password != before
    assert standing(mine) == [200, 200]


def test_another_password_of_the_demo_ends_them(transactional_db: None) -> None:
    with as_owner():
        load_accounts("the first demo password")
    user = User.objects.get(username="unowas.staff")
    mine = keys(user)
    for password, wanted in (("the first demo password", [200, 200]), ("the second demo password", [401, 401])):
        with as_owner():
            load_accounts(password)
        assert standing(mine) == wanted
    with acting_as(user):
        assert not Token.objects.filter(ended_at=None).exists()
