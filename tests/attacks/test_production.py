"""What the real server answers in production: headers, cookies, and faults that tell nothing."""

import json
import re
import time

import pytest

from tests.attacks.server import HOST, Answer, Browser, Server

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
}
POLICY = {
    "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self'", "connect-src 'self'",
    "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
}  # fmt: skip
DECEIVING = [
    "/accounts/me/x.css", "/accounts/me/..%2fstatic%2fx.css", "/static/..%2faccounts/me/", "/accounts/me;.css",
    "/static/../accounts/me/", "/accounts/me/%00.css", "/accounts/me/%0a.css", "/accounts/me/?x.css",
    "//accounts/me/x.css", "/static/%2e%2e/accounts/me/",
]  # fmt: skip
TELLING = re.compile(r"Traceback|django|psycopg|select |File \"|engagements_|OperationalError|python", re.IGNORECASE)


@pytest.fixture(scope="module")
def staff(production: Server) -> Browser:
    browser = production.browser()
    assert browser.sign_in("unowas.staff").status == 302
    return browser


def guarded(answer: Answer, path: str, *, is_static: bool = False) -> None:
    for name, value in EVERYWHERE.items():
        if name == "strict-transport-security" and path in {"/healthz", "/readyz"}:
            continue  # asked by whoever watches, without TLS
        assert answer.headers.get(name) == value, (path, answer.status, name)
    assert set(answer.headers["content-security-policy"].split("; ")) == POLICY, path
    assert "geolocation=()" in answer.headers["permissions-policy"], path
    assert not re.search(r"\d", answer.headers.get("server", "")), path
    assert "x-powered-by" not in answer.headers
    if not is_static:
        assert "no-store" in answer.headers["cache-control"], path


def test_every_answer_carries_its_headers(production: Server, staff: Browser) -> None:
    """Pages, API, its documentation, the admin; and 302, 400, 401, 403, 404, 405, 413."""
    wanted = {
        "/": 200, "/engagements/": 200, "/accounts/me/": 200, "/accounts/2fa/": 200, "/api/v1/": 200,
        "/api/v1/engagements/": 200, "/api/v1/docs/": 200, "/api/v1/schema/": 200, "/admin/": 403, "/audit/": 200,
        "/nothing/": 404, "/api/v1/nothing/": 404, "/static/nothing.css": 404, "/engagements/?cursor=x": 404,
        "/engagements": 301, "/api/v1/engagements/?limit=x": 400, "/healthz": 200, "/readyz": 200,
    }  # fmt: skip
    for path, status in wanted.items():
        answer = staff.get(path)
        assert answer.status == status, path
        guarded(answer, path)
    nobody = production.browser()
    for path, status in {"/": 302, "/accounts/login/": 200, "/api/v1/me/": 401, "/admin/": 302}.items():
        answer = nobody.get(path)
        assert answer.status == status, path
        guarded(answer, path)
    guarded(staff.post("/engagements/new/", {"title": "x"}), "no token")
    assert staff.post("/engagements/new/", {"title": "x"}).status == 403
    guarded(staff.ask("DELETE", "/engagements/"), "405")


def test_another_host_is_refused_by_the_real_server(production: Server, staff: Browser) -> None:
    for host in ("evil.test", f"{HOST}.evil.test", f"{HOST}@evil.test", "127.0.0.1"):
        for path in ("/", "/accounts/login/", "/api/v1/", "/static/nothing.css"):
            answer = staff.ask("GET", path, Host=host, X_Forwarded_Host=HOST)
            assert answer.status == 400, (host, path)
            assert "evil" not in answer.text + str(answer.headers)
            assert "no-store" in answer.headers["cache-control"]
            assert answer.headers["x-content-type-options"] == "nosniff"


def test_plain_http_is_sent_to_https_and_nobody_is_believed_without_the_proxy(production: Server) -> None:
    browser = production.browser()
    for proto in ("", "http", "HTTPS", "http,https"):
        answer = browser.get("/accounts/login/?next=/x", X_Forwarded_Proto=proto)
        assert (answer.status, answer.headers["location"]) == (301, f"https://{HOST}/accounts/login/?next=/x"), proto
        assert answer.cookies == []
    assert browser.get("/healthz", X_Forwarded_Proto="").status == 200


