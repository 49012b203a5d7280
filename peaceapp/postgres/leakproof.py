"""Functions of a search, marked leak-proof: only then does a search under row-level security use its index.

PostgreSQL asks the policy first and other conditions after it, since a condition may tell (by an error, by its time)
what is in a row that the policy hides. A condition may choose rows by an index only if all its functions are marked.
So a search compares a stored column (`search_vector`) and has one function, which cannot fail.
"""

from typing import Any

FUNCTIONS = ("ts_match_vq(tsvector, tsquery)",)

LACKING = "select f from unnest(%s::text[]) f where not (select proleakproof from pg_proc where oid = f::regprocedure)"


def lacking(cursor: Any) -> list[str]:
    """The functions of `FUNCTIONS` that are not marked leak-proof in this database."""
    cursor.execute(LACKING, [list(FUNCTIONS)])
    return [name for (name,) in cursor.fetchall()]


def statements(names: list[str]) -> list[str]:
    """The statements that mark them. Only a superuser may run them, once in each database."""
    return [f"alter function {name} leakproof" for name in names]
