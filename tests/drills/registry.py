"""The list of drills, by the number of their fault in the design."""

from collections.abc import Callable
from dataclasses import dataclass

Act = Callable[[Callable[[str], None]], None]


@dataclass
class Drill:
    """A fault, and the script that makes it happen and says what it found. An assertion that fails is a finding."""

    number: int
    title: str
    act: Act
    is_quick: bool


class NotHere(Exception):
    """This machine does not let a drill be done; the text says why."""


DRILLS: list[Drill] = []


def drill(number: int, title: str, *, quick: bool = True) -> Callable[[Act], Act]:
    """Put a script on the list; those that are not quick are left out of `make prove`."""

    def declare(act: Act) -> Act:
        DRILLS.append(Drill(number, title, act, quick))
        return act

    return declare
