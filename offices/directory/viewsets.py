"""Offices, and countries with the offices that have to do with them, for machines."""

from offices.directory import queries
from offices.directory.filters import CHARACTERISTICS, COUNTRIES, OFFICES
from peaceapp.rest.viewsets import NounViewSet


class OfficeViewSet(NounViewSet):
    """By acronym, closed ones included; one by itself with its countries and heads."""

    listing, shape, lookup = OFFICES, queries.DETAIL, "acronym"


class CountryViewSet(NounViewSet):
    """By ISO alpha-2 code."""

    listing, shape, lookup = COUNTRIES, queries.COUNTRY, "alpha2"


class CharacteristicViewSet(NounViewSet):
    """By code; those without an office are said of all."""

    listing, shape, lookup = CHARACTERISTICS, queries.CHARACTERISTIC, "code"
