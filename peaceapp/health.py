"""Whether the process answers, and whether what it needs does; told within a tenth of a second, whatever is slow."""

from collections.abc import Callable
from threading import Lock, Thread
from time import monotonic

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse

from peaceapp.pages.faults import AGAIN, answer

BUSY = "peaceapp.busy"
"""Set by the web server on a request that found no place to be worked on (`peaceapp.launch.serving`)."""
PATIENCE = 0.08
"""Seconds that an answer waits for a fresh check."""
LASTS = 10.0
"""Seconds for which a finished check still counts while the next one is under way."""

Parts = dict[str, str]


def answer_health(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer `/healthz` (without the database), `/readyz` (part by part) and what nobody has time for."""
    check = Check(ready_parts)

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return _plain("ok")
        if request.path == "/readyz":
            parts = check.parts()
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
    """A look at the parts in a thread of its own, one at a time: who asks waits only a moment for it."""

    def __init__(self, look: Callable[[], Parts]) -> None:
        self.look, self.lock = look, Lock()
        self.thread: Thread | None = None
        self.found: Parts = {}
        self.at = 0.0

    def parts(self) -> Parts:
        """Each part and how it is: of a fresh look, or of the last one that is recent."""
        began = monotonic()
        with self.lock:
            if self.thread is None or not self.thread.is_alive():
                self.thread = Thread(target=self._look, daemon=True)
                self.thread.start()
            thread = self.thread
        thread.join(PATIENCE)
        if self.found and (not thread.is_alive() or began - self.at < LASTS):
            return self.found
        return {"database": "no answer", "migrations": "unknown", "worker": "unknown"}

    def _look(self) -> None:
        self.found = self.look()
        self.at = monotonic()


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
        return {"database": "no answer", "migrations": "unknown", "worker": "unknown"}
    finally:
        connection.close()


def on_disk() -> set[tuple[str, str]]:
    """The migrations that this code brings."""
    if not _on_disk:
        _on_disk.update(MigrationLoader(None).disk_migrations)
    return _on_disk


_on_disk: set[tuple[str, str]] = set()
