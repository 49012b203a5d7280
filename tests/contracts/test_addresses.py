"""Nothing is answered to the signed-out, and a hidden row answers as one that never was, at every address there is."""

import json
import re
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.cast import World
from tests.contracts.addresses import PUBLIC, Address, addresses

METHODS = ["get", "head", "options", "post", "put", "patch", "delete"]
UNKNOWN = UUID("01900000-0000-7000-8000-000000000000")
SOMETHING = {
    "reference": "NONE-2020-XXXX", "key": UNKNOWN, "object_id": UNKNOWN, "content_type_id": 1, "app_label": "offices",
    "url": "nowhere", "action": "none", "acronym": "NONE", "alpha2": "ZZ", "contact": UNKNOWN, "pk": 1,
}  # fmt: skip
PASSING = {"Set-Cookie", "Content-Length", "Expires"}
CHANGING = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"')


def ask(client: Client, method: str, path: str) -> HttpResponse:
    body = {} if method in {"get", "head"} else {"data": "{}", "content_type": "application/json"}
    response: Any = getattr(client, method)(path, **body)
    return response  # type: ignore[no-any-return]  # the test client's own type says no more


def test_the_signed_out_are_sent_to_sign_in(db: None, client: Client) -> None:
    wrong = []
    for address in addresses():
        if address.route in PUBLIC:
            continue
        for method in METHODS:
            response = ask(client, method, address.at(**SOMETHING))
            to = response.headers.get("Location", "")
            sent = response.status_code == 302 and to.startswith(("/accounts/login/", "/admin/login/"))
            refused = response.status_code == 401
            if not (sent or refused):
                wrong.append((method, address.route, response.status_code, to))
    assert wrong == []


def test_health_answers_without_a_session(db: None, client: Client) -> None:
    assert (client.get("/healthz").status_code, client.get("/healthz").cookies) == (200, {})


def told(response: HttpResponse, *names: Any) -> tuple[Any, ...]:
    """All that an answer tells, but for what differs between any two requests and for what was asked for."""
    body = CHANGING.sub("", response.content.decode())
    headers = {name: value for name, value in response.headers.items() if name not in PASSING}
    text = json.dumps([response.status_code, body, headers, [str(m) for m in response.wsgi_request.COOKIES]])
    for name in names:
        text = text.replace(str(name), "…").replace(str(name).replace("-", "_"), "…")
    return (text,)


def pairs(world: World, address: Address) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """What is hidden from the manager, beside what never was."""
    hidden, seen = world.engagements[30], world.engagements[20]
    strange = {"reference": "TEST-2020-XXXX", "key": UNKNOWN, "object_id": UNKNOWN}
    found: list[tuple[dict[str, Any], dict[str, Any]]] = []
    if "reference" in address.takes or "engagements" in address.route:
        entry = world.entries[30, None].pk
        secret = {
            "reference": hidden.reference,
            "key": hidden.reference if address.is_api else entry,
            "object_id": hidden.pk,
        }
        nothing = strange | {"key": strange["reference"] if address.is_api else UNKNOWN}
        found.append((secret, nothing))
    if "follow" in address.route and "reference" not in address.takes:
        row = world.follow_ups[10, 30].pk
        found.append(({"key": row, "object_id": row}, strange))
    elif ("key" in address.takes and "engagements" not in address.route) or "journal" in address.route:
        found.append(({"key": world.entries[20, 30].pk, "object_id": world.entries[20, 30].pk}, strange))
    if {"reference", "key"} <= set(address.takes):
        found.append(
            (
                {"reference": seen.reference, "key": world.entries[20, 30].pk},
                {"reference": seen.reference, "key": UNKNOWN},
            )
        )
    return found


@pytest.mark.parametrize("area", ["pages", "api", "admin"])
def test_hidden_and_unknown_are_one_answer(world: World, client: Client, area: str) -> None:
    """Status, body and headers, for every method of every address that names a row."""
    user = world.cast.manager
    user.is_staff = user.is_superuser = True
    user.save()
    client.force_login(user)
    compared = 0
    for address in addresses():
        kind = "api" if address.is_api else "admin" if address.is_admin else "pages"
        if kind != area or not {"reference", "key", "object_id"} & set(address.takes):
            continue
        for hidden, unknown in pairs(world, address):
            for method in METHODS:
                answers = [
                    told(ask(client, method, address.at(**SOMETHING | given)), *given.values())
                    for given in (hidden, unknown)
                ]
                assert answers[0] == answers[1], (method, address.route)
                compared += 1
    assert compared >= 2 * len(METHODS)
