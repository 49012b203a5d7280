"""A second connection of the thread, as the app role: what is written there stays, whatever becomes of the first."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from django.db.backends.utils import CursorWrapper

from peaceapp.postgres.base import DatabaseWrapper

_idle: list[DatabaseWrapper] = []
"""As many as were ever in use at once: whichever thread needs one takes the last that was put back."""


def _connection() -> DatabaseWrapper:
    """Kept open as long as it is usable; not from the pool, from which a waiting thread could take its own last one."""
    wanted = connections["default"].settings_dict
    while _idle:
        held = _idle.pop()
        if held.settings_dict["NAME"] == wanted["NAME"] and held.is_usable():
            return held
        held.close()
    options = {name: value for name, value in wanted["OPTIONS"].items() if name != "pool"}
    made = DatabaseWrapper({**wanted, "OPTIONS": options, "CONN_MAX_AGE": None})
    made.inc_thread_sharing()  # one thread at a time, but not always the same
    return made


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
        _idle.append(connection)
    except BaseException:
        connection.close()
        raise
