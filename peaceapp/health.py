"""Health checks: `/healthz` (the process answers) and `/readyz` (its parts work). Answers never wait for slow parts."""

from collections.abc import Callable
from threading import Thread
from time import monotonic, sleep

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse

from peaceapp.pages.errors import RETRY_AFTER, answer

BUSY = "peaceapp.busy"
"""Set by the web server on a request that waited too long to run (`peaceapp.launch.serving`)."""
EVERY = 1.0
"""Seconds between two checks."""
LASTS = 4.0
"""Seconds for which a result is valid. If the next check takes longer, the database counts as not answering."""

Parts = dict[str, str]
NO_ANSWER: Parts = {"database": "no answer", "migrations": "unknown", "worker": "unknown"}


def answer_health(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: answers `/healthz` (without the database), `/readyz` (each part), and 503 to `BUSY` requests."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return _plain("ok")
        if request.path == "/readyz":
            parts = CHECK.parts()
            is_ready = {parts["database"], parts["migrations"]} == {"ok"}
            text = "".join(f"{name}: {state}\n" for name, state in parts.items())
            return _plain(text, 200 if is_ready else 503)
        if BUSY in request.META:
            return answer(request, 503, RETRY_AFTER)
        return get_response(request)

    return middleware


def _plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(
        text, status=status, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"}
    )


class Check:
    """State of the parts. In the web server a thread checks continuously, so that requests do not wait."""

    def __init__(self, look: Callable[[], Parts]) -> None:
        self.look = look
        self.found, self.at, self.is_kept = NO_ANSWER, 0.0, False

    def keep(self) -> None:
        """Starts the thread that checks continuously until the process ends."""
        self.is_kept = True
        Thread(target=self._go_on, daemon=True).start()

    def parts(self) -> Parts:
        """Each part with its state."""
        if not self.is_kept:
            return self.look()
        return self.found if monotonic() - self.at < LASTS else NO_ANSWER

    def _go_on(self) -> None:
        while True:
            self.found = self.look()
            self.at = monotonic()
            sleep(EVERY)


def ready_parts() -> Parts:
    """Checks each part. The worker is reported, too, but pages work without it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select app, name from django_migrations")
            missing = on_disk() - set(cursor.fetchall())
            cursor.execute("select coalesce(max(last_heartbeat) > now() - interval '1 minute', false)"
                           " from procrastinate_workers")  # fmt: skip
            (works,) = cursor.fetchone()
        return {
            "database": "ok",
            "migrations": f"{len(missing)} missing" if missing else "ok",
            "worker": "ok" if works else "no sign of life",
        }
    except (DatabaseError, InterfaceError):
        return NO_ANSWER
    finally:
        connection.close()


def on_disk() -> set[tuple[str, str]]:
    """The migrations of the code."""
    if not _on_disk:
        _on_disk.update(MigrationLoader(None).disk_migrations)
    return _on_disk


_on_disk: set[tuple[str, str]] = set()
CHECK = Check(ready_parts)
"""The check of this process."""
