"""Lists of terms, for machines."""

from typing import ClassVar

from offices.taxonomy.models import CapacityGroup, Kind, PartnerRole, PartnerType, Sdg, Term, Theme, ThreatType
from peaceapp.lists.listing import Listing
from peaceapp.lists.shape import As, Shape
from peaceapp.rest.filters import Search
from peaceapp.rest.viewsets import NounViewSet
from peaceapp.search.fields import by_name


class TermFilter(Search):
    """By words."""

    searched: ClassVar = ("code", "label")


def _row(model: type[Term], *more: str) -> Shape:
    return Shape(model, "code", "label", *more, "position", "retired_on", "sources", id=As("code"))


def _listing(shape: Shape) -> Listing:
    return Listing(shape, TermFilter, {"label": by_name("label"), "code": "code"}, default="label")


class KindViewSet(NounViewSet):
    """By code, retired ones included."""

    shape, lookup = _row(Kind), "code"
    listing = _listing(shape)


class ThemeViewSet(NounViewSet):
    """By code, retired ones included."""

    shape, lookup = _row(Theme), "code"
    listing = _listing(shape)


class PartnerTypeViewSet(NounViewSet):
    """By code, retired ones included."""

    shape, lookup = _row(PartnerType), "code"
    listing = _listing(shape)


class PartnerRoleViewSet(NounViewSet):
    """By code, retired ones included."""

    shape, lookup = _row(PartnerRole), "code"
    listing = _listing(shape)


class ThreatTypeViewSet(NounViewSet):
    """By code, retired ones included; each with its depth."""

    shape, lookup = _row(ThreatType, "depth"), "code"
    listing = _listing(shape)


class CapacityGroupViewSet(NounViewSet):
    """By code, retired ones included."""

    shape, lookup = _row(CapacityGroup), "code"
    listing = _listing(shape)


class SdgViewSet(NounViewSet):
    """By number, targets beside their goals, retired ones included."""

    shape, lookup = _row(Sdg, "label_fr", "label_ru"), "code"
    listing = _listing(shape)
