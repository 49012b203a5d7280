"""Engagements, for machines, with their moves."""

from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from engagements.lifecycle.actions import move
from engagements.lifecycle.rules import LIFECYCLE
from engagements.register.viewsets import EngagementViewSet
from offices.access.rights import rights_kept
from peaceapp.rest.moves import Moving


class MovingEngagementViewSet(Moving, EngagementViewSet):
    """An engagement and its status."""

    lifecycle, move = LIFECYCLE, move

    def moves(self, request: Request, key: str) -> HttpResponse:
        """The moves open to the caller, with what each needs."""
        user: Any = request.user
        with rights_kept(user):
            return super().moves(request, key)
