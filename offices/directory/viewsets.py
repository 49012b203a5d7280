"""API of offices, countries and characteristics."""

from offices.directory import queries
from offices.directory.filters import CHARACTERISTICS, COUNTRIES, OFFICES
from peaceapp.rest.viewsets import NounViewSet


class OfficeViewSet(NounViewSet):
    """Offices by acronym, including closed ones; a single office with its countries and heads."""

    listing, shape, lookup = OFFICES, queries.DETAIL, "acronym"


class CountryViewSet(NounViewSet):
    """Countries by ISO alpha-2 code."""

    listing, shape, lookup = COUNTRIES, queries.COUNTRY, "alpha2"


class CharacteristicViewSet(NounViewSet):
    """Characteristics by code; those without an office belong to all offices."""

    listing, shape, lookup = CHARACTERISTICS, queries.CHARACTERISTIC, "code"
