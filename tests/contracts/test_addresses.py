"""Nothing is answered to the signed-out, and a hidden row answers as one that never was, at every address there is."""

import json
import random
import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.access.questions import Pool, addressed
from tests.access.stand import Actor
from tests.access.tables import Class, of_kind
from tests.access.twins import hidden_from, named
from tests.arrange import arranging
from tests.cast import World
from tests.contracts.addresses import PUBLIC, Address, addresses
from tests.count import counted

METHODS = ["get", "head", "options", "post", "put", "patch", "delete"]
UNKNOWN = UUID("01900000-0000-7000-8000-000000000000")
SOMETHING = {
    "reference": "NONE-2020-XXXX", "key": UNKNOWN, "object_id": UNKNOWN, "content_type_id": 1, "app_label": "offices",
    "url": "nowhere", "action": "none", "acronym": "NONE", "alpha2": "ZZ", "contact": UNKNOWN,
    "username": "none", "role": "staff", "version": "none", "pk": 1,
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
        if len(str(name)) > 4:
            text = text.replace(str(name), "…").replace(str(name).replace("-", "_"), "…")
        else:  # a short one would be found anywhere: only where it stands in an address
            text = re.sub(rf"(?<=/){re.escape(str(name))}(?=/)", "…", text)
    return (text,)


def pairs(pool: Pool, address: Address) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """For each part of a route that names a row: some that are hidden, beside what never was; all else as it is."""
    parts = addressed(address)
    for name, (model, column) in parts.items():
        hidden = pool.unseen(model, column)
        unknown = {"reference": "TEST-2020-XXXX"}.get(column, UNKNOWN)
        for key in pool.draw.sample(hidden, min(1, len(hidden))):
            with arranging():  # the test's author finds what stands around a hidden row
                row = model._default_manager.get(**{column: key})
                others = {other: beside(row, *place, pool) for other, place in parts.items() if other != name}
            rest = {taken: SOMETHING[taken] for taken in set(address.takes) - set(parts)}
            yield {**rest, **others, name: key}, {**rest, **others, name: unknown}


def beside(row: Any, model: Any, column: str, pool: Pool) -> str:
    """What `row` stands below, or what stands below it, where a route names both; else anything that there is."""
    for one, of, there in ((row, row._meta.model, model), (None, model, row._meta.model)):
        field = next((f for f in of._meta.concrete_fields if f.related_model is there), None)
        if field and one is not None and (above := getattr(row, field.name)):
            return str(getattr(above, column))
        if field and (below := model._default_manager.filter(**{field.name: row}).first()):
            return str(getattr(below, column))
    return pool.draw.choice(pool.keys(model, column))


@pytest.mark.parametrize("area", ["pages", "api", "admin"])
def test_hidden_and_unknown_are_one_answer(
    world: World, client: Client, area: str, draw: random.Random, record_property: Any
) -> None:
    """Status, body and headers, for every method of every address that names a row."""
    compared, covered = 0, set()
    there = [address for address in addresses() if area == _area(address) and set(addressed(address))]
    for user in (world.cast.manager, world.cast.near_manager):  # one who writes, and one from whom more is hidden
        user.is_staff = user.is_superuser = True
        user.save()
        client.force_login(user)
        pool = Pool(draw, named(hidden_from(Actor(user.username, user.pk, {}, {}))))
        for address in there:
            for hidden, unknown in pairs(pool, address):
                covered.add(address)
                for method in METHODS:
                    answers = [
                        told(ask(client, method, address.at(**given)), *given.values()) for given in (hidden, unknown)
                    ]
                    assert answers[0] == answers[1], (user.username, method, address.route)
                    compared += 1
    counted(record_property, "hidden as unknown", answers=compared, routes=len(covered))
    assert {address for address in there if hides(address)} <= covered


def _area(address: Address) -> str:
    return "api" if address.is_api else "admin" if address.is_admin else "pages"


def hides(address: Address) -> bool:
    """Whether a part of the route names a row that may be hidden."""
    under_the_rule = {table.name for table in of_kind(Class.PROTECTED, Class.KEPT)}
    return any(model._meta.db_table in under_the_rule for model, _ in addressed(address).values())
