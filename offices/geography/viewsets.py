"""Countries, for machines."""

from typing import ClassVar

import django_filters as df
from django.utils.translation import gettext_lazy as _

from offices.geography.models import Country
from peaceapp.listing import Listing
from peaceapp.rest.filters import Search
from peaceapp.rest.viewsets import NounViewSet
from peaceapp.shape import As, Shape

ROW = Shape(Country, "alpha2", "alpha3", "m49", "name", "region", id=As("alpha2"))


class CountryFilter(Search):
    """By words and by sub-region."""

    region = df.CharFilter(label=_("Region"))
    searched: ClassVar = ("alpha2", "alpha3", "name")


class CountryViewSet(NounViewSet):
    """By ISO alpha-2 code."""

    listing = Listing(ROW, CountryFilter, {"name": "name", "alpha2": "alpha2"}, default="name")
    shape, lookup = ROW, "alpha2"
