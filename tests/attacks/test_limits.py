"""How much, how long, how slowly: the limits of the real server, measured."""

import json
import logging
import socket
import threading
import time
from contextlib import closing, suppress
from statistics import median
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client

from tests import factories as make
from tests.attacks.server import CSRF, HOST, Browser, Server
from tests.cast import Cast, gather_cast

log = logging.getLogger(__name__)
HEAD = f"Host: {HOST}\r\nX-Forwarded-Proto: https\r\n"


@pytest.fixture(scope="module")
def staff(production: Server) -> Browser:
    browser = production.browser()
    assert browser.sign_in("unowas.staff").status == 302
    return browser


def heard(sock: socket.socket, seconds: float = 30) -> bytes:
    """All that the server says until it closes."""
    said = b""
    sock.settimeout(seconds)
    with suppress(OSError):
        while part := sock.recv(65_536):
            said += part
    return said


def test_more_than_ten_megabytes_are_refused_in_our_words(staff: Browser) -> None:
    """On a page, in the API, as a form, as JSON, as a file; by its length, before it is read."""
    kinds = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json", "text/plain"]
    for kind in kinds:
        for path in ("/engagements/new/", "/accounts/login/", "/api/v1/engagements/", "/nothing/"):
            answer = staff.ask("POST", path, b"x" * (10 * 1024 * 1024 + 1), Content_Type=kind)
            assert answer.status == 413, (kind, path)
            assert "no-store" in answer.headers["cache-control"]
            if path.startswith("/api"):
                assert json.loads(answer.text)["type"] == "/api/v1/docs/#too_large"
            else:
                assert "10 megabytes" in answer.text
    assert staff.get("/").status == 200


def test_heads_have_their_limits(production: Server) -> None:
    browser = production.browser()
    assert browser.get("/" + "x" * 9_000).status == 414
    assert browser.get("/", X_Long="x" * 9_000).status in {400, 431}
    many = {f"X_{number}": "x" for number in range(80)}
    assert browser.get("/", **many).status in {400, 431}
    for raw in (b"GET /\r\n\r\n", b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/9.9\r\n\r\n", b"GET /\x00 HTTP/1.1\r\n\r\n",
                b"G\xffT / HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
                b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                b"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
                b"POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n"):  # fmt: skip
        with closing(production.connect()) as sock:
            sock.sendall(raw)
            sock.shutdown(socket.SHUT_WR)
            said = heard(sock)
        status = said.split(b" ")[1:2]
        assert not status or status[0] in {b"400", b"301", b"501", b"505"}, (raw, said[:200])
        assert b"Traceback" not in said
        if b"\r\n400\n" not in said[-8:] and status == [b"400"]:
            assert b"nosniff" in said, raw


def post(length: int) -> bytes:
    kind = "Content-Type: application/x-www-form-urlencoded"
    return f"POST /accounts/login/ HTTP/1.1\r\n{HEAD}{kind}\r\nContent-Length: {length}\r\n\r\n".encode()


def trickle(sock: socket.socket, until: threading.Event) -> None:
    """A byte a second, for ever."""
    with suppress(OSError):
        while not until.wait(1):
            sock.sendall(b"x")


SLOW = {
    "nothing": b"",
    "head": f"GET / HTTP/1.1\r\n{HEAD}X: ".encode(),
    "body": post(500_000),
}


def test_slow_clients_do_not_stop_the_others(production: Server, staff: Browser) -> None:
    """Fifty each that say nothing, half a head, or a byte of a body a second, all at once: a page takes as long as
    before, and they are cut in half a minute."""
    plain = timed(staff, 5)
    over, sockets = threading.Event(), [(kind, production.connect()) for kind in SLOW for _ in range(50)]
    try:
        for kind, sock in sockets:
            sock.sendall(SLOW[kind])
            if SLOW[kind]:
                threading.Thread(target=trickle, args=(sock, over)).start()
        time.sleep(1)
        began = time.monotonic()
        beside = timed(staff, 5)
        assert beside < max(plain * 5, 2.0), (plain, beside)
        cut: dict[str, float] = {}
        for kind, sock in sockets:
            cut[kind] = max(cut.get(kind, 0), not_there(sock, began + 45) - began + 1)
        log.warning("%.2f s alone, %.2f s beside 150; cut after %s s", plain, beside, cut)
        assert max(cut.values()) < 41
    finally:
        over.set()
        for _kind, sock in sockets:
            sock.close()
    assert staff.get("/").status == 200


def timed(browser: Browser, times: int) -> float:
    """How long a page takes, in the middle."""
    taken = []
    for _ in range(times):
        began = time.monotonic()
        assert browser.get("/engagements/").status == 200
        taken.append(time.monotonic() - began)
    return median(taken)


