"""Offices, for machines."""

from typing import ClassVar

import django_filters as df
from django.utils.translation import gettext_lazy as _

from offices.directory.choices import OfficeKind
from offices.directory.models import Office
from peaceapp.listing import Listing
from peaceapp.rest.filters import Search
from peaceapp.rest.viewsets import NounViewSet
from peaceapp.shape import As, One, Shape

ROW = Shape(
    Office,
    "acronym",
    "name",
    "kind",
    "host_city",
    id=As("acronym"),
    host_country=One("host_country", id="alpha2", label="name"),
    time_zone=As("time_zone"),
    established_on=As("established_on"),
    established_precision=As("established_precision"),
    closed_on=As("closed_on"),
    closed_precision=As("closed_precision"),
    succeeded_by=One("succeeded_by", id="acronym", label="acronym"),
    how_established=As("how_established"),
    sources=As("sources"),
)


class OfficeFilter(Search):
    """By words and by kind."""

    kind = df.ChoiceFilter(label=_("Kind"), choices=OfficeKind.choices)
    searched: ClassVar = ("acronym", "name")


class OfficeViewSet(NounViewSet):
    """By acronym, closed ones included."""

    listing = Listing(ROW, OfficeFilter, {"acronym": "acronym", "name": "name"}, default="acronym")
    shape, lookup = ROW, "acronym"
