"""`python -m tests.drills [numbers]`: each drill with what it did and found; ends with 1 where one failed."""

import sys
import time
import traceback

from tests.drills import database, restoring, webserver, worker
from tests.drills.registry import DRILLS, NotHere

MODULES = (database, restoring, webserver, worker)
"""Importing them fills the list."""


def say(text: str) -> None:
    pass


def main(wanted: list[str]) -> int:
    failed = []
    for number in sorted(map(int, wanted)) or sorted(DRILLS):
        drill, _began = DRILLS[number], time.monotonic()
        try:
            drill.act(say)
        except NotHere:
            failed.append(number)
        except Exception:
            traceback.print_exc()
            failed.append(number)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