def not_there(sock: socket.socket, until: float) -> float:
    """When the server closed it."""
    sock.settimeout(max(until - time.monotonic(), 0.1))
    try:
        while sock.recv(65_536):
            pass
    except TimeoutError:
        return until
    except OSError:
        pass
    return time.monotonic()


def test_who_does_not_read_stops_nobody(production: Server, staff: Browser) -> None:
    """Fifty who ask for the largest answers, one after another, and read none of it."""
    cookie = "; ".join(f"{name}={value}" for name, value in staff.cookies.items())
    ask = f"GET /api/v1/sources/?limit=200 HTTP/1.1\r\n{HEAD}Cookie: {cookie}\r\n\r\n".encode()
    plain, sockets = timed(staff, 5), list[socket.socket]()
    try:
        for _ in range(50):
            sock = socket.socket()
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            sock.connect(("127.0.0.1", production.port))
            sock.sendall(ask)
            sockets.append(sock)
        time.sleep(4)
        beside = timed(staff, 5)
        assert beside < max(plain * 6, 3.0), (plain, beside)
        log.warning("readers: %.2f s alone, %.2f s beside 50", plain, beside)
    finally:
        for sock in sockets:
            sock.close()


def test_a_body_in_pieces_arrives_whole(production: Server) -> None:
    """A poor line is no attack: a form that comes in ten pieces is read as one."""
    with closing(production.connect()) as sock:
        body = b"login=x&password=" + b"y" * 983
        sock.sendall(post(len(body)))
        for start in range(0, 1000, 100):
            sock.sendall(body[start : start + 100])
            time.sleep(0.1)
        sock.settimeout(20)
        assert b" 403 " in sock.recv(65_536)[:20]  # read, and refused for its missing token


def test_half_a_body_is_not_taken_for_the_whole(production: Server, staff: Browser) -> None:
    """A form of which the end is missing is whole to look at: it writes nothing, and is not answered."""
    reference, cookies = "UNOWAS-2016-K7Q4", "; ".join(f"{name}={value}" for name, value in staff.cookies.items())
    token = CSRF.search(staff.get(f"/engagements/{reference}/").text)
    assert token
    body = f"csrfmiddlewaretoken={token[1]}&occurred_on=2020-01-01&kind=visit&headline=Half of what was meant"
    head = f"POST /engagements/{reference}/entries/ HTTP/1.1\r\n{HEAD}Cookie: {cookies}\r\n"
    head += f"Referer: https://{HOST}/\r\nContent-Type: application/x-www-form-urlencoded\r\n"

    def answered(length: int) -> bytes:
        with closing(production.connect()) as sock:
            sock.sendall(f"{head}Connection: close\r\nContent-Length: {length}\r\n\r\n{body}".encode())
            sock.shutdown(socket.SHUT_WR)
            return heard(sock)

    assert answered(len(body) + 40) == b""
    with production.owning() as db:
        written = "select id from engagements_journalentry where headline = 'Half of what was meant'"
        assert db.execute(written).fetchall() == []
        assert b" 302 " in answered(len(body))[:20]  # the same, as a whole
        assert len(db.execute(written).fetchall()) == 1


def test_a_client_that_leaves_is_no_fault_of_ours(production: Server, staff: Browser) -> None:
    before = production.written().count("ERROR")
    for _ in range(5):
        with closing(production.connect()) as sock:
            sock.sendall(post(5_000) + b"login=")
    time.sleep(1)
    assert staff.get("/").status == 200
    assert production.written().count("ERROR") == before


TIMEOUTS = [
    ("set local statement_timeout = 50", "select pg_sleep(2)"),
    ("set local idle_in_transaction_session_timeout = 50", None),
]


@pytest.mark.parametrize(("limit", "then"), TIMEOUTS, ids=["statement", "idle"])
@pytest.mark.parametrize("path", ["/engagements/", "/api/v1/engagements/"])
def test_what_takes_too_long_ends_as_a_matter_of_time(limit: str, then: Any, path: str, transactional_db: None) -> None:
    cast: Cast = gather_cast()
    make.EngagementFactory(lead_office=cast.lead)
    client = Client(raise_request_exception=False)
    client.force_login(cast.staff)

    def stall(*_: Any, **__: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(limit)
            if then is None:
                time.sleep(0.4)
            cursor.execute(then or "select 1")

    with patch("peaceapp.lists.listing.Listing.page", side_effect=stall):
        answer = client.get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    connection.close()
    assert client.get(path).status_code == 200
