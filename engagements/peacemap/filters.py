"""Listings and filters of capacities for peace and threats, for pages and API."""

from typing import ClassVar

import django_filters as df
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from engagements.peacemap import queries
from engagements.peacemap.choices import CapacityKind, Depth
from engagements.peacemap.models import Capacity, Threat, ThreatCountry
from offices.directory.models import Office
from offices.geography.models import Country
from offices.taxonomy.models import CapacityGroup, ThreatType
from peaceapp.filters import AnyOf, AnyRow
from peaceapp.lists.listing import Listing
from peaceapp.search.filters import WordsFilter


class CapacityFilter(df.FilterSet):  # type: ignore[misc]  # the library is untyped
    """Filters capacities. `q` searches title, what works and evidence."""

    q = WordsFilter()
    group = AnyRow(label=_("Holder"), queryset=CapacityGroup.objects.all())
    kind = AnyOf(label=_("Kind"), choices=CapacityKind.choices)
    country = AnyRow(label=_("Country"), queryset=Country.objects.all())
    office = AnyRow(label=_("Office"), queryset=Office.objects.all(), to_field_name="acronym")

    class Meta:
        model = Capacity
        fields: ClassVar[list[str]] = []


class ThreatFilter(df.FilterSet):  # type: ignore[misc]  # the library is untyped
    """Filters threats. `q` searches title and region."""

    q = WordsFilter()
    kind = AnyRow(label=_("Type"), queryset=ThreatType.objects.all())
    depth = AnyOf(label=_("Depth"), choices=Depth.choices)
    country = AnyRow(label=_("Country"), queryset=Country.objects.all(), method="by_country")
    office = AnyRow(label=_("Office"), queryset=Office.objects.all(), to_field_name="acronym")

    class Meta:
        model = Threat
        fields: ClassVar[list[str]] = []

    def by_country(self, rows: QuerySet[Threat], _name: str, values: list[Country]) -> QuerySet[Threat]:
        return rows.filter(pk__in=ThreatCountry.objects.filter(country__in=values).values("threat"))


CAPACITIES = Listing(queries.CAPACITY_ROW, CapacityFilter, {"title": "sort_title"}, default="title")
THREATS = Listing(queries.THREAT_ROW, ThreatFilter, {"title": "sort_title"}, default="title")
