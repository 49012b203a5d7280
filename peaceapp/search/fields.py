"""Generated columns for searching and sorting, computed from the texts of a row."""

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import F, Func, GeneratedField, TextField

CODE_POINTS = "C"
"""The collation of folded text. Folding replaces a language's collation; the server's locale has no effect."""


class UnreadVector(SearchVectorField):  # type: ignore[type-arg]  # generic in the stubs only
    """A search vector that is never selected, only searched."""

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        """Selects null instead of the column."""
        return "null::tsvector", []


class SearchField(GeneratedField):
    """Search column with the words of other columns of the row (texts, and lists of texts by `names_in`)."""

    db_returning = False  # type: ignore[assignment]  # the stubs allow only True

    def __init__(self, *columns: Any, **options: Any) -> None:
        if columns:
            options["expression"] = Func(*columns, function="search_vector")
        usual: dict[str, Any] = {"output_field": UnreadVector(), "db_persist": True}
        super().__init__(**usual | options)


def names_in(column: str) -> Func:
    """A list of texts, as an expression for a `SearchField`."""
    return Func(F(column), function="list_text")


def sort_key(column: str) -> GeneratedField:
    """The sort key of a name column: folded, so that Óscar sorts among the O and case does not matter."""
    return GeneratedField(
        expression=Func(F(column), function="search_text"),
        output_field=TextField(db_collation=CODE_POINTS),
        db_persist=True,
    )


def by_name(path: str) -> Func:
    """The same order as an expression, for rows without a `sort_key` column, or of another table."""
    return Func(F(path), function="search_text", template=f'%(function)s(%(expressions)s) collate "{CODE_POINTS}"',
                output_field=TextField(db_collation=CODE_POINTS))  # fmt: skip
