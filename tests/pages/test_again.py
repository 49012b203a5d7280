"""A form that was open when its sign-in ended: it is sent again after another, with and without scripts."""

import re
from typing import Any

import pytest
from django.test import Client

from engagements.models import JournalEntry
from tests.arrange import arranging
from tests.cast import World
from tests.pages.client import text

HOST = "http://testserver"
TYPED = {"headline": "They will meet", "kind": "meeting", "occurred_on": "2026-01-15", "precision": "day"}


def token(page: Any) -> str:
    found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
    assert found
    return found[1]


@pytest.fixture
def person(world: World) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.cast.staff)
    return client


def entries() -> int:
    with arranging():
        return JournalEntry.objects.count()


def path(world: World) -> str:
    return f"/engagements/{world.engagements[10].reference}/entries/"


def test_it_is_offered_again_with_what_was_typed_and_then_taken(person: Client, world: World) -> None:
    page = person.get(path(world)[: -len("entries/")])
    before, old = entries(), token(page)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))
    sent = fields | TYPED | {"csrfmiddlewaretoken": old}
    del person.cookies["peaceapp_session"]
    ended = person.post(path(world), sent, headers={"origin": HOST})
    assert ended.status_code == 401
    assert text(ended).count("They will meet") == 2  # to be sent, and to be read
    person.force_login(world.cast.staff)
    person.cookies["peaceapp_csrf"] = "n" * 32  # as after another sign-in
    again = person.post(path(world), sent, headers={"origin": HOST})
    assert again.status_code == 403
    assert "Send form again" in text(again)
    assert entries() == before
    taken = person.post(path(world), sent | {"csrfmiddlewaretoken": token(again)}, headers={"origin": HOST})
    assert taken.status_code == 302, text(taken)
    assert entries() == before + 1


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "http://testserver.evil.example"])
def test_what_comes_from_elsewhere_is_offered_to_nobody(origin: str | None, person: Client, world: World) -> None:
    headers = {"origin": origin} if origin else {}
    answer = person.post(path(world), TYPED, headers=headers)
    assert answer.status_code == 403
    assert "They will meet" not in text(answer)


@pytest.mark.parametrize("there", ["/accounts/password/", "/accounts/login/", "/admin/offices/theme/add/"])
def test_a_password_never_comes_back(there: str, person: Client) -> None:
    answer = person.post(there, {"password": "a secret of many words"}, headers={"origin": HOST})
    assert answer.status_code == 403
    assert "a secret" not in text(answer)
    person.logout()
    assert "a secret" not in text(person.post(there, {"password": "a secret of many words"}, headers={"origin": HOST}))
