"""Drills of the worker: killed while it sends, without a mail server, and started twice."""

import random
import re
import socketserver
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path

from tests.drills.registry import drill
from tests.drills.stand import Installation, installation, kill, until

INVITE = """
from offices.access.models import User
from offices.accounts.actions.accounts import invite
from offices.directory.models import Office
from peaceapp.access.actor import acting_as
admin = User.objects.get(username="unowas.admin")
for number in range({many}):
    with acting_as(admin):
        office = Office.objects.get(acronym="UNOWAS")
        invite(actor=admin, office=office, username=f"drill.{{number}}", name="Somebody", role="staff", clearance=10,
               email=f"drill.{{number}}@office.example")
"""
LINK = re.compile(r"/accounts/invitation/[\w-]+/")
WAITING = "select count(*) from procrastinate_jobs where task_name = 'send_invitation' and status in ('todo', 'doing')"
SILENT = "update procrastinate_workers set last_heartbeat = now() - interval '1 hour'"
SLOW = [sys.executable, "-m", "tests.drills.slowworker"]


@drill(2, "A worker is killed while it sends letters")
def kill_worker(say: Callable[[str], None]) -> None:
    with installation() as stand, stand.web():
        say(send_under_kills(stand, 50, 120))


@drill(2, "A worker is killed, and the next one waits by the real clock", quick=False)
def kill_worker_by_the_clock(say: Callable[[str], None]) -> None:
    """Fault 2 without a shortened clock."""
    with installation() as stand, stand.web():
        invite(stand, 1)
        with stand.process(SLOW, "worker") as worker:
            until(lambda: tries(stand) != [], 60, "no letter was begun")
            kill(worker.pid)
            worker.wait()
        with stand.worker():
            seconds = until(lambda: stand.one(WAITING) == 0, 240, "the stalled job was not taken up")
        say(f"the letter of the killed worker was taken up by itself after {seconds:.0f} s; {compare(stand, 1)}")


def send_under_kills(stand: Installation, kills: int, letters: int) -> str:
    """Kill a worker again and again at a random moment of its sending, then let one finish."""
    invite(stand, letters)
    for _ in range(kills):
        before = len(tries(stand))
        with stand.process(SLOW, "worker") as worker:
            until(lambda before=before: len(tries(stand)) > before, 60, "the worker takes up nothing")
            time.sleep(random.uniform(0, 1))
            kill(worker.pid)
            worker.wait()
        with stand.owner() as db:
            db.execute(SILENT)  # an hour goes by
    with stand.process(SLOW, "worker"):
        until(lambda: stand.one(WAITING) == 0, 180, "letters are left")
    again = sum(times - 1 for times in Counter(tries(stand)).values())
    return f"{kills} kills; {again} letters were begun again; {compare(stand, letters)}"


def invite(stand: Installation, many: int) -> None:
    stand.manage("shell", "--no-imports", "-c", INVITE.format(many=many))


def tries(stand: Installation) -> list[str]:
    file = Path(stand.given["PEACEAPP_DATA"]) / "tries"
    return file.read_text().split() if file.exists() else []


def compare(stand: Installation, letters: int) -> str:
    """Each letter once, under an identity of its own, with a link that opens."""
    folder = Path(stand.given["PEACEAPP_EMAIL_URL"].removeprefix("filemail:///"))
    found = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in folder.glob("*.eml")]
    to = Counter(str(letter["To"]) for letter in found)
    assert to == Counter(f"drill.{number}@office.example" for number in range(letters)), to
    assert len({letter["Message-ID"] for letter in found}) == letters
    links = [LINK.search(letter.get_content()) for letter in found]
    dead = [link for link in links if not link or stand.ask(link[0]).status != 200]
    assert not dead, f"{len(dead)} links are dead"
    assert stand.one("select count(*) from offices_invitation where sealed_key <> ''") == 0
    return f"{letters} letters, each once, each link alive"


class Sink(socketserver.StreamRequestHandler):
    """A mail server that takes everything."""

    taken: list[bytes]

    def handle(self) -> None:
        self.wfile.write(b"220 sink\r\n")
        for line in self.rfile:
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self.taken.append(b"".join(iter(self.rfile.readline, b".\r\n")))
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


@contextmanager
def mail_server(port: int) -> Iterator[list[bytes]]:
    taken: list[bytes] = []
    handler = type("One", (Sink,), {"taken": taken})
    with socketserver.ThreadingTCPServer(("127.0.0.1", port), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield taken
        server.shutdown()


@drill(15, "The mail server is away for hours")
def mail_server_away(say: Callable[[str], None]) -> None:
    """The clock is shortened: what waits for its next try is told that the time has come."""
    from tests.journeys.server import free_port

    port, many = free_port(), 5
    with installation() as stand:
        stand.given["PEACEAPP_EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
        invite(stand, many)
        with stand.worker():
            tried = "select coalesce(min(attempts), 0) from procrastinate_jobs where task_name = 'send_invitation'"
            until(lambda: stand.one(tried) >= 2, 90, "letters are not tried again")
            assert stand.one(WAITING) == many
            with mail_server(port) as taken:
                with stand.owner() as db:
                    db.execute("update procrastinate_jobs set scheduled_at = now() where status = 'todo'")
                until(lambda: stand.one(WAITING) == 0, 60, "letters are not sent")
                time.sleep(3)
        to = Counter(str(message_from_bytes(letter)["To"]) for letter in taken)
        assert sorted(to.values()) == [1] * many, to
        say(f"{many} letters waited through two tries each and more, then each was sent once")


@drill(16, "Two schedulers run at once", quick=False)
def two_schedulers(say: Callable[[str], None]) -> None:
    runs = """select count(*) as many from procrastinate_jobs where args ? 'timestamp'
              group by task_name, args->>'timestamp'"""
    with installation() as stand, stand.worker(), stand.worker():
        until(lambda: stand.one(f"select count(*) from ({runs}) each") >= 3, 240, "nothing was scheduled")
        time.sleep(5)
        assert stand.one("select count(*) from procrastinate_workers") == 2
        most, total = (stand.one(f"select {what}(many) from ({runs}) each") for what in ("max", "count"))
        assert most == 1
        say(f"two workers: {total} scheduled runs, each queued once")
