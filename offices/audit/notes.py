"""Records events without a trigger: sign-ins, refusals, and reads of strictly confidential rows.

Events about a change are written in its transaction, so that both exist or neither. Others use a second connection, so
that a rollback does not remove them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection

from offices.audit.choices import Verb
from peaceapp.access.request_context import REQUEST_CONTEXT, as_text
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.postgres.second_connection import second_cursor

NOTE = "select note_event(%s, %s::bigint, %s, %s, %s::uuid, %s::bigint, %s::smallint, %s::text[], %s)"


def note(verb: Verb, who: int | None, **about: Any) -> None:
    """Records an event in the current transaction."""
    with connection.cursor() as cursor:
        cursor.execute(NOTE, _values(verb, who, **about))


def note_outside_transaction(verb: Verb, who: int | None, **about: Any) -> None:
    """Records an event on a second connection, whatever happens to the current transaction. Raises database errors."""
    with second_cursor() as cursor:
        cursor.execute("select set_config('app.asked', %s, true)", [as_text(REQUEST_CONTEXT.get())])
        cursor.execute(NOTE, _values(verb, who, **about))


def _values(
    verb: Verb,
    who: int | None,
    *,
    kind: str = "",
    object: str = "",  # noqa: A002  # the name of the column
    engagement: UUID | None = None,
    office: int | None = None,
    level: int = Sensitivity.UNCLASSIFIED,
    fields: tuple[str, ...] = (),
    reason: str = "",
) -> list[Any]:
    return [verb.value, who, kind, object, engagement, office, level, list(fields), reason]


@contextmanager
def defer_triggers(*triggers: str) -> Iterator[None]:
    """Defers these triggers to the end of the block, so that they record the final state of the rows."""
    names = ", ".join(triggers)
    with connection.cursor() as cursor:
        cursor.execute(f"set constraints {names} deferred")
        yield
        cursor.execute(f"set constraints {names} immediate")
