"""What a drill stands on: a cluster with the first data, and a production web server and worker on it."""

import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from json import dumps
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import psycopg

from tests.attacks.server import BARE, HOST
from tests.databases import digest
from tests.drills import cluster
from tests.drills.cluster import APP, OWNER, Cluster
from tests.journeys import server as journeys

PREPARED = journeys.ROOT / "var" / "test" / "drills"
ENGAGEMENT = "UNOWAS-2016-K7Q4"
WHO = "unowas.staff"


@dataclass
class Reply:
    """An answer, or that there was none: then the status is 0."""

    status: int
    seconds: float
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Installation:
    """What its processes are told, the owner's address, a key of the API, and the cluster, if it is one of its own."""

    given: dict[str, str]
    owner_url: str
    key: str = ""
    own: Cluster | None = None
    port: int = 0

    @property
    def cluster(self) -> Cluster:
        assert self.own
        return self.own

    def ask(self, path: str, body: dict[str, Any] | None = None, *, wait: float = 30, key: str = "") -> Reply:
        """One request; a body makes it a POST, `key` is its Idempotency-Key."""
        began = time.monotonic()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=wait)
        headers = {"Host": HOST, "X-Forwarded-Proto": "https", "Authorization": f"Bearer {self.key}"}
        sent = None if body is None else dumps(body)
        headers |= {} if body is None else {"Content-Type": "application/json", "Idempotency-Key": key or str(uuid4())}
        try:
            connection.request("GET" if body is None else "POST", path, sent, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, time.monotonic() - began, text, found)
        except (OSError, HTTPException):
            return Reply(0, time.monotonic() - began)
        finally:
            connection.close()

    def enter(self, headline: str, key: str = "") -> Reply:
        """A journal entry."""
        entry = {"engagement": ENGAGEMENT, "headline": headline, "occurred_on": "2020-03-01", "kind": "visit"}
        return self.ask("/api/v1/journal-entries/", entry, key=key)

    def manage(self, *arguments: str, **others: str) -> str:
        """What a command of `manage.py` prints, as whoever may use the owner's address."""
        given = self.given | {"DATABASE_OWNER_URL": self.owner_url} | others
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=journeys.ROOT, env=given, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def owner(self) -> Iterator[psycopg.Connection[Any]]:
        with psycopg.connect(self.owner_url, autocommit=True) as db:
            yield db

    def one(self, query: str, *values: Any) -> Any:
        """The only value of a query, asked by the owner, who sees all rows."""
        with self.owner() as db:
            row = db.execute(query, values).fetchone()
        assert row
        return row[0]

    @contextmanager
    def web(self) -> Iterator[subprocess.Popen[bytes]]:
        """The web server, ready."""
        self.port = journeys.free_port()
        command = [sys.executable, "-m", "gunicorn", "-c", "python:peaceapp.launch.web", "peaceapp.wsgi:application"]
        with self.process([*command, "--bind", f"127.0.0.1:{self.port}"], "web") as process:
            journeys.wait(process, f"http://127.0.0.1:{self.port}", self.log("web"))
            yield process

    def worker(self) -> Any:
        return self.process([sys.executable, "manage.py", "procrastinate", "worker"], "worker")

    def log(self, name: str) -> Path:
        return Path(self.given["PEACEAPP_DATA"]) / f"{name}.log"

    @contextmanager
    def process(self, command: list[str], name: str, **others: str) -> Iterator[subprocess.Popen[bytes]]:
        with self.log(name).open("ab") as output:
            given = self.given | others
            process = subprocess.Popen(command, cwd=journeys.ROOT, env=given, stdout=output, stderr=subprocess.STDOUT)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def environment(place: Path, where: Cluster) -> dict[str, str]:
    """As the guide says."""
    return {name: value for name, value in os.environ.items() if name not in BARE} | {
        "DJANGO_SETTINGS_MODULE": "peaceapp.settings",
        "PEACEAPP_MODE": "production",
        "PEACEAPP_DATA": str(place / "files"),
        "PEACEAPP_HOSTS": HOST,
        "PEACEAPP_BEHIND_PROXY": "1",
        "PEACEAPP_EMAIL_URL": f"filemail:///{place / 'letters'}",
        "PEACEAPP_SECRET_KEY": secrets.token_urlsafe(50),
        "PEACEAPP_POOL": "1",
        "DATABASE_URL": where.address(APP),
    }


