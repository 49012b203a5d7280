"""Output of the launcher: numbered steps with their duration, and one sentence for an error."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PYTHON = (3, 11)


class Refused(Exception):
    """Error that the person at the terminal can fix; its text says how."""


@contextmanager
def step(number: int, total: int, doing: str) -> Iterator[Callable[[str], None]]:
    """Prints `[2/7] Label … 3.1 s`. Yields a function that shows progress on a terminal."""
    line = f"[{number}/{total}] {doing} … "
    began = time.monotonic()
    watched = sys.stdout.isatty()

    def show_progress(progress: str) -> None:
        if watched:
            print(f"\r{line}{progress}\033[K", end="", flush=True)

    print(line, end="", flush=True)
    try:
        yield show_progress
    except BaseException:
        print(flush=True)
        raise
    seconds = f"{time.monotonic() - began:.1f} s"
    print(f"\r{line}{seconds}\033[K" if watched else seconds, flush=True)


def refuse_other_pythons(version: tuple[int, ...] = sys.version_info[:3]) -> None:
    """`Refused` for any other Python than the one for which the lock file was resolved and tested."""
    if tuple(version[:2]) != PYTHON:
        raise Refused(
            f"PeaceApp needs Python {PYTHON[0]}.{PYTHON[1]}; this is {version[0]}.{version[1]} ({sys.executable}). "
            "Install it and say where it is: make run PYTHON=/path/to/python3.11"
        )


def guarded(main: Callable[[], int]) -> int:
    """Runs `main`. Prints `Refused` as one sentence and exits with 1, without a traceback."""
    try:
        return main()
    except Refused as refusal:
        print(f"\n{refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
