"""A second connection as the app role. Its writes stay when the transaction of the request is rolled back."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from django.db.backends.utils import CursorWrapper

from peaceapp.postgres.base import DatabaseWrapper

_idle: list[DatabaseWrapper] = []
"""Connections for reuse, as many as were ever in use at once. A thread takes the one that was returned last."""


def _connection() -> DatabaseWrapper:
    """An open connection from `_idle`, or a new one. Not from the pool, where a thread could wait for itself."""
    wanted = connections["default"].settings_dict
    while _idle:
        held = _idle.pop()
        if held.settings_dict["NAME"] == wanted["NAME"] and held.is_usable():
            return held
        held.close()
    options = {name: value for name, value in wanted["OPTIONS"].items() if name != "pool"}
    made = DatabaseWrapper({**wanted, "OPTIONS": options, "CONN_MAX_AGE": None})
    made.inc_thread_sharing()  # used by one thread at a time, but by different ones
    return made


@contextmanager
def second_cursor() -> Iterator[CursorWrapper]:
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
