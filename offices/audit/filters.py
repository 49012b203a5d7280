"""Filters of the audit trail, for page and API."""

from typing import Any, ClassVar

import django_filters as df
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from offices.audit import queries
from offices.audit.choices import Verb
from offices.directory.models import Office
from peaceapp.filters import DAY, AnyOf, AnyRow
from peaceapp.lists.listing import Listing
from peaceapp.rest.filters import SearchFilterSet
from peaceapp.search.filters import WordsFilter


class EventFilter(SearchFilterSet):
    """Filters by words (actor, object), verb, office and day; by an object with everything below it."""

    verb = AnyOf(label=_("Event"), choices=Verb.choices)
    office = AnyRow(label=_("Office"), queryset=Office.objects.all(), to_field_name="acronym")
    actor = WordsFilter(columns=("actor",), label=_("Person"))
    object = df.CharFilter(label=_("Object"), method="by_object")
    since = df.DateFilter(label=_("Since"), field_name="at", lookup_expr="date__gte", widget=DAY)
    until = df.DateFilter(label=_("Until"), field_name="at", lookup_expr="date__lte", widget=DAY)
    searched: ClassVar = ("actor", "object")

    def by_object(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """The objects of teams and supports start with the reference of their engagement."""
        return rows.filter(Q(object=value) | Q(object__startswith=f"{value} "))


EVENTS = Listing(queries.ROW, EventFilter, {"at": "at"}, default="-at")
