"""API of sources."""

from offices.sources import queries
from offices.sources.filters import LISTING
from peaceapp.rest.viewsets import NounViewSet


class SourceViewSet(NounViewSet):
    """Sources by code."""

    listing, shape, lookup = LISTING, queries.ROW, "code"