def test_cookies_are_of_this_host_alone_over_tls_and_out_of_scripts_reach(production: Server) -> None:
    browser = production.browser()
    set_by = [*browser.get("/accounts/login/").cookies, *browser.sign_in("unowas.staff").cookies]
    names = {cookie.partition("=")[0] for cookie in set_by}
    assert {"__Host-peaceapp_session", "__Host-peaceapp_csrf"} <= names
    for cookie in set_by:
        if "peaceapp_told" in cookie and 'told=""' in cookie:
            continue
        flags = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= flags, cookie
        assert not any(flag.startswith("domain") for flag in flags), cookie
    assert not [c for c in set_by if c.startswith("__Host-peaceapp_session") and "expires" in c.lower()]


def test_only_static_files_are_kept_and_only_by_their_own_names(production: Server, staff: Browser) -> None:
    hashed = re.search(r"/static/peaceapp/app\.[0-9a-f]{12}\.css", staff.get("/").text)
    assert hashed
    answer = staff.get(hashed[0])
    guarded(answer, hashed[0], is_static=True)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.cookies == []
    for path in DECEIVING:
        answer = staff.get(path)
        assert "no-store" in answer.headers["cache-control"], path
        assert "unowas.staff" not in answer.text or path == "/accounts/me/?x.css", path


def test_health_says_little(production: Server) -> None:
    """Which part fails, and nothing about it."""
    browser = production.browser()
    told = {"/healthz": r"ok", "/readyz": r"database: ok\nmigrations: ok\nworker: (ok|no sign of life)\n"}
    for path, words in told.items():
        answer = browser.get(path)
        assert re.fullmatch(words, answer.text), path
        assert (answer.status, answer.cookies) == (200, [])
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_a_fault_of_ours_tells_nothing(production: Server, staff: Browser) -> None:
    with production.owning() as db:
        db.execute("alter table engagements_engagement rename column summary to synopsis")
        try:
            reference = "/engagements/UNOWAS-2016-K7Q4/"
            answers = {path: staff.get(path) for path in (reference, f"/api/v1{reference}")}
        finally:
            db.execute("alter table engagements_engagement rename column synopsis to summary")
    for path, answer in answers.items():
        assert answer.status == 500, path
        assert not TELLING.search(answer.text), path
        guarded(answer, path)
    assert json.loads(answers[f"/api/v1{reference}"].text)["detail"] == "Server error. Nothing was changed."
    assert staff.get(reference).status == 200


def test_waiting_for_a_lock_ends_as_a_matter_of_time(production: Server, staff: Browser) -> None:
    """After `lock_timeout`, 5 seconds: on a page and in the API, and not as a fault."""
    with production.owning() as db, db.transaction():
        db.execute("lock table engagements_engagement in access exclusive mode")
        answers = {path: staff.get(path) for path in ("/engagements/", "/api/v1/engagements/")}
    for path, answer in answers.items():
        assert (answer.status, answer.headers["retry-after"]) == (503, "5"), path
        assert not TELLING.search(answer.text), path
        guarded(answer, path)
    assert staff.get("/engagements/").status == 200


def test_a_database_that_refuses_ends_as_a_matter_of_time(production: Server, staff: Browser) -> None:
    """The session cannot be read, so nobody is known: also then it is 503, and over as soon as the database is back."""
    name = production.database
    with production.owning("postgres") as db:
        db.execute(f"alter database {name} allow_connections false")
        try:
            db.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s and usename <> current_user",
                [name],
            )
            # Some 25 seconds, each waiting for its 5: long enough for pauses that double to outlast what follows.
            paths = ("/engagements/", "/api/v1/engagements/", "/readyz", "/register/partners/", "/")
            answers = {path: staff.get(path) for path in paths}
        finally:
            db.execute(f"alter database {name} allow_connections true")
    for path, answer in answers.items():
        assert answer.status == 503, path
        guarded(answer, path)
        assert not TELLING.search(answer.text), path
    assert answers["/engagements/"].headers["retry-after"] == "5"
    until = time.monotonic() + 5  # as long as an answer says to wait
    while staff.get("/engagements/").status != 200:
        assert time.monotonic() < until, "the database is back, and the application is not"
        time.sleep(0.2)
