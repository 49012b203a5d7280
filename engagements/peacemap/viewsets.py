"""API of threats and of capacities for peace."""

from engagements.peacemap import actions, queries
from engagements.peacemap.filters import CAPACITIES, THREATS
from engagements.peacemap.serializers import CapacityChange, NewCapacity, NewThreat, ThreatChange
from peaceapp.rest.versioned import VersionedViewSet


class CapacityViewSet(VersionedViewSet):
    """Capacities for peace by key."""

    listing, shape = CAPACITIES, queries.CAPACITY_ROW
    serializer, amendment = NewCapacity, CapacityChange
    create_action, update_action = actions.add_capacity, actions.amend_capacity
    restore_policy = actions.CAPACITY_RESTORE


class ThreatViewSet(VersionedViewSet):
    """Threats by key."""

    listing, shape = THREATS, queries.THREAT_ROW
    serializer, amendment = NewThreat, ThreatChange
    create_action, update_action = actions.add_threat, actions.amend_threat
    related_history, restore_policy = queries.THREAT_RELATED_HISTORY, actions.THREAT_RESTORE
