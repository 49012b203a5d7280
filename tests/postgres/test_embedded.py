"""The server in a wheel."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from time import sleep

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from peaceapp.postgres.embedded import _server

START = """
import sys
from pathlib import Path
from peaceapp.postgres.embedded import start
start(Path(sys.argv[1]), *sys.argv[2:])
"""


def test_processes_that_start_together_do_not_get_in_each_others_way(db: None) -> None:
    """Web workers, the job worker and commands all see to the roles and the database first."""
    server = settings.DATABASES["default"]["EMBEDDED"]
    if not server:
        return  # the suite was given a server: nothing is embedded
    arguments = [str(server["folder"]), server["database"], server["app"], server["owner"]]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", START, *arguments], cwd=Path(__file__).parents[2], stderr=subprocess.PIPE
        )
        for _ in range(4)
    ]
    said = [process.communicate()[1].decode() for process in started]
    assert [process.returncode for process in started] == [0] * 4, said


def test_one_at_a_time_makes_or_joins_a_server(tmp_path: Path) -> None:
    """Two that make a new folder at once: one of them got FileExistsError from the wheel, and all its tests failed."""
    folder, gate = tmp_path / "data" / "postgres", Barrier(4)

    def make(folder: Path) -> None:
        if not folder.exists():
            sleep(0.05)
            folder.mkdir()  # as the wheel does it
        raise LookupError("no server was wanted")

    def join() -> BaseException:
        gate.wait()
        with pytest.raises(ImproperlyConfigured) as refused:
            _server(make, folder)
        assert refused.value.__cause__
        return refused.value.__cause__

    with ThreadPoolExecutor(4) as pool:
        causes = [each.result() for each in [pool.submit(join) for _ in range(4)]]
    assert [type(cause) for cause in causes] == [LookupError] * 4
