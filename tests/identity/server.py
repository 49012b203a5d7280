"""A provider of OpenID Connect beside the tests, in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.identity.lies import CLIENT, SECRET
from tests.journeys import server

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def running(*callbacks: str) -> Iterator[str]:
    """Its address. It sends people back to `callbacks` alone."""
    port = server.free_port()
    address = f"http://127.0.0.1:{port}"
    with TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        given = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.identity.settings"}
        given["IDENTITY_DATABASE"] = str(Path(folder) / "db.sqlite3")
        command = [sys.executable, "-m", "tests.identity", str(port), *callbacks]
        with log.open("wb") as output:
            process = subprocess.Popen(command, cwd=ROOT, env=given, stdout=output, stderr=subprocess.STDOUT)
        try:
            server.wait(process, address, log, "/.well-known/openid-configuration")
            yield address
        finally:
            process.terminate()
            process.wait(20)
        assert "Traceback" not in log.read_text(), log.read_text()  # whoever was refused was not so by its own fault


def settings_for(address: str, **more: str) -> dict[str, str]:
    """The environment of an app that signs in there."""
    given = {"SERVER": address, "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET, "NAME": "The Provider"} | more
    return {f"PEACEAPP_OIDC_{name}": value for name, value in given.items()}
