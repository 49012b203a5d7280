"""Notes what no trigger hears of: sign-ins, refusals, and reads of what is strictly confidential.

What changes something is noted in its own transaction, so that it is there exactly when the change is. The others go
through a second connection, which a roll-back does not undo.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection

from offices.audit.choices import Verb
from peaceapp.access.request_context import ASKED, as_text
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.postgres.second_connection import beside

NOTE = "select note_event(%s, %s::bigint, %s, %s, %s::uuid, %s::bigint, %s::smallint, %s::text[], %s)"


def note(verb: Verb, who: int | None, **about: Any) -> None:
    """In the transaction that runs."""
    with connection.cursor() as cursor:
        cursor.execute(NOTE, _values(verb, who, **about))


def note_beside(verb: Verb, who: int | None, **about: Any) -> None:
    """At once and for good, whatever becomes of the transaction that runs. Raises what the database raises."""
    with beside() as cursor:
        cursor.execute("select set_config('app.asked', %s, true)", [as_text(ASKED.get())])
        cursor.execute(NOTE, _values(verb, who, **about))


def _values(
    verb: Verb,
    who: int | None,
    *,
    kind: str = "",
    object: str = "",  # noqa: A002  # as the column
    engagement: UUID | None = None,
    office: int | None = None,
    level: int = Sensitivity.UNCLASSIFIED,
    fields: tuple[str, ...] = (),
    reason: str = "",
) -> list[Any]:
    return [verb.value, who, kind, object, engagement, office, level, list(fields), reason]


@contextmanager
def noted_at_the_end(*triggers: str) -> Iterator[None]:
    """Let these deferrable triggers note what happens in this block at its end, by what the rows say then."""
    names = ", ".join(triggers)
    with connection.cursor() as cursor:
        cursor.execute(f"set constraints {names} deferred")
        yield
        cursor.execute(f"set constraints {names} immediate")
