"""API of memberships and proposals."""

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
from peaceapp.rest.decisions import DecisionInput, DecisionViewSet, EmptyBody
from peaceapp.rest.serializers import StrictSerializer

PROPOSE = _("A manager with the same clearance must confirm this. Propose the membership at membership-proposals.")


@action(Permission.GIVE_MEMBERSHIP, on="office")
def give_alone(*, actor: User, office: Office, role: str, clearance: int = 10, **given: Any) -> Any:
    """`give_membership` for the API. Refused if confirmation is needed, because the response is a membership."""
    if not queries.may_give_alone(actor, office.pk, role, clearance):
        raise Refused(PROPOSE)
    return memberships.give_membership(actor=actor, office=office, role=role, clearance=clearance, **given)


@action(Permission.GIVE_MEMBERSHIP)
def change_alone(membership: Membership, *, actor: User, **changes: Any) -> Any:
    """`change_membership` for the API. Refused if confirmation is needed. Omitted fields stay unchanged."""
    given = {"clearance": membership.clearance, "until_on": membership.until_on} | changes
    if not queries.is_reduction(membership, **given) and not queries.may_give_alone(
        actor, membership.office_id, membership.role, given["clearance"]
    ):
        raise Refused(PROPOSE)
    return memberships.change_membership(membership, actor=actor, **given)


class MembershipViewSet(DecisionViewSet):
    """Memberships by key: the caller's own, and those of offices that they run or audit."""

    listing, shape, lookup = MEMBERSHIPS, queries.ROW, "key"
    serializer, amendment = serializers.NewMembership, serializers.MembershipChange
    create_action, update_action = give_alone, change_alone
    readers: ClassVar[dict[str, type[StrictSerializer]]] = {"end": EmptyBody}

    def queryset(self) -> QuerySet[Membership]:
        return Membership.objects.all()

    def end(self, request: Request, key: str) -> HttpResponse:
        """End the membership at once."""
        return self.decide(request, self.find(key), memberships.end_membership)


class ProposalViewSet(DecisionViewSet):
    """Proposals by key: the caller's own, and those of offices that they run or audit."""

    listing, shape = PROPOSALS, queries.PROPOSAL_ROW
    serializer, create_action = serializers.NewProposal, memberships.propose_membership
    readers: ClassVar[dict[str, type[StrictSerializer]]] = {"answer": DecisionInput, "take_back": EmptyBody}

    def answer(self, request: Request, key: str) -> HttpResponse:
        """Answer a proposal, as a manager with its clearance. Yes gives the membership at once; no needs a reason."""
        return self.decide(request, self.find(key), memberships.answer_proposal)

    def take_back(self, request: Request, key: str) -> HttpResponse:
        """Withdraw a proposal before it is answered. Only its author can."""
        row: Proposal = self.find(key)
        if row.asked_by_id != request.user.pk:
            raise NotPermitted
        return self.decide(request, row, memberships.take_back_proposal)
