"""API of the lists of terms."""

from typing import ClassVar

from offices.taxonomy.models import CapacityGroup, Kind, PartnerRole, PartnerType, Sdg, Term, Theme, ThreatType
from peaceapp.lists.listing import Listing
from peaceapp.lists.shape import As, Shape
from peaceapp.rest.filters import SearchFilterSet
from peaceapp.rest.viewsets import NounViewSet
from peaceapp.search.fields import by_name


class TermFilter(SearchFilterSet):
    """Filters by words."""

    searched: ClassVar = ("code", "label")


def _row(model: type[Term], *more: str) -> Shape:
    return Shape(model, "code", "label", *more, "position", "retired_on", "sources", id=As("code"))


def _listing(shape: Shape) -> Listing:
    return Listing(shape, TermFilter, {"label": by_name("label"), "code": "code"}, default="label")


class KindViewSet(NounViewSet):
    """Kinds, including retired ones. The URL names each by its code."""

    shape, lookup = _row(Kind), "code"
    listing = _listing(shape)


class ThemeViewSet(NounViewSet):
    """Themes, including retired ones. The URL names each by its code."""

    shape, lookup = _row(Theme), "code"
    listing = _listing(shape)


class PartnerTypeViewSet(NounViewSet):
    """Partner types, including retired ones. The URL names each by its code."""

    shape, lookup = _row(PartnerType), "code"
    listing = _listing(shape)


class PartnerRoleViewSet(NounViewSet):
    """Partner roles, including retired ones. The URL names each by its code."""

    shape, lookup = _row(PartnerRole), "code"
    listing = _listing(shape)


class ThreatTypeViewSet(NounViewSet):
    """Threat types by code with their depth, including retired ones."""

    shape, lookup = _row(ThreatType, "depth"), "code"
    listing = _listing(shape)


class CapacityGroupViewSet(NounViewSet):
    """Capacity groups, including retired ones. The URL names each by its code."""

    shape, lookup = _row(CapacityGroup), "code"
    listing = _listing(shape)


class SdgViewSet(NounViewSet):
    """Goals and targets by number, including retired ones."""

    shape, lookup = _row(Sdg, "label_fr", "label_ru"), "code"
    listing = _listing(shape)
