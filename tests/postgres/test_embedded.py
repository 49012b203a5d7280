"""The server in a wheel."""

import subprocess
import sys
from pathlib import Path

from django.conf import settings

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
