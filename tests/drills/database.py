"""Drills of the database: killed, restarted, away, full, crowded, locked, and with a lock left behind."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from tests.drills import cluster
from tests.drills.cluster import APP, OWNER
from tests.drills.registry import NotHere, drill
from tests.drills.stand import Installation, Reply, Writers, installation, kill, until
from tests.journeys.server import ROOT

LIST = "/api/v1/engagements/"
START = """
import sys
from pathlib import Path
from peaceapp.postgres.embedded import start
print(start(Path(sys.argv[1]), "peaceapp", "peaceapp_app", "peaceapp_owner"))
"""


def unavailable(replies: list[Reply], longest: float) -> str:
    """Holds if each is an answer, or 503 with Retry-After, and none took longer."""
    odd = [reply.status for reply in replies if reply.status not in {200, 503}]
    assert not odd, odd
    assert all(reply.headers.get("retry-after") for reply in replies if reply.status == 503)
    slowest = max(reply.seconds for reply in replies)
    assert slowest < longest, sorted(f"{reply.seconds:.1f} s: {reply.status}" for reply in replies)
    refused = sum(reply.status == 503 for reply in replies)
    return f"{len(replies)} requests, {refused} answered 503 with Retry-After, the slowest after {slowest:.1f} s"


@contextmanager
def reading(stand: Installation, many: int = 6) -> Iterator[list[Reply]]:
    """People who read all the while."""
    over, replies = threading.Event(), list[Reply]()

    def read() -> None:
        while not over.is_set():
            replies.append(stand.ask(LIST))
            time.sleep(0.1)

    threads = [threading.Thread(target=read) for _ in range(many)]
    for thread in threads:
        thread.start()
    try:
        yield replies
    finally:
        over.set()
        for thread in threads:
            thread.join(60)


def back(stand: Installation, within: float = 6) -> float:
    """How long until it answers again."""
    return until(lambda: stand.ask(LIST).status == 200, within, "the database is back, the application is not")


@drill(3, "The database is killed under writes")
def kill_database(say: Callable[[str], None]) -> None:
    with installation() as stand, stand.web():
        with Writers(stand) as writers:
            for _ in range(2):
                time.sleep(3)
                stand.cluster.kill()
                stand.cluster.start()
                began, before = time.monotonic(), len(writers.acknowledged)
                until(lambda before=before: len(writers.acknowledged) > before, 15, "no write after the crash")
                say(f"first acknowledged write {time.monotonic() - began:.1f} s after the database was started again")
            time.sleep(2)
        say(f"2 kills; {writers.compare()}")


@drill(4, "The database is restarted under load, and while nobody asks")
def restart_database(say: Callable[[str], None]) -> None:
    with installation() as stand, stand.web():
        with reading(stand) as replies:
            time.sleep(3)
            stand.cluster.stop()
            time.sleep(1)
            stand.cluster.start()
            seconds = back(stand)
        say(f"under load: {unavailable(replies, 7)}; back {seconds:.1f} s after the database")
        time.sleep(1)
        stand.cluster.stop()
        stand.cluster.start()
        first = [stand.ask(LIST) for _ in range(8)]
        assert [reply.status for reply in first] == [200] * 8
        say(f"idle: the first 8 requests are answered, the slowest in {max(reply.seconds for reply in first):.2f} s")


@drill(5, "The database refuses connections for a minute", quick=False)
def refuse_connections(say: Callable[[str], None]) -> None:
    with installation() as stand, stand.web():
        stand.cluster.stop()
        with reading(stand, 4) as replies:
            time.sleep(60)
        assert {reply.status for reply in replies} == {503}
        stand.cluster.start()
        say(f"{unavailable(replies, 7)}; back {back(stand):.1f} s after the database")


@drill(6, "There are too many connections")
def take_all_connections(say: Callable[[str], None]) -> None:
    with installation() as stand, stand.web():
        with stand.cluster.superuser() as db:
            db.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = %s", [APP])
        held = []
        with suppress(psycopg.OperationalError):
            while len(held) < 100:
                held.append(psycopg.connect(stand.cluster.address(OWNER)))
        with reading(stand, 4) as replies:
            time.sleep(12)
        said = unavailable(replies, 7)
        for connection in held:
            connection.close()
        say(f"{len(held)} connections taken by others; {said}; back {back(stand):.1f} s after they left")


@drill(7, "The disk of the database is full")
def fill_disk(say: Callable[[str], None]) -> None:
    """A file system of its own: with a rest for what is read, and none for what is written."""
    with cluster.folder() as place:
        size = 260 * 1024 * 1024
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)])
        if mounted.returncode:
            raise NotHere("a file system of its own can be mounted by root alone")
        cluster.give(place)
        try:
            with installation(place) as stand, stand.web():
                _write_until_full(stand, say)
        finally:
            subprocess.run(["umount", "-l", str(place)], check=True)


def _write_until_full(stand: Installation, say: Callable[[str], None]) -> None:
    with Writers(stand, 2) as writers:
        time.sleep(3)
    ballast = stand.cluster.folder / "ballast"
    with ballast.open("wb") as file, suppress(OSError):
        while True:
            file.write(b"\0" * 65_536)
            file.flush()
    refused: Reply | None = None
    for number in range(3000):
        reply = stand.enter(f"Full {number} " + "x" * 150)
        if reply.status != 201:
            refused = reply
            break
    assert refused is not None, "the disk never was full"
    assert (refused.status, refused.headers.get("retry-after")) == (503, "5"), refused
    readable = [stand.ask(LIST).status for _ in range(10)]
    assert readable == [200] * 10, readable
    ballast.unlink()
    back_after = until(lambda: stand.enter("There is space again").status == 201, 10, "no write after space was made")
    say(f"the {number + 1}. write on a full disk: 503; 10 of 10 reads answered; writes {back_after:.1f} s after space")
    say(writers.compare())


@drill(12, "A migration wants a table that somebody holds")
def hold_table(say: Callable[[str], None]) -> None:
    """It gives up in words; who asks meanwhile waits for it, and not for as long as to be refused."""
    with installation() as stand, stand.web():
        given = stand.given | {"DATABASE_OWNER_URL": stand.owner_url}
        given["DJANGO_SETTINGS_MODULE"] = "tests.drills.waiting.settings"
        command = [sys.executable, "manage.py", "migrate"]
        with psycopg.connect(stand.owner_url) as report, reading(stand, 3) as replies:
            report.execute("select count(*) from engagements_engagement")  # a long one: its transaction stays open
            done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=120)
        assert done.returncode == 1, done.stdout
        assert "Somebody holds a table" in done.stderr, done.stderr[-2000:]
        assert "Traceback" not in done.stderr
        say(f"the migration gave up in words; meanwhile {unavailable(replies, 7)}")
        again = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=120)
        assert again.returncode == 0, again.stderr
        assert stand.ask(LIST).status == 200
        say("done again when nobody holds it, it goes through, and the code of before serves")


@drill(24, "A zombie of a killed database leaves its lock behind")
def leave_lock(say: Callable[[str], None]) -> None:
    """The embedded one, whose lock then names a process that lives and is another program."""
    with cluster.folder() as place:
        folder = place / "postgres"
        sleeper = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
        try:
            holder = subprocess.Popen(
                [sys.executable, "-c", START + "\nsys.stdout.flush(); sys.stdin.read()", str(folder)],
                cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
            assert holder.stdout
            assert holder.stdout.readline()
            number = _number(folder)
            cluster.kill_all(number)
            kill(holder.pid)
            holder.wait()
            for file in (folder / "postmaster.pid", *folder.glob(".s.PGSQL.*.lock")):
                file.write_text(file.read_text().replace(str(number), str(sleeper.pid)))
            began = time.monotonic()
            done = subprocess.run([sys.executable, "-c", START, str(folder)], cwd=ROOT, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            say(f"the lock named process {sleeper.pid}, which lives; started all the same, {_since(began)}")
        finally:
            sleeper.kill()
            sleeper.wait()


def _number(folder: Path) -> int:
    return int((folder / "postmaster.pid").read_text().split()[0])


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.1f} s"
