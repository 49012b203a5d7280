"""What most tests stand on, built once for each worker: a database with the cast in it, and one with the whole world.

A test's own transaction ends on it and takes back what the test did. To build either anew for every test took a good
part of the suite's time.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from typing import Any

import pytest

from tests import databases
from tests.cast import Cast, World, build_world, gather_cast


class Stages:
    """The databases of this worker, each cloned and built when it is first asked for, and which of them is in use."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.built: dict[str, Any] = {}
        self.clones, self.here = ExitStack(), ExitStack()
        self.current = ""

    def stand_on(self, wanted: str) -> None:
        """Point the default connection at the database with `wanted` in it: "cast", "world", or "" for neither."""
        if wanted not in self.names:
            self.names[wanted] = self.clones.enter_context(databases.clone())
            self._point(wanted)
            self.built[wanted] = BUILDERS[wanted]()
        elif wanted != self.current:
            self._point(wanted)

    def _point(self, wanted: str) -> None:
        self.here.close()
        self.here.enter_context(databases.point_at(self.names[wanted]))
        self.current = wanted

    @contextmanager
    def elsewhere(self) -> Iterator[None]:
        """For a database of the test's own, in which nothing is built yet."""
        before, self.current = self.current, "elsewhere"
        with databases.clone() as name, databases.point_at(name):
            yield
        self.current = before

    def cast(self, request: pytest.FixtureRequest) -> Cast:
        """The cast of this test: a copy, so that what a test does to its objects stays its own."""
        if self.current == "world":
            return request.getfixturevalue("world").cast
        return deepcopy(self.built["cast"]) if self.current == "cast" else gather_cast()

    def world(self, request: pytest.FixtureRequest) -> World:
        """The world of this test, likewise."""
        return (
            deepcopy(self.built["world"]) if self.current == "world" else build_world(request.getfixturevalue("cast"))
        )

    def close(self) -> None:
        """Leave all, and drop what nobody uses."""
        self.here.close()
        self.clones.close()
        databases.sweep()


BUILDERS: dict[str, Callable[[], Any]] = {
    "": lambda: None,
    "cast": gather_cast,
    "world": lambda: build_world(gather_cast()),
}
