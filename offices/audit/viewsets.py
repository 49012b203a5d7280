"""API of the audit trail."""

from offices.audit import queries
from offices.audit.filters import EVENTS
from peaceapp.rest.viewsets import NounViewSet


class AuditEventViewSet(NounViewSet):
    """Events by UUID: all for auditors, those of visible engagements for managers, none for others."""

    listing, shape = EVENTS, queries.ROW
