"""API of requests to lower an engagement's sensitivity level, and of break-glass access."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from engagements.classification import actions, queries, serializers
from engagements.classification.filters import GLASS, LOWERINGS
from engagements.register.models import TeamMember
from offices.access.models import User
from peaceapp.errors import NotPermitted
from peaceapp.rest.decisions import DecisionInput, DecisionViewSet, EmptyBody
from peaceapp.rest.serializers import StrictSerializer
from peaceapp.rest.viewsets import NounViewSet


class LoweringViewSet(DecisionViewSet):
    """Requests to lower the level, by key. The requester names the second manager, who answers."""

    listing, shape = LOWERINGS, queries.ROW
    serializer, create_action = serializers.NewLowering, actions.request_lowering
    readers: ClassVar[dict[str, type[StrictSerializer]]] = {"answer": DecisionInput, "take_back": EmptyBody}

    def answer(self, request: Request, key: str) -> HttpResponse:
        """Answer a request, as its second manager. Yes lowers the level at once; no needs a reason."""
        row = self.find(key)
        if row.second_id != request.user.pk:
            raise NotPermitted
        return self.decide(request, row, actions.answer_lowering)

    def take_back(self, request: Request, key: str) -> HttpResponse:
        """Withdraw a request before it is answered. Only the requester can."""
        row = self.find(key)
        if row.asked_by_id != request.user.pk:
            raise NotPermitted
        return self.decide(request, row, actions.withdraw_lowering)


def break_glass(*, actor: User, reference: str, **given: Any) -> TeamMember:
    """`actions.break_glass` for the API. Returns the new team membership."""
    engagement = actions.break_glass(reference, actor=actor, **given)
    return queries.break_glass_members().filter(engagement=engagement, user=actor).latest("from_at")


class GlassViewSet(NounViewSet):
    """Break-glass memberships in the engagements that the caller can see. `POST` takes break-glass access."""

    listing, shape = GLASS, queries.GLASS_ROW
    serializer, create_action = serializers.NewGlass, break_glass

    def queryset(self) -> QuerySet[TeamMember]:
        return queries.break_glass_members()

    def read_new(self, reader: StrictSerializer, data: Any) -> dict[str, Any]:
        """Checks the permission before other errors show."""
        self.permit(actions.break_glass, None)
        return super().read_new(reader, data)
