"""Declares the fields of a row once for page, API and exports. Reads values from the database, not model instances."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BooleanField, F, Func, Model, Q, QuerySet, Value

from peaceapp.access.read_log import record_read
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.search.folding import sort_text

Row = dict[str, Any]


@dataclass(frozen=True)
class One:
    """A related object, read as `{"id", "label"}` or nothing. `path` is the way to it from the row.

    One that the viewer may not see is nothing: its key may be the row's own column, its label never is.
    """

    path: str
    id: str
    label: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (f"{self.path}__{self.id}", f"{self.path}__{self.label}")


@dataclass(frozen=True)
class Many:
    """Related objects through a table of links, read as a list of `{"id", "label"}` with one more query for all rows.

    `owner` is the link's column that holds the row's key; `path` leads from the link to the related object; `only` are
    the links that count. `once`: several links may lead to the same object, which is named once.
    """

    links: type[Model]
    owner: str
    path: str
    id: str
    label: str
    only: Q = field(default_factory=Q)
    once: bool = False

    def of(self, keys: Sequence[Any]) -> dict[Any, list[Row]]:
        """The related objects of each of the rows with these keys, in the order of their labels."""
        found: dict[Any, list[Row]] = defaultdict(list)
        sql, rest = self._statement
        with connection.cursor() as cursor:
            cursor.execute(sql, [_array(keys), *rest])
            for key, id_, label in cursor.fetchall():
                found[key].append({"id": id_, "label": label})
        for links in found.values():
            links.sort(key=_label)
        return found

    @cached_property
    def _statement(self) -> tuple[str, tuple[Any, ...]]:
        """Written once: compiling costs more than running it. All keys together are its first parameter."""
        key = self.links._meta.get_field(self.owner.removesuffix("_id"))
        keys = Value([], ArrayField(key.target_field))  # type: ignore[union-attr]  # a link's owner is a foreign key
        among = Func(
            F(self.owner), keys, template="%(expressions)s)", arg_joiner=" = any(", output_field=BooleanField()
        )
        columns = (self.owner, f"{self.path}__{self.id}", f"{self.path}__{self.label}")
        links = self.links._default_manager.filter(among).filter(self.only).order_by().values_list(*columns)
        links = links.distinct() if self.once else links
        sql, (_no_keys, *rest) = links.query.sql_with_params()
        return sql, tuple(rest)


def _label(link: Row) -> tuple[str, str]:
    return sort_text(str(link["label"])), str(link["label"])


def _array(keys: Sequence[Any]) -> Any:
    """Keys as one parameter. The driver looks at every element; for UUIDs, which need no quoting, text is quicker."""
    return f"{{{','.join(map(str, keys))}}}" if isinstance(keys[0], UUID) else list(keys)


@dataclass(frozen=True)
class As:
    """A column read under another name, or turned into what the outside writes."""

    column: str
    turn: Callable[[Any], Any] | None = None


@dataclass(frozen=True)
class Rows:
    """Rows of another table, whole, with one more query for all rows: what belongs to one and has no address.

    `owner` is their column that holds the row's key.
    """

    shape: "Shape"
    owner: str
    order: tuple[str, ...]

    def of(self, keys: Sequence[Any]) -> dict[Any, list[Row]]:
        """Those of each of the rows with these keys, in `order`."""
        theirs = self.shape.model._default_manager.filter(**{f"{self.owner}__in": keys}).order_by(*self.order)
        rows = list(theirs.values_list(*self.shape.columns, self.owner))
        found: dict[Any, list[Row]] = defaultdict(list)
        for row, columns in zip(self.shape.dress(rows), rows, strict=True):
            found[columns[-1]].append(row)
        return found


Part = One | Many | Rows | As


class Shape:
    """The columns of a row by the names that the outside uses, in order: plain ones first, then `parts`.

    The row's key and version always come along as `pk` and `version`: lists page by the first, an ETag is the second.
    """

    def __init__(self, model: type[Model], *names: str, **parts: Part) -> None:
        self.model = model
        self.parts: dict[str, Part] = {name: As(name) for name in names} | parts
        self.columns: list[str] = ["pk"]
        for part in self.parts.values():
            if isinstance(part, One):
                self.columns += part.columns
            elif isinstance(part, As):
                self.columns.append(part.column)

    @classmethod
    def whole(cls, model: type[Model], *names: str, **parts: Part) -> "Shape":
        """A shape with all `amendable` columns of the model: those that nothing else names come last."""
        rest = {name: As(name) for name in getattr(model, "amendable", ()) if name not in {*names, *parts}}
        return cls(model, *names, **parts, **rest)

    @property
    def names(self) -> list[str]:
        """The names that a row has."""
        return list(self.parts)

    def rows(self, queryset: QuerySet[Any]) -> list[Row]:
        """`queryset` as dictionaries; as many queries as there are `Many` and `Rows` parts, and one."""
        return self.dress(list(queryset.values_list(*self.columns)))

    def dress(self, found: list[tuple[Any, ...]]) -> list[Row]:
        """Tuples of `columns` as dictionaries, with what the `Many` and `Rows` parts add."""
        if not found:
            return []
        keys, *columns = zip(*found, strict=True)
        if "sensitivity" in self.columns:
            for key, level in zip(keys, columns[self.columns.index("sensitivity") - 1], strict=True):
                if level == Sensitivity.STRICTLY_CONFIDENTIAL:
                    record_read(self.model, key)
        cells = self._cells(keys, iter(columns))
        return [dict(zip(self.parts, row, strict=True)) for row in zip(*cells, strict=True)]

    def _cells(self, keys: tuple[Any, ...], columns: Iterator[tuple[Any, ...]]) -> Iterator[Iterable[Any]]:
        """The values of each field, column by column: twice as fast as row by row."""
        for part in self.parts.values():
            if isinstance(part, Many | Rows):
                links = part.of(keys)
                yield [links.get(key, []) for key in keys]
            elif isinstance(part, One):
                ids, labels = next(columns), next(columns)
                yield [
                    None if label is None else {"id": id_, "label": label}
                    for id_, label in zip(ids, labels, strict=True)
                ]
            else:
                turn, column = part.turn, next(columns)
                yield column if turn is None else [None if value is None else turn(value) for value in column]
