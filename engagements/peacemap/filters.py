"""How the map of peace is narrowed."""

from typing import ClassVar

import django_filters as df
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from engagements.peacemap import queries
from engagements.peacemap.choices import CapacityKind, Depth
from engagements.peacemap.models import Capacity, Threat
from offices.directory.models import Office
from offices.geography.models import Country
from offices.taxonomy.models import CapacityGroup, ThreatType
from peaceapp.listing import Listing

ANY = _("Any")


class CapacityFilter(df.FilterSet):  # type: ignore[misc]  # the library is untyped
    """`q` searches title, what works and evidence."""

    q = df.CharFilter(label=_("Search"), method="search")
    group = df.ModelChoiceFilter(label=_("Who holds it"), queryset=CapacityGroup.objects.all(), empty_label=ANY)
    kind = df.ChoiceFilter(label=_("Kind"), choices=CapacityKind.choices, empty_label=ANY)
    country = df.ModelChoiceFilter(label=_("Country"), queryset=Country.objects.all(), empty_label=ANY)
    office = df.ModelChoiceFilter(
        label=_("Office"), queryset=Office.objects.all(), to_field_name="acronym", empty_label=ANY
    )

    class Meta:
        model = Capacity
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Capacity], _name: str, value: str) -> QuerySet[Capacity]:
        return rows.filter(Q(title__icontains=value) | Q(what_works__icontains=value) | Q(evidence__icontains=value))


class ThreatFilter(df.FilterSet):  # type: ignore[misc]  # the library is untyped
    """`q` searches title and region."""

    q = df.CharFilter(label=_("Search"), method="search")
    kind = df.ModelChoiceFilter(label=_("Type"), queryset=ThreatType.objects.all(), empty_label=ANY)
    depth = df.ChoiceFilter(label=_("Depth"), choices=Depth.choices, empty_label=ANY)
    country = df.ModelChoiceFilter(
        label=_("Country"), queryset=Country.objects.all(), empty_label=ANY, method="by_country"
    )
    office = df.ModelChoiceFilter(
        label=_("Office"), queryset=Office.objects.all(), to_field_name="acronym", empty_label=ANY
    )

    class Meta:
        model = Threat
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Threat], _name: str, value: str) -> QuerySet[Threat]:
        return rows.filter(Q(title__icontains=value) | Q(region__icontains=value))

    def by_country(self, rows: QuerySet[Threat], _name: str, value: Country) -> QuerySet[Threat]:
        return rows.filter(countries__country=value)


CAPACITIES = Listing(queries.CAPACITY_ROW, CapacityFilter, {"title": "title"}, default="title")
THREATS = Listing(queries.THREAT_ROW, ThreatFilter, {"title": "title"}, default="title")
