"""Databases for tests: one template for each state of the migrations, a clone for each who asks, and no flush.

Migrating takes seconds, cloning a fraction of one. A template is kept between runs; its name carries a digest of all
that shapes it, so a stale one is never used. Its maker holds a lock on a clone's name for as long as it is in use; it
is dropped with all others when a worker begins or ends. Not sooner: a file system that has just deleted the thousand
files of a database takes a second to make those of the next, otherwise a twelfth of it (ext4 avoids what it deleted
within the last minutes).
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg
from django.core.management import call_command, get_commands
from django.db import OperationalError, ProgrammingError, connection
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.utils import CursorWrapper
from psycopg.errors import InsufficientPrivilege, ObjectInUse

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "peaceapp_test_"
BUILDING, CLONES = 7_301, 7_302  # advisory locks: one builder at a time; one for each living clone
SHAPED_BY = [
    "*/migrations/*.py",
    "*/*/database.py",
    "*/*/models.py",
    "*/management/commands/*.py",
    "peaceapp/access/*.py",
    "peaceapp/settings/*.py",
    "fixtures/reference/*",
    "tests/databases.py",
]
SHOWN_BY = ["peaceapp/**/*.py", "offices/**/*.py", "engagements/**/*.py", "fixtures/**/*.json"]
"""All that may have a say in what the first data looks like when it has been entered."""
LIBRARIES = ["django", "django-allauth", "django-pghistory", "django-pgtrigger", "procrastinate"]
_serial, _asked = count(1), count(1)


def digest() -> str:
    """The state of the schema, its rule, its grants and its reference data, as 12 characters."""
    libraries = "".join(f"{library} {version(library)}\0" for library in LIBRARIES)
    return _digest_of(SHAPED_BY, libraries)


def _digest_of(patterns: list[str], more: str) -> str:
    state = sha256(more.encode())
    for file in sorted({path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}):
        state.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes() + b"\0")
    return state.hexdigest()[:12]


@contextmanager
def point_at(name: str) -> Iterator[None]:
    """Let the default connection, and those of threads, speak to the database `name`."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name  # the very dictionary in the settings: other threads follow
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


@contextmanager
def clone(of: str = "", fill: Callable[[str], None] | None = None) -> Iterator[str]:
    """The name of a fresh copy of the template, or `of` another database to which nobody speaks; `sweep` drops it.

    With `fill`, which gets the name of a database: of the template and what that enters, once a day and state of the
    code, and kept as the template is.
    """
    server = connection.copy(alias=NO_DB_ALIAS)
    server.settings_dict["NAME"] = None
    try:
        with server.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [BUILDING])
            state = digest()
            template = f"{PREFIX}{state}"
            shown = _shown(template)
            if next(_asked) == 1:
                _write_without_waiting(server.settings_dict)
                _drop_unused(cursor, {template, shown})
            _build(cursor, template)
            if fill:
                _fill(cursor, template, shown, fill)
            name = f"{PREFIX}{state}_{os.getpid()}_{next(_serial)}"
            _create(cursor, name, of or (shown if fill else template))
            cursor.execute("select pg_advisory_lock(%s, hashtext(%s))", [CLONES, name])
            cursor.execute("select pg_advisory_unlock(%s)", [BUILDING])
            yield name
    finally:
        server.close()


@contextmanager
def empty() -> Iterator[str]:
    """The name of a new database in which nothing is; `sweep` drops it."""
    server = connection.copy(alias=NO_DB_ALIAS)
    server.settings_dict["NAME"] = None
    try:
        with server.cursor() as cursor:
            name = f"{PREFIX}empty_{os.getpid()}_{next(_serial)}"
            cursor.execute("select pg_advisory_lock(%s, hashtext(%s))", [CLONES, name])  # first: others sweep
            _create(cursor, name, "template1")
            yield name
    finally:
        server.close()


def sweep() -> None:
    """Drop what nobody uses any more, but for today's templates."""
    server = connection.copy(alias=NO_DB_ALIAS)
    server.settings_dict["NAME"] = None
    try:
        with server.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [BUILDING])
            template = f"{PREFIX}{digest()}"
            _drop_unused(cursor, {template, _shown(template)})
    finally:
        server.close()


def _write_without_waiting(settings: dict[str, Any]) -> None:
    """Let the embedded server not wait for the disk: a power cut may take the databases of tests, a kill does not."""
    if not settings["EMBEDDED"]:
        return  # the suite was given a server, of which it is no superuser
    with psycopg.connect(host=settings["HOST"], user="postgres", dbname="postgres", autocommit=True) as superuser:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            superuser.execute(f"alter system set {name} = off")
        superuser.execute("select pg_reload_conf()")


def _shown(template: str) -> str:
    return f"{template}_shown_{_digest_of(SHOWN_BY, f'{date.today()}')}"


def _fill(cursor: CursorWrapper, template: str, shown: str, fill: Callable[[str], None]) -> None:
    cursor.execute("select 1 from pg_database where datname = %s", [shown])
    if cursor.fetchone():
        return
    _drop(cursor, f"{template}_filling")  # of a filling that failed
    _create(cursor, f"{template}_filling", template)
    fill(f"{template}_filling")
    cursor.execute(f"alter database {template}_filling rename to {shown}")


def _drop_unused(cursor: CursorWrapper, keep: set[str]) -> None:
    """Drop templates of other states, and clones whose makers are gone."""
    cursor.execute(
        "select datname from pg_database where starts_with(datname, %s) and datname <> all(%s)", [PREFIX, list(keep)]
    )
    for (name,) in cursor.fetchall():
        cursor.execute("select pg_try_advisory_lock(%s, hashtext(%s))", [CLONES, name])
        if cursor.fetchone()[0]:
            _drop(cursor, name)
            cursor.execute("select pg_advisory_unlock(%s, hashtext(%s))", [CLONES, name])


def _drop(cursor: CursorWrapper, name: str) -> None:
    """Drop a database with whoever still speaks to it.

    Not the server's own vacuum, which nobody but a superuser may end: that one is waited for.
    """
    until = monotonic() + 30
    while True:
        try:
            cursor.execute(f"drop database if exists {name} with (force)")
            return
        except ProgrammingError as error:
            if not isinstance(error.__cause__, InsufficientPrivilege) or monotonic() > until:
                raise
            sleep(0.2)


def _create(cursor: CursorWrapper, name: str, template: str) -> None:
    """Copy a database, once nobody speaks to it: another worker that starts looks into `template1`."""
    until = monotonic() + 60
    while True:
        try:
            cursor.execute(f"create database {name} template {template}")
            return
        except OperationalError as error:
            if not isinstance(error.__cause__, ObjectInUse) or monotonic() > until:
                raise
            sleep(0.2)


def _build(cursor: CursorWrapper, template: str) -> None:
    cursor.execute("select 1 from pg_database where datname = %s", [template])
    if cursor.fetchone():
        return
    _drop(cursor, f"{template}_building")  # of a build that failed
    _create(cursor, f"{template}_building", "template1")
    with point_at(f"{template}_building"):
        call_command("migrate", verbosity=0, interactive=False)
        if "load_reference" in get_commands():
            call_command("load_reference", verbosity=0)
    cursor.execute(f"alter database {template}_building rename to {template}")
