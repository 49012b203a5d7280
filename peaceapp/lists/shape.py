"""Declares the fields of a row once, for pages, API and exports. Reads database values, not model instances."""

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
    """A related object as `{"id", "label"}`, or `None`. `path` is the lookup from the row.

    A related object that the viewer may not see is `None`, even where its key is a column of the row.
    """

    path: str
    id: str
    label: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (f"{self.path}__{self.id}", f"{self.path}__{self.label}")


@dataclass(frozen=True)
class Many:
    """Related objects through a link table, as a list of `{"id", "label"}`. Needs one more query for all rows.

    `owner` is the link's column with the row's key, `path` the lookup from the link to the related object, `only` a
    condition on the links. `once` removes duplicates where several links lead to the same object.
    """

    links: type[Model]
    owner: str
    path: str
    id: str
    label: str
    only: Q = field(default_factory=Q)
    once: bool = False

    def of(self, keys: Sequence[Any]) -> dict[Any, list[Row]]:
        """The related objects by row key, sorted by label."""
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
        """The SQL, compiled once: compiling takes longer than running. Its first parameter is the array of keys."""
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
    """Keys as one parameter. UUIDs are passed as text, since psycopg adapts list elements one by one."""
    return f"{{{','.join(map(str, keys))}}}" if isinstance(keys[0], UUID) else list(keys)


@dataclass(frozen=True)
class As:
    """A column under another name, or converted by `turn`."""

    column: str
    turn: Callable[[Any], Any] | None = None


@dataclass(frozen=True)
class Rows:
    """Whole rows of a child table, as a list. Needs one more query for all rows.

    For children without an address of their own. `owner` is the child's column with the row's key.
    """

    shape: "Shape"
    owner: str
    order: tuple[str, ...]

    def of(self, keys: Sequence[Any]) -> dict[Any, list[Row]]:
        """The children by row key, in `order`."""
        theirs = self.shape.model._default_manager.filter(**{f"{self.owner}__in": keys}).order_by(*self.order)
        rows = list(theirs.values_list(*self.shape.columns, self.owner))
        found: dict[Any, list[Row]] = defaultdict(list)
        for row, columns in zip(self.shape.present(rows), rows, strict=True):
            found[columns[-1]].append(row)
        return found


Part = One | Many | Rows | As


class Shape:
    """The columns of a row by their public names, in order: plain columns first, then `parts`.

    `columns` starts with the primary key, by which lists page. A row with the field `version` has an ETag.
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
        """The field names of a row."""
        return list(self.parts)

    def rows(self, queryset: QuerySet[Any]) -> list[Row]:
        """`queryset` as dictionaries. Needs one query, and one more for each `Many` and `Rows` part."""
        return self.present(list(queryset.values_list(*self.columns)))

    def present(self, found: list[tuple[Any, ...]]) -> list[Row]:
        """Tuples of `columns` as dictionaries, with `Many` and `Rows` parts. Logs strictly confidential reads."""
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
        """The values of each field, column by column; twice as fast as row by row."""
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
