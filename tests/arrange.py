"""What a test's author may do and its actors may not."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

APP = settings.APP_ROLE
OWNER = settings.DATABASES["default"]["OWNER"]["USER"]


@contextmanager
def arranging() -> Iterator[CursorWrapper]:
    """The owner's powers for this block, in the test's own transaction. Only the tests' login has them to take."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select current_user")
        before = cursor.fetchone()[0]  # blocks nest: the inner one must not take the outer's powers away
        cursor.execute(f"set local role {OWNER}")
        # What is arranged is nobody's: not of whoever acted last in this very transaction.
        cursor.execute("select set_config('pghistory.context_id', '', true)")
        yield cursor
        if not connection.needs_rollback:  # a rollback gives the role back by itself
            cursor.execute(f"set local role {before}")


def as_if_committed() -> None:
    """Let all versions written until now count as those of a transaction before: a test has one for all its requests.

    In one transaction, a version that another one follows gets the highest level that the row had in it.
    """
    with arranging() as cursor:
        cursor.execute("select c.relname from pg_class c join pg_trigger t on t.tgrelid = c.oid"
                       " where t.tgname = 'level_versions'")  # fmt: skip
        for (table,) in cursor.fetchall():
            cursor.execute(f"update {table} set pgh_created_at = pgh_created_at - interval '1 second'")
