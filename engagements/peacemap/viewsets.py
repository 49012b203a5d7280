"""The map of peace, for machines."""

from engagements.peacemap import actions, queries
from engagements.peacemap.filters import CAPACITIES, THREATS
from engagements.peacemap.serializers import CapacityChange, NewCapacity, NewThreat, ThreatChange
from peaceapp.rest.versioned import Versioned


class CapacityViewSet(Versioned):
    """By key."""

    listing, shape = CAPACITIES, queries.CAPACITY_ROW
    serializer, amendment = NewCapacity, CapacityChange
    create, update = actions.add_capacity, actions.amend_capacity
    restoring = actions.CAPACITY_BACK


class ThreatViewSet(Versioned):
    """By key."""

    listing, shape = THREATS, queries.THREAT_ROW
    serializer, amendment = NewThreat, ThreatChange
    create, update = actions.add_threat, actions.amend_threat
    kin, restoring = queries.THREAT_KIN, actions.THREAT_BACK
