"""A second connection of the thread, as the app role: what is written there stays, whatever becomes of the first."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import local

from django.db import connections
from django.db.backends.utils import CursorWrapper

from peaceapp.postgres.base import DatabaseWrapper

_threads = local()


def _connection() -> DatabaseWrapper:
    """Kept open as long as it is usable; without a pool, from which a waiting thread could take its own last one."""
    wanted = connections["default"].settings_dict
    held: DatabaseWrapper | None = getattr(_threads, "connection", None)
    if held is not None and (held.settings_dict["NAME"] != wanted["NAME"] or not held.is_usable()):
        held.close()
        held = None
    if held is None:
        options = {name: value for name, value in wanted["OPTIONS"].items() if name != "pool"}
        held = DatabaseWrapper({**wanted, "OPTIONS": options, "CONN_MAX_AGE": None})
        _threads.connection = held
    return held


@contextmanager
def beside() -> Iterator[CursorWrapper]:
    """A cursor in a transaction of its own, committed at the end of the block."""
    connection = _connection()
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("begin")
            yield cursor
            cursor.execute("commit")
    except BaseException:
        connection.close()
        raise
