"""Lowering and break-glass, for machines."""

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
    """By key. Whoever asks names the second manager, who answers at `POST <object>/answer/`."""

    listing, shape = LOWERINGS, queries.ROW
    serializer, create_action = serializers.NewLowering, actions.request_lowering
    readers: ClassVar[dict[str, type[StrictSerializer]]] = {"answer": DecisionInput, "take_back": EmptyBody}

    def answer(self, request: Request, key: str) -> HttpResponse:
        """For the named second manager: yes lowers the engagement at once, no takes a reason."""
        row = self.find(key)
        if row.second_id != request.user.pk:
            raise NotPermitted
        return self.decide(request, row, actions.answer_lowering)

    def take_back(self, request: Request, key: str) -> HttpResponse:
        """For whoever asked, as long as it is not answered."""
        row = self.find(key)
        if row.asked_by_id != request.user.pk:
            raise NotPermitted
        return self.decide(request, row, actions.withdraw_lowering)


def break_glass(*, actor: User, reference: str, **given: Any) -> TeamMember:
    """As the action; gives the seat that was taken."""
    engagement = actions.break_glass(reference, actor=actor, **given)
    return queries.break_glass_members().filter(engagement=engagement, user=actor).latest("from_at")


class GlassViewSet(NounViewSet):
    """Seats taken by break-glass, in the engagements that the caller sees; `POST` takes one."""

    listing, shape = GLASS, queries.GLASS_ROW
    serializer, create_action = serializers.NewGlass, break_glass

    def queryset(self) -> QuerySet[TeamMember]:
        return queries.break_glass_members()

    def read_new(self, reader: StrictSerializer, data: Any) -> dict[str, Any]:
        """Who manages no office is told so before being told what else is wrong."""
        self.permit(actions.break_glass, None)
        return super().read_new(reader, data)
