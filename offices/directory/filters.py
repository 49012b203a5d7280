"""How offices and countries are listed, on the page and in the API."""

from typing import Any, ClassVar

import django_filters as df
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from offices.directory import queries
from offices.directory.choices import OfficeKind, Topic
from offices.directory.models import Characteristic, Coverage, Office
from offices.geography import queries as geography
from peaceapp.listing import Listing
from peaceapp.rest.filters import Search
from peaceapp.search.fields import by_name

ANY = _("Any")


class OfficeFilter(Search):
    """By words and by kind."""

    kind = df.ChoiceFilter(label=_("Kind"), choices=OfficeKind.choices, empty_label=ANY)
    searched: ClassVar = ("acronym", "name")


class CountryFilter(Search):
    """By words, by sub-region, by the office that has to do with a country, and by whether any has."""

    region = df.ChoiceFilter(label=_("Region"), choices=geography.regions, empty_label=ANY)
    office = df.ModelChoiceFilter(
        label=_("Office"), queryset=Office.objects.all(), to_field_name="acronym", empty_label=ANY, method="by_office"
    )
    is_covered = df.BooleanFilter(label=_("Of an office"), method="by_coverage")

    def by_office(self, rows: QuerySet[Any], _name: str, value: Office) -> QuerySet[Any]:
        return rows.filter(pk__in=Coverage.objects.filter(office=value).values("country"))

    def by_coverage(self, rows: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        covered = Coverage.objects.values("country")
        return rows.filter(pk__in=covered) if value else rows.exclude(pk__in=covered)


class CharacteristicFilter(Search):
    """By words, by topic, and by office: what is said of all offices is said of each."""

    office = df.ModelChoiceFilter(
        label=_("Office"), queryset=Office.objects.all(), to_field_name="acronym", empty_label=ANY, method="by_office"
    )
    topic = df.ChoiceFilter(label=_("Topic"), choices=Topic.choices, empty_label=ANY)
    searched: ClassVar = ("code", "text")

    def by_office(self, rows: QuerySet[Characteristic], _name: str, value: Office) -> QuerySet[Characteristic]:
        return queries.said_of(rows, value)


OFFICES = Listing(queries.ROW, OfficeFilter, {"acronym": "acronym", "name": by_name("name")}, default="acronym")
COUNTRIES = Listing(queries.COUNTRY, CountryFilter, {"name": "sort_name", "alpha2": "alpha2"}, default="name")
CHARACTERISTICS = Listing(queries.CHARACTERISTIC, CharacteristicFilter, {"code": "code"}, default="code")
