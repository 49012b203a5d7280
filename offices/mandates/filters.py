"""Listings and filters of mandates and tasks, for page and API."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from offices.directory.models import Office
from offices.mandates import queries
from offices.mandates.choices import Instrument
from offices.mandates.models import TaskTheme
from offices.taxonomy.models import Theme
from peaceapp.filters import AnyOf, AnyRow
from peaceapp.lists.listing import Listing
from peaceapp.rest.filters import SearchFilterSet
from peaceapp.search.fields import by_name


class MandateFilter(SearchFilterSet):
    """Filters by words, instrument and office. Mandates that bind all offices count for each."""

    office = AnyRow(label=_("Office"), queryset=Office.objects.all(), to_field_name="acronym", method="by_office")
    instrument = AnyOf(label=_("Instrument"), choices=Instrument.choices)
    searched: ClassVar = ("code", "title", "effect")

    def by_office(self, rows: QuerySet[Any], _name: str, values: list[Office]) -> QuerySet[Any]:
        return queries.of_office(rows, *values)


class TaskFilter(SearchFilterSet):
    """Filters by words, office and prevention theme."""

    office = AnyRow(label=_("Office"), queryset=Office.objects.all(), to_field_name="acronym", method="by_office")
    theme = AnyRow(label=_("Theme"), queryset=Theme.objects.all(), method="by_theme")
    searched: ClassVar = ("code", "title", "origin")

    def by_office(self, rows: QuerySet[Any], _name: str, values: list[Office]) -> QuerySet[Any]:
        return queries.tasks_of(rows, *values)

    def by_theme(self, rows: QuerySet[Any], _name: str, values: list[Theme]) -> QuerySet[Any]:
        return rows.filter(pk__in=TaskTheme.objects.filter(theme__in=values).values("task"))


MANDATES = Listing(queries.ROW, MandateFilter, {"code": "code", "title": by_name("title")}, default="code")
TASKS = Listing(queries.TASK, TaskFilter, {"code": "code", "title": by_name("title")}, default="code")
