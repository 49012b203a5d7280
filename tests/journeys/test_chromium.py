"""The Chromium of the journeys ends in any case."""

from threading import Event
from typing import Any

from tests.journeys.chromium import Chromium


class Stuck:
    """Closes once it is killed, not before."""

    def __init__(self) -> None:
        self.killed = Event()

    def is_connected(self) -> bool:
        return not self.killed.is_set()

    def new_context(self, **_options: Any) -> "Stuck":
        return self

    def close(self) -> None:
        assert self.killed.wait(10)


class Killing(Chromium):
    def kill(self) -> None:
        assert isinstance(self.running, Stuck)
        self.running.killed.set()


def test_one_that_does_not_close_is_killed_and_another_one_is_started() -> None:
    made: list[Any] = []

    def launch() -> Any:
        made.append(Stuck())
        return made[-1]

    chromium = Killing(launch, seconds=0.05)
    first = chromium.new_context()
    assert chromium.new_context() is first
    chromium.close(first)
    assert made[0].killed.is_set()
    assert chromium.new_context() is not first
    assert len(made) == 2
    chromium.close()
    assert made[1].killed.is_set()


def test_nothing_is_closed_where_nothing_was_started() -> None:
    Chromium(lambda: None).close()  # type: ignore[arg-type, return-value]  # never called
