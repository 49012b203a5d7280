"""Engagements, for machines, with their moves."""

from engagements.lifecycle.actions import move
from engagements.lifecycle.rules import LIFECYCLE
from engagements.register.viewsets import EngagementViewSet
from peaceapp.rest.moves import Moving


class MovingEngagementViewSet(Moving, EngagementViewSet):
    """An engagement and its status."""

    lifecycle, move = LIFECYCLE, move
