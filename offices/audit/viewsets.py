"""The audit trail, for machines."""

from offices.audit import queries
from offices.audit.filters import EVENTS
from peaceapp.rest.viewsets import NounViewSet


class AuditEventViewSet(NounViewSet):
    """By UUID: all of it for auditors, that of the engagements that they see for managers, nothing for others."""

    listing, shape = EVENTS, queries.ROW
