"""Drills of the web server: killed while it writes, without its cache, and read slowly."""

import random
import socket
import time
from collections.abc import Callable
from urllib.parse import urlencode

import psutil

from tests.attacks.server import CSRF, HOST, Browser
from tests.drills.registry import drill
from tests.drills.stand import ENGAGEMENT, Writers, installation, kill, until

KILLS = 6
EVENTS = """
    insert into offices_auditevent
      (id, verb, actor, behind, kind, object, fields, reason, request, address, client)
    select gen_random_uuid(), 'refused', 'drill', '', 'address', repeat('x', 200), '{}', '', '', '', repeat('y', 200)
    from generate_series(1, 20000)"""


@drill(1, "A web process is killed while it writes")
def kill_web_process(say: Callable[[str], None]) -> None:
    """What is repeated with its key after the connection broke is there once, with its history."""
    with installation() as stand, stand.web() as web:
        with Writers(stand) as writers:
            for _ in range(KILLS):
                before = len(writers.acknowledged)
                until(lambda before=before: len(writers.acknowledged) >= before + 8, 60, "nobody can write")
                time.sleep(random.uniform(0, 0.3))
                kill(random.choice(psutil.Process(web.pid).children()).pid)
            time.sleep(2)
        assert web.poll() is None
        say(f"{KILLS} processes killed; {writers.compare()}")


@drill(18, "The cache is lost")
def lose_cache(say: Callable[[str], None]) -> None:
    """Slower perhaps, and the same answers."""
    paths = ["/api/v1/engagements/", f"/api/v1/engagements/{ENGAGEMENT}/", "/api/v1/journal-entries/?limit=50"]
    with installation() as stand, stand.web():
        before = [stand.ask(path) for path in paths]
        with stand.owner() as db:
            db.execute("truncate peaceapp_cached")
        after = [stand.ask(path) for path in paths]
        assert [reply.status for reply in before + after] == [200] * 2 * len(paths)
        assert [reply.text for reply in after] == [reply.text for reply in before]
        say(f"{len(paths)} answers are the same, the slowest after {max(reply.seconds for reply in after):.2f} s")


@drill(23, "Clients read an export slowly", quick=False)
def read_slowly(say: Callable[[str], None]) -> None:
    """As many as work at once, each with an export of ten megabytes and a byte a second: others do not notice."""
    with installation() as stand:
        with stand.owner() as db:
            db.execute(EVENTS)
        stand.given["PEACEAPP_MODE"] = "demo"  # where an auditor needs no second factor
        stand.manage("collectstatic", "--noinput")
        with stand.web():
            auditor = Browser(stand.port)
            assert auditor.sign_in("auditor").status == 302
            began = time.monotonic()
            readers = [_reader(auditor) for _ in range(8)]
            others = [stand.ask("/api/v1/engagements/") for _ in range(20)]
            assert {reply.status for reply in others} == {200}
            slowest = max(reply.seconds for reply in others)
            assert slowest < 5
            cut = _read_until_cut(readers, began + 420)
            say(f"others were answered in {slowest:.2f} s at most; all 8 cut after {cut - began:.0f} s")
            assert stand.ask("/api/v1/engagements/").status == 200


def _reader(browser: Browser) -> socket.socket:
    """Somebody who asks for the file, and hardly takes it."""
    token = CSRF.search(browser.get("/audit/export/").text)
    assert token
    body = urlencode({"csrfmiddlewaretoken": token[1], "reason": "a drill"})
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    head = {"Host": HOST, "X-Forwarded-Proto": "https", "Referer": f"https://{HOST}/", "Cookie": cookies}
    head |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    sock.connect(("127.0.0.1", browser.port))
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    sock.sendall(f"POST /audit/export/ HTTP/1.1\r\n{lines}\r\n{body}".encode())
    assert sock.recv(12) == b"HTTP/1.1 200"
    return sock


def _read_until_cut(readers: list[socket.socket], until: float) -> float:
    """A byte a second from each, until the server has closed them all; when that was."""
    left = list(readers)
    while left:
        assert time.monotonic() < until, f"{len(left)} slow readers are still served"
        for sock in list(left):
            if not _goes_on(sock):
                left.remove(sock)
        time.sleep(1)
    for sock in readers:
        sock.close()
    return time.monotonic()


def _goes_on(sock: socket.socket) -> bool:
    """Read a byte, and see whether the server still holds its end; what it sent before stays to be read."""
    try:
        sock.recv(1)
    except OSError:
        return False
    local = sock.getsockname()[1]
    return any(c.raddr and c.raddr.port == local and c.status == "ESTABLISHED" for c in psutil.net_connections("tcp"))
