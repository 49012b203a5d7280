"""The steps between a checkout and a database that is ready to serve. One process does them all: Django starts once."""

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
    """Do one step. What settings, commands and the database refuse is said in their words, without a traceback."""
    try:
        act()
    except (ImproperlyConfigured, CommandError, DatabaseFault) as error:
        raise Refused(str(error).strip()) from error


def start_database() -> None:
    """Connect once: that starts the embedded server, and refuses a role that could pass the access rule."""
    django.setup()
    connection.ensure_connection()


def forget_the_dead(data: Path) -> None:
    """Take processes that are gone off the embedded server's list of users.

    Its last user stops it; one that was killed outright stays on the list, and the server would outlive everybody.
    """
    handles = data / "postgres" / ".handle_pids.json"
    if handles.exists():
        try:
            users = json.loads(handles.read_text())
        except ValueError:  # written half, when the machine went down
            users = []
        handles.write_text(json.dumps([user for user in users if lives(user)]))


def lives(process: int) -> bool:
    """Whether a process of this number exists, ours or not."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def migrate() -> None:
    """Bring the tables to the code's state, as their owner."""
    quietly("migrate", interactive=False)


def load_reference() -> None:
    """Load the facts that every installation has."""
    quietly("load_reference")


def load_demo() -> None:
    """Load the first data and the demo accounts. Done again, it changes nothing."""
    quietly("demo")
    connections.close_all()


def collect_static() -> None:
    """Collect, name by content and compress; that takes seconds, so only when a file or a package changed."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".collected"
    now = fingerprint(static_sources())
    if stamp.is_file() and stamp.read_text() == now:
        return
    quietly("collectstatic", interactive=False, clear=True)
    stamp.write_text(now)


def static_sources() -> Iterable[Path]:
    """Every file that collectstatic would read."""
    for finder in get_finders():
        for path, storage in finder.list([]):
            yield Path(storage.path(path))


def fingerprint(files: Iterable[Path]) -> str:
    """Of names, sizes and times of change: enough to see that a file is another one without reading it."""
    lines = [f"{file} {(stat := os.stat(file)).st_size} {stat.st_mtime_ns}" for file in files]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def quietly(command: str, **options: object) -> None:
    """Run a management command; what it prints is shown only when it fails."""
    said = io.StringIO()
    try:
        with redirect_stdout(said):
            call_command(command, verbosity=0, stdout=said, **options)
    except BaseException:
        if said.getvalue():
            print(f"\n{said.getvalue()}")
        raise
