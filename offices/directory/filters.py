"""Listings and filters of offices, countries and characteristics, for pages and API."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from offices.directory import queries
from offices.directory.choices import OfficeKind, Topic
from offices.directory.models import Characteristic, Coverage, Office
from offices.geography import queries as geography
from peaceapp.filters import AnyOf, AnyRow, YesNo
from peaceapp.lists.listing import Listing
from peaceapp.rest.filters import SearchFilterSet
from peaceapp.search.fields import by_name


class OfficeFilter(SearchFilterSet):
    """Filters by words and kind."""

    kind = AnyOf(label=_("Kind"), choices=OfficeKind.choices)
    searched: ClassVar = ("acronym", "name")


class CountryFilter(SearchFilterSet):
    """Filters by words, sub-region, office, and by whether any office covers the country."""

    region = AnyOf(label=_("Region"), choices=geography.regions)
    office = AnyRow(label=_("Office"), queryset=Office.objects.all(), to_field_name="acronym", method="by_office")
    is_covered = YesNo(label=_("Covered by an office"), method="by_coverage")

    def by_office(self, rows: QuerySet[Any], _name: str, values: list[Office]) -> QuerySet[Any]:
        return rows.filter(pk__in=Coverage.objects.filter(office__in=values).values("country"))

    def by_coverage(self, rows: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        covered = Coverage.objects.values("country")
        return rows.filter(pk__in=covered) if value else rows.exclude(pk__in=covered)


class CharacteristicFilter(SearchFilterSet):
    """Filters by words, topic and office. Characteristics of all offices count for each."""

    office = AnyRow(label=_("Office"), queryset=Office.objects.all(), to_field_name="acronym", method="by_office")
    topic = AnyOf(label=_("Topic"), choices=Topic.choices)
    searched: ClassVar = ("code", "text")

    def by_office(self, rows: QuerySet[Characteristic], _name: str, values: list[Office]) -> QuerySet[Characteristic]:
        return queries.characteristics_of(rows, *values)


OFFICES = Listing(queries.ROW, OfficeFilter, {"acronym": "acronym", "name": by_name("name")}, default="acronym")
COUNTRIES = Listing(queries.COUNTRY, CountryFilter, {"name": "sort_name", "alpha2": "alpha2"}, default="name")
CHARACTERISTICS = Listing(queries.CHARACTERISTIC, CharacteristicFilter, {"code": "code"}, default="code")
