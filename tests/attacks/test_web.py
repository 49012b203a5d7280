"""What browsers, proxies and other sites may try."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver

from engagements.models import Partner
from offices.models import Kind, PartnerType, User
from tests import factories as make
from tests.arrange import arranging
from tests.attacks import forms
from tests.attacks.writers import bodies, writers
from tests.cast import World
from tests.contracts.addresses import addresses
from tests.pages.client import signed_in, text

PASSWORD = "a long enough password"
SIGN_IN = "/accounts/login/"
UNKNOWN_KEY = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
def staff(world: World) -> User:
    with arranging():
        world.cast.staff.set_password(PASSWORD)
        world.cast.staff.save()
    return world.cast.staff


def enforcing(user: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def test_no_form_is_taken_from_elsewhere(world: World, deputy: User, keeper: Client) -> None:
    """Without its token, with another's, or from another site: every form of pages and admin, and every POST."""
    strict, paths, sent = enforcing(deputy), set(), bodies(world)
    for path in [*forms.page_paths(world), *forms.admin_paths(), *forms.admin_row_paths()]:
        paths |= {(form.path, tuple(form.kinds)) for form in forms.read(keeper, path)}
    assert len(paths) > 40
    for path, names in paths:
        typed = dict.fromkeys(names, "x")
        assert strict.post(path, typed | {"csrfmiddlewaretoken": ""}).status_code == 403, path
        assert strict.post(path, typed | {"csrfmiddlewaretoken": "a" * 64}).status_code == 403, path
    for address in addresses():
        if not address.is_api and not address.takes and address.route not in {"accounts/logout/"}:
            assert strict.post(address.at(), {"x": "y"}).status_code in {403, 405}, address
    token = "a" * 32
    strict.cookies[settings.CSRF_COOKIE_NAME] = token
    for name in writers():
        body: dict[str, Any] = {"data": sent[name], "content_type": "application/json"}
        for headers in ({}, {"x-csrftoken": "b" * 32}, {"x-csrftoken": token, "origin": "http://evil.test"},
                        {"x-csrftoken": token, "origin": "null"}):  # fmt: skip
            assert strict.post(f"/api/v1/{name}/", headers=headers, **body).status_code == 403, (name, headers)


@pytest.mark.parametrize(
    "given",
    [
        {"HTTP_HOST": "evil.test"}, {"HTTP_HOST": "testserver.evil.test"}, {"HTTP_HOST": "testserver@evil.test"},
        {"HTTP_HOST": "testserver:80:80"}, {"HTTP_HOST": ""}, {"HTTP_HOST": "a" * 5000}, {"HTTP_HOST": "[::1"},
    ],
)  # fmt: skip
def test_another_host_is_refused_on_every_surface(given: dict[str, str], world: World) -> None:
    client = signed_in(world.cast.manager)
    for path in ("/", SIGN_IN, "/engagements/", "/admin/", "/api/v1/", "/api/v1/engagements/", "/static/x"):
        response = client.get(path, **given)
        assert response.status_code in {400, 404} if path.startswith("/static") else response.status_code == 400, path
        assert "evil" not in str(response.headers), path


def test_a_forwarded_host_counts_for_nothing(world: World) -> None:
    client = signed_in(world.cast.manager)
    said = client.get("/api/v1/", headers={"x-forwarded-host": "evil.test", "x-forwarded-for": "203.0.113.9"})
    assert b"evil.test" not in said.content
    assert settings.USE_X_FORWARDED_HOST is False
    assert settings.SECURE_PROXY_SSL_HEADER is None


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.test", "https://evil.test/", "/\\evil.test", "\\\\evil.test", "javascript:alert(1)", "https:evil.test",
     "///evil.test", "http://testserver@evil.test", "\t//evil.test", "/%09/evil.test"],
)  # fmt: skip
def test_next_leads_home(elsewhere: str, staff: User) -> None:
    """At the sign-in, the sign-out and where the admin sends on."""
    for client, path in ((Client(), SIGN_IN), (signed_in(staff), "/accounts/logout/")):
        sent = {"login": staff.username, "password": PASSWORD, "next": elsewhere}
        for given in (client.post(path, sent), client.post(path, sent, QUERY_STRING=f"next={elsewhere}")):
            to = given.headers.get("Location", "/")
            assert to.startswith("/"), to
            assert not to.startswith(("//", "/\\")), to
    led = Client().get("/admin/login/", {"next": elsewhere}).headers["Location"]
    assert led.startswith(SIGN_IN)


