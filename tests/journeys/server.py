"""The app as people meet it: gunicorn in a process of its own, as the app's role, on a database with the first data."""

import fcntl
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote, urlsplit
from urllib.request import ProxyHandler, build_opener

from django.conf import settings
from django.db import connection

from tests import databases

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "peaceful-demo-2026"  # of the demo accounts, which exist in this database alone
ASK = build_opener(ProxyHandler({}))  # past any proxy that the environment names
COLLECT = "import django; django.setup(); from peaceapp.launch.prepare import collect_static as go; go()"


@contextmanager
def running(port: int = 0, command: tuple[str, ...] = (), **more: str) -> Iterator[str]:
    """The address of a server of our own, with the demo accounts and the first engagements.

    `command` of ours is run before it starts; `more` is environment.
    """
    with databases.clone(fill=enter_first_data) as name:
        given = environment(name) | more
        if command:
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=given, check=True, stdout=-3)
        collect_static(given)
        port = port or free_port()
        log = Path(given["PEACEAPP_DATA"]) / f"web-{port}.log"
        serve = [
            sys.executable,
            "-m",
            "gunicorn",
            "-c",
            "python:peaceapp.launch.web",
            "peaceapp.wsgi:application",
            "--bind",
            f"127.0.0.1:{port}",
        ]
        serve += ["--workers", "1"]
        with log.open("wb") as output:
            process = subprocess.Popen(serve, cwd=ROOT, env=given, stdout=output, stderr=subprocess.STDOUT)
        try:
            wait(process, f"http://localhost:{port}", log)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.wait(20)
        log.unlink()


def enter_first_data(database: str) -> None:
    """The demo accounts and the first engagements."""
    command = [sys.executable, "manage.py", "demo"]
    subprocess.run(command, cwd=ROOT, env=environment(database), check=True, stdout=subprocess.DEVNULL)


def environment(database: str) -> dict[str, str]:
    """What a process in demo mode is told, the owner's address included, for whatever sets up the data."""
    app, owner = urls(database)
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "peaceapp.settings",
        "PEACEAPP_MODE": "demo",
        "PEACEAPP_DATA": str(settings.DATA / "journeys"),
        "PEACEAPP_SECRET_KEY": "a key for the journeys, which live as long as their server",
        "PEACEAPP_DEMO_PASSWORD": PASSWORD,
        "PEACEAPP_POOL": "1",
        "DATABASE_URL": app,
        "DATABASE_OWNER_URL": owner,
    }


def urls(database: str) -> tuple[str, str]:
    """Addresses of the clone for the app and for its owner, on the server that the tests use."""
    if url := os.environ.get("DATABASE_URL"):
        names = (url, os.environ.get("DATABASE_OWNER_URL", url))
        app, owner = (urlsplit(name)._replace(path=f"/{database}").geturl() for name in names)
        return app, owner
    params = connection.get_connection_params()  # starts the embedded server, which several workers share
    where = f"/{database}?host={quote(params['host'], safe='')}"
    return f"postgres://{settings.APP_ROLE}@{where}", f"postgres://{params['user']}@{where}"


def collect_static(given: dict[str, str]) -> None:
    """Once for all workers, and anew only when a file changed."""
    folder = Path(given["PEACEAPP_DATA"])
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run([sys.executable, "-c", COLLECT], cwd=ROOT, env=given, check=True, stdout=-3)


def free_port() -> int:
    """One that nobody listens at."""
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        port: int = asking.getsockname()[1]
        return port


def wait(process: subprocess.Popen[bytes], address: str, log: Path, path: str = "/readyz") -> None:
    """Until it answers there."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            with ASK.open(address + path, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"The server did not become ready:\n{log.read_text(errors='replace')[-4000:]}")
