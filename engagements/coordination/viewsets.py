"""API of participations."""

from engagements.coordination import actions, queries
from engagements.coordination.filters import LISTING
from engagements.coordination.serializers import NewParticipation, ParticipationChange
from peaceapp.rest.versioned import VersionedViewSet


class ParticipationViewSet(VersionedViewSet):
    """Participations by key."""

    listing, shape = LISTING, queries.ROW
    serializer, amendment = NewParticipation, ParticipationChange
    create_action, update_action = actions.add_participation, actions.amend_participation
    restore_policy = actions.RESTORE
