"""Memberships and what is proposed, for machines."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from offices.access.models import Membership, User
from offices.access.permissions import Permission
from offices.accounts import queries, serializers
from offices.accounts.actions import memberships
from offices.accounts.filters import MEMBERSHIPS, PROPOSALS
from offices.accounts.models import Proposal
from offices.directory.models import Office
from peaceapp.actions import action
from peaceapp.errors import NotPermitted, Refused
from peaceapp.rest.decisions import Answer, DecisionViewSet, Nothing
from peaceapp.rest.serializers import Strict

PROPOSE = _("A manager with the same clearance must confirm this. Propose the membership at membership-proposals.")


@action(Permission.GIVE_MEMBERSHIP, on="office")
def give_alone(*, actor: User, office: Office, role: str, clearance: int = 10, **given: Any) -> Any:
    """As the action; refused where it would have to be confirmed, since the answer is a membership."""
    if not queries.gives_alone(actor, office.pk, role, clearance):
        raise Refused(PROPOSE)
    return memberships.give_membership(actor=actor, office=office, role=role, clearance=clearance, **given)


@action(Permission.GIVE_MEMBERSHIP)
def change_alone(membership: Membership, *, actor: User, **changes: Any) -> Any:
    """Likewise. What is left out stays as it is."""
    given = {"clearance": membership.clearance, "until_on": membership.until_on} | changes
    if not queries.is_less(membership, **given) and not queries.gives_alone(
        actor, membership.office_id, membership.role, given["clearance"]
    ):
        raise Refused(PROPOSE)
    return memberships.change_membership(membership, actor=actor, **given)


class MembershipViewSet(DecisionViewSet):
    """By key: one's own, and those of the offices that one runs or audits. `POST <object>/end/` ends one at once."""

    listing, shape, lookup = MEMBERSHIPS, queries.ROW, "key"
    serializer, amendment = serializers.NewMembership, serializers.MembershipChange
    create_action, update_action = give_alone, change_alone
    readers: ClassVar[dict[str, type[Strict]]] = {"end": Nothing}

    def queryset(self) -> QuerySet[Membership]:
        return Membership.objects.all()

    def end(self, request: Request, key: str) -> HttpResponse:
        """End it at once."""
        return self.settle(request, self.find(key), memberships.end_membership)


class ProposalViewSet(DecisionViewSet):
    """By key: one's own, and those of the offices that one runs or audits."""

    listing, shape = PROPOSALS, queries.PROPOSAL_ROW
    serializer, create = serializers.NewProposal, memberships.propose_membership
    readers: ClassVar[dict[str, type[Strict]]] = {"answer": Answer, "take_back": Nothing}

    def answer(self, request: Request, key: str) -> HttpResponse:
        """For a manager of the office who is cleared as high: yes gives the membership at once, no takes a reason."""
        return self.settle(request, self.find(key), memberships.answer_proposal)

    def take_back(self, request: Request, key: str) -> HttpResponse:
        """For whoever proposed it, as long as it is not answered."""
        row: Proposal = self.find(key)
        if row.asked_by_id != request.user.pk:
            raise NotPermitted
        return self.settle(request, row, memberships.take_back_proposal)
