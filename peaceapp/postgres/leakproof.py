"""Functions of search that must be marked leakproof, so that search under row-level security can use its index.

PostgreSQL checks the policy before other conditions, because an error or the time of a condition could reveal a hidden
row. A condition may use an index first only if all its functions are leakproof. So search compares a stored column
(`search_vector`) by one function that cannot fail.
"""

from typing import Any

FUNCTIONS = ("ts_match_vq(tsvector, tsquery)",)

LACKING = "select f from unnest(%s::text[]) f where not (select proleakproof from pg_proc where oid = f::regprocedure)"


def lacking(cursor: Any) -> list[str]:
    """The functions of `FUNCTIONS` that are not marked leakproof in this database."""
    cursor.execute(LACKING, [list(FUNCTIONS)])
    return [name for (name,) in cursor.fetchall()]


def statements(names: list[str]) -> list[str]:
    """The statements that mark these functions. Only a superuser can run them, once per database."""
    return [f"alter function {name} leakproof" for name in names]