def prepared() -> Path:
    """A cluster with tables and first data, made once for each state of the code, and kept."""
    kept = PREPARED / digest()
    PREPARED.mkdir(parents=True, exist_ok=True)
    with (PREPARED / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            for former in PREPARED.iterdir():
                shutil.rmtree(former, ignore_errors=True)
            with cluster.folder() as place:
                _fill(place, kept)
    return kept


def _fill(place: Path, kept: Path) -> None:
    made = Cluster(place)
    told = {"PEACEAPP_MODE": "demo", "PEACEAPP_DEMO_PASSWORD": journeys.PASSWORD}
    try:
        made.make()
        for command in ("migrate", "load_reference", "demo"):
            Installation(environment(place, made) | told, made.address(OWNER)).manage(command)
    finally:
        if made.is_running():
            made.stop()
    unfinished = kept.with_suffix(".unfinished")
    unfinished.mkdir()
    subprocess.run(["cp", "-a", str(made.data), str(unfinished / "data")], check=True)
    unfinished.rename(kept)


@contextmanager
def installation(place: Path | None = None) -> Iterator[Installation]:
    """A fresh one, in `place` or a folder of its own."""
    with ExitStack() as stack:
        place = place or stack.enter_context(cluster.folder())
        where = stack.enter_context(cluster.standing(prepared(), place))
        given = environment(place, where)
        (place / "files").mkdir(exist_ok=True)
        made = Installation(given, where.address(OWNER), own=where)
        made.key = made.manage("api_token", WHO, "--scope", "write").split()[-1]
        made.manage("collectstatic", "--noinput")
        yield made


def kill(process: int) -> None:
    os.kill(process, signal.SIGKILL)


def until(wanted: Callable[[], bool], seconds: float, what: str) -> float:
    """Wait for something; how long it took."""
    began = time.monotonic()
    while not wanted():
        assert time.monotonic() - began < seconds, f"{what}: not within {seconds:.0f} s"
        time.sleep(0.1)
    return time.monotonic() - began


class Writers:
    """People who enter things at once, and send each again with the same key until it is acknowledged."""

    def __init__(self, stand: Installation, many: int = 4) -> None:
        self.stand, self.over = stand, threading.Event()
        self.acknowledged: list[str] = []
        self.replies: list[Reply] = []
        self.threads = [threading.Thread(target=self._write, args=(number,)) for number in range(many)]

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(60)

    def _write(self, number: int) -> None:
        count = 0
        while not self.over.is_set():
            count += 1
            headline, key = f"Drill {number}-{count}", str(uuid4())
            until = time.monotonic() + 60
            while time.monotonic() < until:
                reply = self.stand.enter(headline, key)
                self.replies.append(reply)
                if reply.status == 201:
                    self.acknowledged.append(headline)
                    break
                time.sleep(0.2)

    def compare(self) -> str:
        """Every acknowledged entry is there once, with its history; what is there was acknowledged or is the last."""
        with self.stand.owner() as db:
            rows = db.execute("select headline from engagements_journalentry where headline like 'Drill %'").fetchall()
            bare = db.execute("""
                select count(*) from engagements_journalentry e where headline like 'Drill %' and (
                  select count(*) from engagements_journalentryevent v where v.pgh_obj_id = e.id) <> 1""").fetchone()
        there = [headline for (headline,) in rows]
        lost, doubled = set(self.acknowledged) - set(there), len(there) - len(set(there))
        assert (lost, doubled, bare) == (set(), 0, (0,)), (lost, doubled, bare)
        refused = [reply.status for reply in self.replies if reply.status != 201]
        assert not [status for status in refused if status not in {0, 503, 409}], refused
        return f"{len(self.acknowledged)} acknowledged, {len(refused)} tries failed, 0 lost, 0 twice, 0 half"
