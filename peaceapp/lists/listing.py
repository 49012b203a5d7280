"""Lists of rows for pages and API: filters, order, cursor pagination and a capped count.

Pagination by key, not by offset: the hundredth page costs as much as the first, and new or deleted rows shift nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.db.models import Func, Q, QuerySet
from django.forms import BaseForm
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet

from peaceapp.access.opaque_ids import decrypt_id, encrypt_id, fixed
from peaceapp.filters import AnyOf
from peaceapp.lists.shape import Row, Shape

CAP = 1000
"""Counts beyond this are shown as "1,000+". An exact count of a long list is slow."""

ABOUT_PAGING = {"cursor", "limit", "ordering", "count", "format"}


ONE_VALUE = ValidationError(_("Give this parameter only once."), code="repeated")


def validate_single(params: QueryDict, *names: str) -> None:
    """`ValidationError` for a parameter given more than once. Django would silently take the last value."""
    if repeated := {name: ONE_VALUE for name in names if len(params.getlist(name)) > 1}:
        raise ValidationError(repeated)


@dataclass
class Page:
    """One page of a list. `next` and `previous` are cursors."""

    rows: list[Row]
    next: str | None
    previous: str | None
    ordering: str
    all: QuerySet[Any]

    @cached_property
    def _counted(self) -> int:
        return self.all.order_by()[: CAP + 1].count()

    @property
    def count(self) -> int:
        """The number of rows that the viewer may see, at most `CAP`."""
        return min(self._counted, CAP)

    @property
    def count_is_capped(self) -> bool:
        """Whether there are more than `CAP` rows."""
        return self._counted > CAP


def _cursor(backwards: bool, ordering: str, value: Any, pk: Any) -> str:
    key = fixed(pk) if isinstance(pk, int) else pk
    return encrypt_id(orjson.dumps([backwards, ordering, value, key]).decode())


def _read_cursor(cursor: str, ordering: str) -> tuple[bool, Any, Any]:
    try:
        backwards, of, value, pk = orjson.loads(decrypt_id(cursor) or "")
    except (ValueError, TypeError):
        raise ValidationError({"cursor": _("This cursor is not valid for this list.")}) from None
    if of != ordering or not isinstance(value, str) or not isinstance(pk, str):
        raise ValidationError({"cursor": _("This cursor belongs to another ordering.")})
    return bool(backwards), value, pk


def _validate_period(form: BaseForm, name: str) -> None:
    """Adds a form error for a period that ends before it begins, instead of an empty list."""
    first = "since" if name == "until" else f"{name.removesuffix('until')}from"
    given = form.cleaned_data if form.is_valid() else {}
    begins, ends = given.get(first), given.get(name)
    if begins and ends and ends < begins:
        form.add_error(name, _("The end date is before the start date."))


class Listing:
    """Declares how the rows of one noun are listed.

    `ordering` maps the names of orders to columns without nulls, or, for short lists, to an expression such as
    `by_name`. A minus before the name reverses the order. Every order ends with the primary key, so that no row is
    repeated or left out.
    """

    def __init__(
        self, shape: Shape, filters: type[FilterSet], ordering: Mapping[str, str | Func], default: str
    ) -> None:
        self.shape, self.filters, self.ordering, self.default = shape, filters, ordering, default

    def filter(self, queryset: QuerySet[Any], params: QueryDict) -> FilterSet:
        """The bound filter set. Check `is_valid()` before reading its `qs`.

        A filter that takes one value refuses several: using the last one only would answer another question.
        """
        bound = self.filters(params, queryset=queryset)
        for name, one in self.filters.base_filters.items():
            if not isinstance(one, AnyOf) and len(params.getlist(name)) > 1:
                bound.form.add_error(name, ONE_VALUE)
            elif name.endswith("until"):
                _validate_period(bound.form, name)
        return bound

    def validate_parameters(self, params: QueryDict) -> None:
        """`ValidationError` for unknown parameters: a misspelt filter must not show all rows."""
        known = ABOUT_PAGING | set(self.filters.get_filters())
        unknown = {name: _("This filter does not exist.") for name in params if name not in known}
        if unknown:
            raise ValidationError(unknown)

    def first(self, name: str) -> str:
        """The first direction of the order `name`: dates newest first, texts from A to Z."""
        column = self.ordering[name]
        if not isinstance(column, str):
            return name
        field = self.shape.model._meta.get_field(column)
        kind = getattr(field, "output_field", field).get_internal_type()
        return f"-{name}" if kind in {"DateField", "DateTimeField"} else name

    def page(self, rows: QuerySet[Any], params: QueryDict, limit: int) -> Page:
        """The page for `params` (cursor, ordering). `ValidationError` for a foreign cursor or an unknown order."""
        validate_single(params, "ordering", "cursor")
        ordering = params.get("ordering") or self.default
        if ordering.removeprefix("-") not in self.ordering:
            raise ValidationError({"ordering": _("The list cannot be sorted by this field.")})
        column, descending = self.ordering[ordering.removeprefix("-")], ordering.startswith("-")
        cursor = params.get("cursor") or ""
        backwards, page = False, rows
        if not isinstance(column, str):
            page, column = rows.annotate(listed_by=column), "listed_by"
        if cursor:
            backwards, value, pk = _read_cursor(cursor, ordering)
            page = self._beyond(page, column, value, pk, descending != backwards)
        sign = "-" if descending != backwards else ""
        ordered = page.order_by(f"{sign}{column}", f"{sign}pk")
        found = list(ordered.values_list(*self.shape.columns, column)[: limit + 1])
        more, found = len(found) > limit, found[:limit]
        if backwards:
            found.reverse()
        has_next, has_previous = (bool(cursor), more) if backwards else (more, bool(cursor))
        return Page(
            rows=self.shape.present(found),
            next=_cursor(False, ordering, found[-1][-1], found[-1][0]) if found and has_next else None,
            previous=_cursor(True, ordering, found[0][-1], found[0][0]) if found and has_previous else None,
            ordering=ordering,
            all=rows,
        )

    @staticmethod
    def _beyond(rows: QuerySet[Any], column: str, value: str, pk: Any, down: bool) -> QuerySet[Any]:
        # The first condition limits the index scan; the second compares the key where the column's values are equal.
        side = "lt" if down else "gt"
        try:
            return rows.filter(
                Q(**{f"{column}__{side}e": value}), Q(**{f"{column}__{side}": value}) | Q(**{f"pk__{side}": pk})
            )
        except (ValueError, ValidationError):
            raise ValidationError({"cursor": _("This cursor is not valid for this list.")}) from None