def test_a_session_is_new_after_signing_in_and_dead_after_signing_out(staff: User) -> None:
    client = Client()
    client.get(SIGN_IN)
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    client.post(SIGN_IN, {"login": staff.username, "password": PASSWORD})
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert key != "a" * 32
    client.post("/accounts/logout/")
    for path in ("/", "/engagements/", "/api/v1/me/", "/admin/", "/audit/"):
        again = Client()
        again.cookies[settings.SESSION_COOKIE_NAME] = key
        assert again.get(path).status_code in {302, 401}, path


def test_the_token_against_forgery_changes_at_the_sign_in(staff: User) -> None:
    client = Client()
    client.get(SIGN_IN)
    before = client.cookies[settings.CSRF_COOKIE_NAME].value
    client.post(SIGN_IN, {"login": staff.username, "password": PASSWORD})
    assert client.cookies[settings.CSRF_COOKIE_NAME].value != before


ACTS = re.compile(r"/(move|logout|delete|remove|end|leave|restore|retire|merge|unmerge|transitions)/$")


def test_what_acts_is_not_done_by_asking(world: World, manager: Client) -> None:
    """A GET of it answers a form, a list of what could be done, or 405; that nothing changes is tested elsewhere."""
    checked = 0
    for path in forms.page_paths(world):
        if ACTS.search(path):
            answer = manager.get(path, {"name": "withdraw", "reason": "x"})
            asked_first = answer.headers.get("Location", "").startswith("/accounts/reauthenticate/")
            assert asked_first or answer.status_code in {200, 403, 405}, path
            checked += 1
    assert checked >= 6
    assert manager.get("/accounts/logout/").status_code == 200
    assert manager.get("/").status_code == 200  # still signed in


FRAMES = ["frame-ancestors 'none'", "default-src 'none'", "base-uri 'none'", "form-action 'self'"]


def guarded(response: HttpResponse, path: str) -> None:
    assert response.headers["X-Frame-Options"] == "DENY", path
    assert response.headers["X-Content-Type-Options"] == "nosniff", path
    assert response.headers["Referrer-Policy"] == "same-origin", path
    policy = response.headers["Content-Security-Policy"]
    assert [part for part in FRAMES if part not in policy] == [], path
    assert "unsafe" not in policy, path
    assert "*" not in policy, path


def test_every_answer_is_framed_by_nobody_and_runs_nothing_inline(world: World, keeper: Client) -> None:
    """Pages, API, its documentation, admin, and what was not found, refused, or not a form of ours."""
    paths = [*forms.page_paths(world), *forms.admin_paths(), "/api/v1/", "/api/v1/docs/", "/api/v1/schema/"]
    paths += [
        "/nothing/",
        "/api/v1/nothing/",
        f"/follow-ups/{UNKNOWN_KEY}/",
        "/admin/nothing/",
        "/engagements/?cursor=x",
    ]
    for path in paths:
        guarded(keeper.get(path), path)
    guarded(enforcing(world.cast.manager).post("/engagements/new/"), "no token")
    guarded(Client().get(SIGN_IN), SIGN_IN)
    guarded(signed_in(world.cast.manager).get("/admin/"), "403")


def test_what_could_be_kept_by_mistake_is_not(world: World, manager: Client) -> None:
    """Addresses that look like files, below pages that are somebody's: not found, and not to be kept."""
    reference = world.engagements[20].reference
    for path in ("/accounts/me/x.css", "/accounts/me/.css", "/engagements/x.js", f"/engagements/{reference}/a.png",
                 f"/engagements/{reference}.css", "/accounts/me/%2e%2e/static/x.css", "/accounts/me/;x.css",
                 "/accounts/me/%0Ax.css", "/accounts/me%2Fx.css", "/api/v1/me/x.css",
                 "/static/../accounts/me/"):  # fmt: skip
        response = manager.get(path)
        assert response.status_code in {301, 404}, path
        assert "no-store" in response.headers["Cache-Control"], path
        assert world.cast.manager.username not in text(response), path
    for path in forms.page_paths(world):
        assert "no-store" in manager.get(path).headers["Cache-Control"], path


