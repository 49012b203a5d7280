"""API of mandates and mandate tasks."""

from offices.mandates import queries
from offices.mandates.filters import MANDATES, TASKS
from peaceapp.rest.viewsets import NounViewSet


class MandateViewSet(NounViewSet):
    """Mandates by code."""

    listing, shape, lookup = MANDATES, queries.ROW, "code"


class MandateTaskViewSet(NounViewSet):
    """Mandate tasks by code."""

    listing, shape, lookup = TASKS, queries.TASK, "code"
