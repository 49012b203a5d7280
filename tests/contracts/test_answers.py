"""What every answer keeps to, at every address that there is."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.cast import World
from tests.contracts.addresses import addresses
from tests.contracts.test_addresses import SOMETHING
from tests.pages.client import signed_in
from tests.production import production

ELSEWHERE = {"origin": "https://evil.example", "referer": "https://evil.example/"}


def paths(world: World) -> list[str]:
    seen = {"reference": world.engagements[10].reference, "key": world.entries[10, None].pk, "acronym": "LEAD-OFFICE"}
    found = [address.at(**SOMETHING | seen) for address in addresses() if address.route != "accounts/logout/"]
    return [*found, "/healthz", "/nothing/here/", "/api/v1/nothing/", "/static/nothing.css"]


def test_text_says_in_which_signs_it_is_written(world: World) -> None:
    client, seen = signed_in(world.cast.manager), set()
    for path in paths(world):
        answer = client.get(path)
        if not answer.content:
            continue
        kind = answer.headers["Content-Type"]
        seen.add(kind)
        assert kind in {"application/json", "application/problem+json"} or kind.endswith("; charset=utf-8"), (
            path,
            kind,
        )
    assert {"application/json", "text/html; charset=utf-8", "text/plain; charset=utf-8"} <= seen


def test_every_page_of_the_signed_in_leads_out(world: World) -> None:
    client, pages = signed_in(world.cast.manager), 0
    for path in paths(world):
        answer = client.get(path)
        if "/reauthenticate/" in path:
            continue  # a question on the way from one page to another
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            pages += 1
            assert b'action="/accounts/logout/"' in answer.content, path
    assert pages > 30


def test_every_answer_asks_for_tls_from_now_on(world: World, settings: Any) -> None:
    for name in ("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD", "SECURE_SSL_REDIRECT"):
        setattr(settings, name, production()[name])
    client = signed_in(world.cast.manager)
    for path in [*paths(world), "/readyz"]:
        answer = client.get(path, secure=True)
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload", path
    assert Client().get("/healthz").status_code == 200  # whoever watches is not led on


def test_no_other_site_is_let_in(world: World) -> None:
    client = signed_in(world.cast.manager)
    for path in paths(world):
        for answer in (client.get(path, headers=ELSEWHERE), client.options(path, headers=ELSEWHERE)):
            assert not [name for name in answer.headers if name.lower().startswith("access-control-")], path


def test_nothing_is_traced_nor_listed(world: World) -> None:
    client = signed_in(world.cast.manager)
    for path in paths(world):
        answer = client.trace(path, headers={"x-canary": "canary"})
        assert answer.status_code >= 300 or path == "/healthz", path
        assert b"canary" not in answer.content, path
    for folder in ("/static/", "/static/peaceapp/", "/.git/config", "/var/", "/peaceapp/settings/__init__.py"):
        assert client.get(folder).status_code == 404, folder


@pytest.mark.parametrize("ending", ["/x.css", ".css", "x.js", "%2f..%2fx.png", ";x.css", "%00.css"])
def test_a_page_is_not_given_under_the_name_of_a_file(ending: str, world: World) -> None:
    """Or somebody's cache would keep it for others."""
    client: Client = signed_in(world.cast.manager)
    for page in ("/engagements/", f"/engagements/{world.engagements[10].reference}/", "/accounts/me/", "/api/v1/me/"):
        answer = client.get(page.rstrip("/") + ending) if ending[0] in "/." else client.get(page + ending)
        assert answer.status_code == 404, page
        assert "no-store" in answer.headers["Cache-Control"]
        assert not re.search(rb"10 marked None", answer.content)