def test_a_page_is_as_long_as_we_say(world: World, keeper: Client, call: Any) -> None:
    with arranging():
        Kind.objects.bulk_create(Kind(code=f"kind_{number}", label=f"Kind {number}") for number in range(120))
        rows = make.PartnerFactory.build_batch(60, office=world.cast.lead, kind=make.first(PartnerType))
        Partner.objects.bulk_create(rows)
    for query in ("limit=1000000", "page_size=1000000", "per_page=1000000", "size=1000000"):
        assert 50 <= text(keeper.get(f"/partners/?{query}", follow=True)).count("<tr") <= 52, query
        assert keeper.get(f"/admin/offices/kind/?{query}").status_code == 400, query
    assert 50 <= text(keeper.get("/admin/offices/kind/")).count("<tr") <= 52
    said = call(world.cast.manager).get("sources/?limit=1000000").said["results"]
    assert len(said) <= 200
    assert call(world.cast.manager).get("sources/?page_size=1000000").status_code == 400


def test_nothing_is_said_to_who_is_not_signed_in(db: None) -> None:
    client = Client()
    assert client.get("/healthz").content == b"ok"
    for path in ("/api/v1/schema/", "/api/v1/docs/", "/metrics", "/api/v1/"):
        assert client.get(path).status_code in {302, 401, 404}, path
    for path in ("/debug/", "/__debug__/", "/metrics/", "/.git/config", "/.env", "/server-status", "/phpinfo.php",
                 "/api/schema/", "/swagger/", "/static/", "/healthz/", "/healthz/db"):  # fmt: skip
        response = client.get(path)
        assert response.status_code == 404, path
        assert "Traceback" not in response.content.decode(), path
        assert "urlpatterns" not in response.content.decode(), path
    assert settings.DEBUG is False
    assert not any(str(one.pattern).startswith(("debug", "__")) for one in get_resolver().url_patterns)


@pytest.mark.parametrize(
    ("body", "kind", "more"),
    [
        (b"\x1f\x8b\x08\x00gz", "application/json", {"CONTENT_ENCODING": "gzip", "HTTP_CONTENT_ENCODING": "gzip"}),
        (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x", {}),
        (b"x", "multipart/form-data", {}),
        (b"--\x00\r\n", "multipart/form-data; boundary=\x00", {}),
        (b"{}", "application/json", {"CONTENT_LENGTH": ""}),
        (b"{}", "application/json", {"CONTENT_LENGTH": "-1"}),
        (b"{}", "application/json", {"CONTENT_LENGTH": "x"}),
        (b"a=%ff%fe", "application/x-www-form-urlencoded; charset=utf-16", {}),
        (b"a=b", "application/x-www-form-urlencoded; charset=no-such", {}),
        (b"{}", "application/json; charset=no-such", {}),
        (b"", "", {}),
        (b"<x/>", "text/xml", {}),
    ],
)
def test_a_body_that_is_not_what_it_says_is_no_fault(
    body: bytes, kind: str, more: dict[str, str], world: World, manager: Client, keeper: Client
) -> None:
    paths = ["/api/v1/engagements/", "/api/v1/journal-entries/bulk/", "/engagements/new/", SIGN_IN,
             f"/engagements/{world.engagements[10].reference}/entries/", "/accounts/tokens/",
             "/admin/offices/kind/add/"]  # fmt: skip
    for path in paths:
        client = keeper if path.startswith("/admin") else manager
        response = client.generic("POST", path, body, content_type=kind, **more)
        assert 200 <= response.status_code < 500, (path, response.status_code)
        if path.startswith("/api"):
            assert response.status_code in {400, 411, 413, 415}, (path, response.status_code)


def test_names_in_what_is_logged_are_one_line(world: World, caplog: Any, staff: User) -> None:
    """Of the path, the browser and the name at the sign-in: no line of its own, and no escape for a terminal."""
    forged = "x\r\n2026-01-01 INFO root signed in\x1b[2J"
    client = Client(headers={"user-agent": forged}, raise_request_exception=False)
    client.post(SIGN_IN, {"login": forged, "password": "not it"})
    client.get("/" + "x%0d%0aINFO%20root%1b[2J")
    client.get("/", headers={"host": "evil.test\r\nx", "referer": forged, "x-request-id": forged})
    client.post(SIGN_IN, {"login": staff.username, "password": PASSWORD})
    client.get("/admin/")
    for record in caplog.records:
        line = record.getMessage()
        assert "\x1b" not in line
        assert "signed in\x1b" not in line
        assert len(line.splitlines()) == 1, line
    from offices.models import AuditEvent  # beside the one table that keeps the browser's name

    with arranging():
        kept = list(AuditEvent.objects.values_list("client", "object"))
    assert kept
    assert not [row for row in kept if re.search(r"[\x00-\x1f\x7f]", "".join(row))]
