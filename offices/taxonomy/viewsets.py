"""Kinds and themes, for machines."""

from typing import ClassVar

from offices.taxonomy.models import Kind, Term, Theme
from peaceapp.listing import Listing
from peaceapp.rest.filters import Search
from peaceapp.rest.viewsets import NounViewSet
from peaceapp.shape import As, Shape


class TermFilter(Search):
    """By words."""

    searched: ClassVar = ("code", "label")


def _row(model: type[Term]) -> Shape:
    return Shape(model, "code", "label", "position", "retired_on", "sources", id=As("code"))


def _listing(shape: Shape) -> Listing:
    return Listing(shape, TermFilter, {"label": "label", "code": "code"}, default="label")


class KindViewSet(NounViewSet):
    """By code, retired ones included."""

    shape, lookup = _row(Kind), "code"
    listing = _listing(shape)


class ThemeViewSet(NounViewSet):
    """By code, retired ones included."""

    shape, lookup = _row(Theme), "code"
    listing = _listing(shape)
