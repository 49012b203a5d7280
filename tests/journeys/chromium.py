"""A Chromium for tests that always ends.

Playwright waits for ever while Chromium closes a context or itself, and a busy machine's Chromium sometimes never does.
One run of the whole suite waited until it was cut. Such a Chromium is killed, and another one serves the next test.
"""

from collections.abc import Callable
from contextlib import suppress
from threading import Timer
from typing import Any, Protocol

import psutil
from playwright.sync_api import Browser, BrowserContext, Error

SECONDS = 20.0
"""Time within which Chromium must have closed a context or itself. It takes a fraction of a second."""


class Closing(Protocol):
    def close(self) -> None: ...


class Chromium:
    """Starts Chromium with `launch` when it is needed, and kills it where it does not close in time."""

    def __init__(self, launch: Callable[[], Browser], seconds: float = SECONDS) -> None:
        self.launch, self.seconds = launch, seconds
        self.running: Browser | None = None

    def new_context(self, **options: Any) -> BrowserContext:
        """As Playwright's own; in a new Chromium where the last one was killed."""
        if self.running is None or not self.running.is_connected():
            self.running = self.launch()
        return self.running.new_context(**options)

    def close(self, what: Closing | None = None) -> None:
        """Closes a context; without one, Chromium itself."""
        closing = what or self.running
        if closing is None:
            return
        watch = Timer(self.seconds, self.kill)
        watch.start()
        try:
            with suppress(Error):  # of a Chromium that was killed meanwhile
                closing.close()
        finally:
            watch.cancel()

    def kill(self) -> None:
        """Ends every Chromium below this process. Its other children, such as the server, stay."""
        for child in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):
                if any(part in child.name() for part in ("chrom", "headless_shell")):
                    child.kill()
