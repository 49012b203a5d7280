"""Writes that are tried, and what became of them."""

from typing import Any

from django.db import DatabaseError, connection, transaction

from tests.access.tables import Table
from tests.arrange import arranging

REFUSED = "42501"


def attempt(statement: str, params: list[Any] | None = None) -> str:
    """What became of a statement: the number of rows it touched, or the SQLSTATE of the refusal."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, params)
            return str(cursor.rowcount)
    except DatabaseError as error:
        return str(getattr(error.__cause__, "sqlstate", error))


def copy_of_a_row(table: Table, where: str = "true") -> tuple[str, list[Any]] | None:
    """An insert of the very values that a row of the table has: if a policy lets it pass, the key refuses it."""
    columns = ", ".join(f'"{name}"' for name in table.columns)  # one is called as a word of SQL
    with arranging() as cursor:
        cursor.execute(f"select {columns} from {table} where {where} limit 1")
        row = cursor.fetchone()
    if row is None:
        return None
    marks = ", ".join(f"%s::{kind}" for kind in types(table))
    overriding = "" if table.is_scoped and not table.is_event else " overriding system value"
    return f"insert into {table} ({columns}){overriding} values ({marks})", list(row)


def types(table: Table) -> list[str]:
    with arranging() as cursor:
        cursor.execute(
            "select format_type(atttypid, atttypmod) from pg_attribute where attrelid = %s::regclass and attnum > 0"
            " and not attisdropped and attgenerated = '' order by attnum",
            [table.name],
        )
        return [kind for (kind,) in cursor.fetchall()]
