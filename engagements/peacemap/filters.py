"""How the map of peace is narrowed."""

from typing import ClassVar

import django_filters as df
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from engagements.peacemap import queries
from engagements.peacemap.choices import CapacityKind, Depth
from engagements.peacemap.models import Capacity, Threat
from offices.directory.models import Office
from offices.geography.models import Country
from offices.taxonomy.models import CapacityGroup, ThreatType
from peaceapp.listing import Listing
from peaceapp.search.filters import WordsFilter

ANY = _("Any")


class CapacityFilter(df.FilterSet):  # type: ignore[misc]  # the library is untyped
    """`q` searches title, what works and evidence."""

    q = WordsFilter()
    group = df.ModelChoiceFilter(label=_("Who holds it"), queryset=CapacityGroup.objects.all(), empty_label=ANY)
    kind = df.ChoiceFilter(label=_("Kind"), choices=CapacityKind.choices, empty_label=ANY)
    country = df.ModelChoiceFilter(label=_("Country"), queryset=Country.objects.all(), empty_label=ANY)
    office = df.ModelChoiceFilter(
        label=_("Office"), queryset=Office.objects.all(), to_field_name="acronym", empty_label=ANY
    )

    class Meta:
        model = Capacity
        fields: ClassVar[list[str]] = []


class ThreatFilter(df.FilterSet):  # type: ignore[misc]  # the library is untyped
    """`q` searches title and region."""

    q = WordsFilter()
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

    def by_country(self, rows: QuerySet[Threat], _name: str, value: Country) -> QuerySet[Threat]:
        return rows.filter(countries__country=value)


CAPACITIES = Listing(queries.CAPACITY_ROW, CapacityFilter, {"title": "sort_title"}, default="title")
THREATS = Listing(queries.THREAT_ROW, ThreatFilter, {"title": "sort_title"}, default="title")
