"""Mandates and their tasks, for machines."""

from offices.mandates import queries
from offices.mandates.filters import MANDATES, TASKS
from peaceapp.rest.viewsets import NounViewSet


class MandateViewSet(NounViewSet):
    """By code."""

    listing, shape, lookup = MANDATES, queries.ROW, "code"


class MandateTaskViewSet(NounViewSet):
    """By code."""

    listing, shape, lookup = TASKS, queries.TASK, "code"
