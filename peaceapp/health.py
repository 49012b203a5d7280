"""Whether the process answers, and whether what it needs does; told at once, whatever is slow."""

from collections.abc import Callable
from threading import Thread
from time import monotonic, sleep

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse

from peaceapp.pages.errors import AGAIN, answer

BUSY = "peaceapp.busy"
"""Set by the web server on a request that found no place to be worked on (`peaceapp.launch.serving`)."""
EVERY = 1.0
"""Seconds between two looks."""
LASTS = 4.0
"""Seconds for which a look counts; when the next one has not ended by then, the database does not answer."""

Parts = dict[str, str]
NO_ANSWER: Parts = {"database": "no answer", "migrations": "unknown", "worker": "unknown"}


def answer_health(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer `/healthz` (without the database), `/readyz` (part by part) and what nobody has time for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return _plain("ok")
        if request.path == "/readyz":
            parts = CHECK.parts()
            is_ready = {parts["database"], parts["migrations"]} == {"ok"}
            text = "".join(f"{name}: {state}\n" for name, state in parts.items())
            return _plain(text, 200 if is_ready else 503)
        if BUSY in request.META:
            return answer(request, 503, AGAIN)
        return get_response(request)

    return middleware


def _plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(
        text, status=status, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"}
    )


class Check:
    """How the parts are. Beside a web server they are looked at all the time, so that nobody who asks waits."""

    def __init__(self, look: Callable[[], Parts]) -> None:
        self.look = look
        self.found, self.at, self.is_kept = NO_ANSWER, 0.0, False

    def keep(self) -> None:
        """Look again and again, in a thread of its own, for as long as the process lives."""
        self.is_kept = True
        Thread(target=self._go_on, daemon=True).start()

    def parts(self) -> Parts:
        """Each part and how it is."""
        if not self.is_kept:
            return self.look()
        return self.found if monotonic() - self.at < LASTS else NO_ANSWER

    def _go_on(self) -> None:
        while True:
            self.found = self.look()
            self.at = monotonic()
            sleep(EVERY)


def ready_parts() -> Parts:
    """Each part and how it is. The worker is told too, but pages can be had without it."""
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
    """The migrations that this code brings."""
    if not _on_disk:
        _on_disk.update(MigrationLoader(None).disk_migrations)
    return _on_disk


_on_disk: set[tuple[str, str]] = set()
CHECK = Check(ready_parts)
"""The one of this process."""
