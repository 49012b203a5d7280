"""Choices of filters that come from reference tables. One query reads all lists of a form."""

from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import ClassVar

import orjson
from django.db import connection
from django.db.models import Model
from django.forms import Form
from django.utils.choices import BaseChoiceIterator
from django_filters import FilterSet


class Choices(BaseChoiceIterator):
    """Pairs of value and label that Django uses without copying."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.pairs = pairs

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.pairs)


class ChoiceQuery:
    """Reads the choices of several filters with one query: by name a model, its value column and its label column.

    Runs for each form, as the acting user: changed lists show at once, and rows that the user may not read are left
    out. The result is JSON text, so that parsing can be cached by the text.
    """

    def __init__(self, **lists: tuple[type[Model], str, str]) -> None:
        self.lists = lists

    def read(self) -> dict[str, Choices]:
        """The choices of every list, in the order of its model."""
        with connection.cursor() as cursor:
            cursor.execute(self._statement)
            return {name: parsed(text) for name, text in zip(self.lists, cursor.fetchone(), strict=True)}

    @cached_property
    def _statement(self) -> str:
        parts = []
        for model, value, label in self.lists.values():
            rows, _none = model._default_manager.values_list(value, label).query.sql_with_params()
            pair = f"select json_agg(json_build_array(value, label))::text from ({rows}) as row (value, label)"  # noqa: S608  (Django's SQL)
            parts.append(f"({pair})")
        return f"select {', '.join(parts)}"


@lru_cache(maxsize=64)
def parsed(text: str | None) -> Choices:
    """Pairs from their JSON; empty for an empty list."""
    return Choices([(value, label) for value, label in orjson.loads(text or "[]")])


class ChoiceFilterSet(FilterSet):  # type: ignore[misc]  # the library is untyped
    """Filter set with the choices of `offered`, read once a form and only where a filter uses them."""

    offered: ClassVar[ChoiceQuery] = ChoiceQuery()

    @cached_property
    def choices(self) -> dict[str, Choices]:
        """The choices that the acting user may see."""
        return self.offered.read()

    @property
    def form(self) -> Form:
        """The form of the base class, with the choices in it."""
        if not hasattr(self, "_form"):
            for name in self.offered.lists:
                super().form.fields[name].choices = lambda name=name: self.choices[name]
        form: Form = super().form
        return form
