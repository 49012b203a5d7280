"""The pages on which memberships are changed, ended and confirmed."""

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
from offices.accounts.views import OfPeople, may_change
from peaceapp.errors import DomainError, NotPermitted
from peaceapp.pages.forms import FormPage, missing


def _as_typed(row: Membership) -> dict[str, Any]:
    return {"clearance": row.clearance, "until_on": row.until_on, "version": row.version}


class MembershipChange(OfPeople, FormPage):
    """`…/people/<user name>/<role>/`: another clearance or last day, or the end."""

    form, template = forms.ChangeForm, "offices/accounts/change.html"
    title = _("Change a membership")

    @cached_property
    def membership(self) -> Membership:
        found = [row for row in self.account.memberships if row.role == self.kwargs["role"]]
        if not found:
            raise Http404
        return found[-1]

    def allowed(self) -> bool:
        return self.can(self.permission, self.membership) and may_change(self.user, self.membership)

    def initial(self) -> dict[str, Any]:
        return _as_typed(self.membership)

    def fresh(self) -> dict[str, Any]:
        return _as_typed(Membership.objects.get(pk=self.membership.pk))

    def refreshed_version(self) -> int | None:
        return Membership.objects.get(pk=self.membership.pk).version

    def extra(self) -> dict[str, Any]:
        return super().extra() | {"membership": self.membership, "lede": f"{self.account.user}: {self.membership}"}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Change it; or end it, where that button was used."""
        if "end" not in request.POST:
            return super().post(request, **kwargs)
        if not self.allowed():
            raise PermissionDenied(missing(self.permission))
        try:
            memberships.end_membership(self.membership, actor=self.user)
        except NotPermitted as error:
            raise PermissionDenied(error.message) from error
        except (DomainError, ValidationError) as error:
            messages.error(request, str(getattr(error, "message", error)))
            return redirect(request.path)
        messages.success(request, _("Membership ended."))
        return redirect(self.people_url())

    def act(self, values: dict[str, Any]) -> str:
        self.membership.version = values.pop("version")
        self.say(memberships.change_membership(self.membership, actor=self.user, **values))
        return self.person_url()


class ProposalAnswer(OfPeople, FormPage):
    """`…/people/proposals/<uuid>/`."""

    form, template = forms.AnswerForm, "offices/accounts/answer.html"
    title, submit_label = _("Confirm a membership"), _("Answer")

    @cached_property
    def asked(self) -> Proposal:
        return queries.proposal(self.office, self.kwargs["key"])

    def extra(self) -> dict[str, Any]:
        asked = self.asked
        may = queries.vouches(self.user, asked.office_id, asked.clearance)
        mine = asked.asked_by_id == self.user.pk
        is_for_me = asked.user_id == self.user.pk
        return super().extra() | {"asked": asked, "may_answer": may and not mine and not is_for_me, "is_mine": mine}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The answer; or who proposed it takes it back."""
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
