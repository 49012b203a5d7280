"""Every address that there is, asked by nobody and asked for nothing but reading."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.arrange import arranging
from tests.cast import World
from tests.pages.client import signed_in

OPEN = {
    "/accounts/login/", "/accounts/logout/", "/admin/login/", "/accounts/2fa/webauthn/login/", "/accounts/oidc/login/",
    "/accounts/oidc/callback/", "/accounts/invitation/xxxxxxxxxxxxxxxxxxxxxxxx/",
}  # fmt: skip
"""Where the signed-out may go: the sign-in, and away."""
SAMPLES = {
    "reference": "X",
    "alpha2": "XX",
    "uuid": "01890a5d-ac96-774b-bcce-b302099a8057",
    "int": "1",
    "path": "1",
    "str": "X",
    "slug": "x",
    "username": "x",
    "invitation": "x" * 24,
}


def addresses(resolver: URLResolver | None = None, before: str = "/") -> Iterator[str]:
    """One address for every pattern, with samples where something varies."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = before + sample(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, path)
        elif isinstance(pattern, URLPattern):
            yield path


def sample(route: str) -> str:
    route = re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES[found[1] or "str"], route)
    route = re.sub(r"\(\?P<\w+>(\w+)[^)]*\)", r"\1", route)
    return re.sub(r"\(\?P<\w+>[^)]*\)|[\^$]|\\Z", "", route).replace("\\.", ".")


ADDRESSES = sorted(set(addresses()))


def test_the_list_is_of_all_addresses() -> None:
    assert len(ADDRESSES) > 40
    assert "/engagements/X/edit/" in ADDRESSES
    assert "/admin/engagements/engagement/" in ADDRESSES
    assert "/api/v1/engagements/" in ADDRESSES


@pytest.mark.parametrize("method", ["get", "post", "patch", "delete", "options"])
def test_nobody_gets_beyond_the_sign_in(method: str, db: None) -> None:
    client = Client()
    for path in ADDRESSES:
        if path in OPEN:
            continue
        response = getattr(client, method)(path)
        led = response.status_code == 302 and response.headers["Location"].startswith(
            ("/accounts/login/", "/admin/login/")
        )
        allowed = led or response.status_code == 401
        assert allowed, (method, path, response.status_code)


def test_nobody_is_led_round_and_sent_back_where_they_were(db: None) -> None:
    response = Client().get("/engagements/?status=open", follow=True)
    assert response.redirect_chain == [("/accounts/login/?next=/engagements/%3Fstatus%3Dopen", 302)]


def test_no_page_is_kept_by_anybody_else(world: World) -> None:
    client = signed_in(world.cast.manager)
    for path in ADDRESSES:
        assert "no-store" in client.get(path).headers["Cache-Control"], path


ASKED = {"django_session", "offices_auditevent", "peaceapp_cached"}
"""That somebody asked is kept: in the session and in what limits count, and what was refused or is strictly
confidential in the audit trail."""


def rows() -> dict[str, int]:
    with arranging() as cursor:
        cursor.execute("select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'")
        tables = [name for (name,) in cursor.fetchall() if name not in ASKED]
        counted = " union all ".join(f"select '{name}', count(*), max(xmin::text) from {name}" for name in tables)
        cursor.execute(counted)
        return {name: (number, last) for name, number, last in cursor.fetchall()}


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_asking_changes_nothing(method: str, world: World) -> None:
    """Also not with what a form would send: a link in a mail must not act."""
    reference, key = world.engagements[10].reference, world.entries[10, None].pk
    paths = {path.replace("/X/", f"/{reference}/").replace(SAMPLES["uuid"], str(key)) for path in ADDRESSES}
    client = signed_in(world.cast.manager)
    connection.check_constraints()
    before = rows()
    for path in sorted(paths - {"/accounts/logout/"}):
        response = getattr(client, method)(path, {"name": "withdraw", "reason": "x", "leaves": "team.member"})
        assert response.status_code < 500, path
    assert rows() == before


def test_what_only_acts_is_not_read(world: World) -> None:
    """Who comes to the quick entry's address by a link, as after signing in, is led to the form."""
    client, page = signed_in(world.cast.manager), f"/engagements/{world.engagements[10].reference}/"
    assert client.get(page + "move/").status_code == 405
    assert client.get(page + "entries/").headers["Location"] == page + "#new-entry"


def test_a_form_from_elsewhere_is_refused(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.cast.manager)
    page = f"/engagements/{world.engagements[10].reference}/"
    for below in ("edit/", "move/", "entries/", "team/", "support/", "sensitivity/"):
        assert client.post(page + below, {"headline": "They met"}).status_code == 403
