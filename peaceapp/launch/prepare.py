"""The steps from a checkout to a database that is ready to serve, in one process: Django starts only once."""

import hashlib
import io
import json
import os
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import Error as DatabaseFault
from django.db import connection, connections

from peaceapp.launch.terminal import Refused

Step = tuple[str, Callable[[], None]]


def steps() -> list[Step]:
    """The steps in order, each with its label."""
    return [
        ("PostgreSQL", start_database),
        ("Database tables", migrate),
        ("Reference data (countries, offices, kinds, themes, sources)", load_reference),
        ("First engagements and demo accounts", load_demo),
        ("Style sheets, scripts and icons", collect_static),
    ]


def perform(act: Callable[[], None]) -> None:
    """Runs one step. Errors of settings, commands and database become `Refused`, without a traceback."""
    try:
        act()
    except (ImproperlyConfigured, CommandError, DatabaseFault) as error:
        raise Refused(str(error).strip()) from error


def start_database() -> None:
    """Connects once: starts the embedded server, and refuses a role that bypasses row-level security."""
    django.setup()
    connection.ensure_connection()


def remove_dead_processes(data: Path) -> None:
    """Removes dead processes from the embedded server's list of users.

    The last user stops the server. A killed process stays on the list, and the server would never stop.
    """
    handles = data / "postgres" / ".handle_pids.json"
    if handles.exists():
        try:
            users = json.loads(handles.read_text())
        except ValueError:  # incomplete after a crash of the machine
            users = []
        handles.write_text(json.dumps([user for user in users if is_alive(user)]))


def is_alive(process: int) -> bool:
    """Whether a process with this number exists."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def migrate() -> None:
    """Runs the migrations as the owner of the tables."""
    quietly("migrate", interactive=False)


def load_reference() -> None:
    """Loads the reference data of every installation."""
    quietly("load_reference")


def load_demo() -> None:
    """Loads the demo data and accounts. Repeating it changes nothing."""
    quietly("demo")
    connections.close_all()


def collect_static() -> None:
    """Runs `collectstatic`, which takes seconds, only if a file or a package changed."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".collected"
    now = fingerprint(static_sources())
    if stamp.is_file() and stamp.read_text() == now:
        return
    quietly("collectstatic", interactive=False, clear=True)
    stamp.write_text(now)


def static_sources() -> Iterable[Path]:
    """All files that `collectstatic` would read."""
    for finder in get_finders():
        for path, storage in finder.list([]):
            yield Path(storage.path(path))


def fingerprint(files: Iterable[Path]) -> str:
    """Digest of names, sizes and modification times, to detect changed files without reading them."""
    lines = [f"{file} {(stat := os.stat(file)).st_size} {stat.st_mtime_ns}" for file in files]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def quietly(command: str, **options: object) -> None:
    """Runs a management command. Shows its output only if it fails."""
    said = io.StringIO()
    try:
        with redirect_stdout(said):
            call_command(command, verbosity=0, stdout=said, **options)
    except BaseException:
        if said.getvalue():
            print(f"\n{said.getvalue()}")
        raise
