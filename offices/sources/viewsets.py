"""Sources, for machines."""

from offices.sources import queries
from offices.sources.filters import LISTING
from peaceapp.rest.viewsets import NounViewSet


class SourceViewSet(NounViewSet):
    """By code."""

    listing, shape, lookup = LISTING, queries.ROW, "code"
