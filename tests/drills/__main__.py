"""`python -m tests.drills [numbers]`: each drill with what it did and found; ends with 1 where one failed."""

import sys
import time
import traceback

from tests.drills import database, restoring, webserver, worker  # noqa: F401  (each adds its own to the list)
from tests.drills.registry import DRILLS, Drill, NotHere


def say(text: str) -> None:
    print(f"     {text}", flush=True)


def verdict(drill: Drill) -> str:
    """Do it, and say how it ended."""
    try:
        drill.act(say)
    except NotHere as reason:
        return f"NOT DONE: {reason}"
    except Exception:
        traceback.print_exc()
        return "FAILED"
    return "held"


def main(wanted: list[str]) -> int:
    numbers = set(map(int, wanted)) or {drill.number for drill in DRILLS}
    failed = []
    for drill in sorted((each for each in DRILLS if each.number in numbers), key=lambda each: each.number):
        print(f"{drill.number:>3}  {drill.title}", flush=True)
        began, ended = time.monotonic(), verdict(drill)
        print(f"     {ended} ({time.monotonic() - began:.0f} s)", flush=True)
        failed += [drill.number] if ended != "held" else []
    print(f"These did not hold: {failed}" if failed else "All drills held.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
