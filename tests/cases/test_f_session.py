"""Group F: what was typed into a form of the administration when the session ended is there after signing in."""

import re
from typing import Any

from django.test import Client

from offices.models import Kind
from tests.arrange import arranging
from tests.cast import World
from tests.pages.client import text

ADD = "/admin/offices/kind/add/"
HERE = {"origin": "http://testserver"}


def token(page: Any) -> str:
    found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
    assert found
    return found[1]


def test_f5_what_was_typed_in_the_administration_is_there_after_signing_in(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.cast.administrator)
    sent = {"code": "shuttle", "label": "Shuttle diplomacy of many words", "position": "7", "sources": ""}
    sent |= {"csrfmiddlewaretoken": token(client.get(ADD)), "_save": "Save"}
    del client.cookies["peaceapp_session"]
    ended = client.post(ADD, sent, headers=HERE)
    assert ended.status_code == 401
    assert text(ended).count("Shuttle diplomacy of many words") == 2  # to be sent again, and to be read
    client.force_login(world.cast.administrator)
    client.cookies["peaceapp_csrf"] = "n" * 32  # as after another sign-in
    again = client.post(ADD, sent, headers=HERE)
    assert again.status_code == 403
    assert "Send form again" in text(again)
    with arranging():
        assert not Kind.objects.filter(pk="shuttle").exists()
    taken = client.post(ADD, sent | {"csrfmiddlewaretoken": token(again)}, headers=HERE)
    assert taken.status_code == 302
    with arranging():
        assert Kind.objects.get(pk="shuttle").label == "Shuttle diplomacy of many words"
