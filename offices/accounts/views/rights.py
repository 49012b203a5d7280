"""Pages that change, end and confirm memberships."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from offices.access.models import Membership
from offices.accounts import forms, queries
from offices.accounts.actions import memberships
from offices.accounts.models import Proposal
from offices.accounts.views import PeoplePage, may_change
from peaceapp.errors import DomainError, NotPermitted
from peaceapp.pages.forms import AmendPage, FormPage, missing


class MembershipChange(PeoplePage, AmendPage):
    """`…/people/<user name>/<role>/`: changes clearance or last day, or ends the membership."""

    form, template = forms.ChangeForm, "offices/accounts/change.html"
    title, done = _("Change membership"), ""

    def find(self) -> Membership:
        found = [row for row in self.account.memberships if row.role == self.kwargs["role"]]
        if not found:
            raise Http404
        return found[-1]

    def allowed(self) -> bool:
        return self.can(self.permission, self.row) and may_change(self.user, self.row)

    def extra(self) -> dict[str, Any]:
        return super().extra() | {"membership": self.row, "lede": f"{self.account.user}: {self.row}"}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Changes the membership, or ends it if the button “end” was used."""
        if "end" not in request.POST:
            return super().post(request, **kwargs)
        if not self.allowed():
            raise PermissionDenied(missing(self.permission))
        try:
            memberships.end_membership(self.row, actor=self.user)
        except NotPermitted as error:
            raise PermissionDenied(error.message) from error
        except (DomainError, ValidationError) as error:
            messages.error(request, str(getattr(error, "message", error)))
            return redirect(request.path)
        messages.success(request, _("Membership ended."))
        return redirect(self.people_url())

    def amend(self, row: Membership, values: dict[str, Any]) -> None:
        """Changes the membership or proposes the change; the message says which."""
        self.say(memberships.change_membership(row, actor=self.user, **values))

    def success_url(self) -> str:
        return self.person_url()


class ProposalAnswer(PeoplePage, FormPage):
    """`…/people/proposals/<uuid>/`: the form that confirms, declines or withdraws a proposal."""

    form, template = forms.AnswerForm, "offices/accounts/answer.html"
    title, submit_label = _("Decide on proposed membership"), _("Save decision")

    @cached_property
    def asked(self) -> Proposal:
        return queries.proposal(self.office, self.kwargs["key"])

    def extra(self) -> dict[str, Any]:
        asked = self.asked
        may = queries.is_cleared_manager(self.user, asked.office_id, asked.clearance)
        mine = asked.asked_by_id == self.user.pk
        is_for_me = asked.user_id == self.user.pk
        return super().extra() | {"asked": asked, "may_answer": may and not mine and not is_for_me, "is_mine": mine}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Saves the answer, or withdraws the proposal of its author."""
        if "take_back" not in request.POST:
            return super().post(request, **kwargs)
        if not self.allowed():
            raise PermissionDenied(missing(self.permission))
        try:
            memberships.take_back_proposal(self.asked, actor=self.user)
            messages.success(request, _("Proposal withdrawn."))
        except DomainError as error:
            messages.error(request, str(error.message))
        return redirect(self.people_url())

    def act(self, values: dict[str, Any]) -> str:
        given = memberships.answer_proposal(self.asked, actor=self.user, **values)
        if given:
            self.say(given)
        else:
            messages.success(self.request, _("Proposal declined."))
        return self.people_url()
