"""Columns that the database computes from a row's texts: what a search looks through, and what names sort by."""

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import F, Func, GeneratedField, TextField

CODE_POINTS = "C"
"""The collation of folded text. Folding has done what a language's collation would: no server's locale has a say."""


class UnreadVector(SearchVectorField):  # type: ignore[type-arg]  # generic in the stubs only
    """A vector that is searched and never read: rows come without it."""

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        """In place of the column: nothing."""
        return "null::tsvector", []


class SearchField(GeneratedField):
    """The words of other columns of the row (texts, and lists of texts by `names_in`), for searching."""

    db_returning = False  # type: ignore[assignment]  # the stubs know no other

    def __init__(self, *columns: Any, **options: Any) -> None:
        if columns:
            options["expression"] = Func(*columns, function="search_vector")
        usual: dict[str, Any] = {"output_field": UnreadVector(), "db_persist": True}
        super().__init__(**usual | options)


def names_in(column: str) -> Func:
    """A list of texts, for a `SearchField`."""
    return Func(F(column), function="list_text")


def sort_key(column: str) -> GeneratedField:
    """The sort key of a name column: folded, so that Óscar sorts among the O and case does not matter."""
    return GeneratedField(
        expression=Func(F(column), function="search_text"),
        output_field=TextField(db_collation=CODE_POINTS),
        db_persist=True,
    )


def by_name(path: str) -> Func:
    """The same order for rows without such a column, or of another table."""
    return Func(F(path), function="search_text", template=f'%(function)s(%(expressions)s) collate "{CODE_POINTS}"',
                output_field=TextField(db_collation=CODE_POINTS))  # fmt: skip
