"""Pages that change the level, request and decide a lower level, and take break-glass access."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from engagements.classification import actions, queries
from engagements.classification.forms import AnswerForm, AskForm, BreakGlassForm, SensitivityForm
from engagements.classification.models import Lowering
from engagements.register.models import Engagement
from engagements.register.views import EngagementAmendForms, EngagementForms
from offices.access.choices import Role
from offices.access.permissions import Permission
from offices.access.views import MemberPage
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.errors import DomainError, NotPermitted
from peaceapp.pages.forms import FormPage, missing


class LoweringAsk(EngagementForms):
    """`/engagements/<reference>/lowering/`: the form that requests a lower level from a second manager."""

    form, permission = AskForm, Permission.LOWER_SENSITIVITY
    title, submit_label = _("Request lower sensitivity"), _("Send request")
    lede = _("Two managers lower the sensitivity from strictly confidential: one requests, another approves.")

    def allowed(self) -> bool:
        return self.engagement.sensitivity == Sensitivity.STRICTLY_CONFIDENTIAL and super().allowed()

    def form_options(self) -> dict[str, Any]:
        return {"seconds": queries.possible_second_managers(self.engagement)}

    def act(self, values: dict[str, Any]) -> str:
        actions.request_lowering(actor=self.user, engagement=self.engagement, **values)
        messages.success(self.request, _("Request sent. %(name)s was added to the team.") % {"name": values["second"]})
        return self.cancel_url()


class LoweringAnswer(EngagementForms):
    """`/engagements/<reference>/lowering/answer/`: the second manager decides; the requester can withdraw."""

    form, permission, template = AnswerForm, Permission.ANSWER_LOWERING, "engagements/classification/answer.html"
    title, submit_label = _("Decide on lower sensitivity"), _("Save decision")

    @cached_property
    def asked(self) -> Lowering:
        """The open request; `Http404` without one."""
        found = queries.find_open_request(self.engagement)
        if found is None:
            raise Http404
        return found

    def allowed(self) -> bool:
        return self.user.pk in {self.asked.second_id, self.asked.asked_by_id}

    def extra(self) -> dict[str, Any]:
        level = Sensitivity(self.asked.level).label
        return super().extra() | {
            "asked": self.asked,
            "level": level,
            "is_second": self.asked.second_id == self.user.pk,
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Saves the decision, or withdraws the request of its author."""
        if "take_back" in request.POST and self.allowed():
            try:
                actions.withdraw_lowering(self.asked, actor=self.user)
            except NotPermitted as error:
                raise PermissionDenied(error.message) from error
            except DomainError as error:
                messages.error(request, str(error.message))
            else:
                messages.success(request, _("Request withdrawn."))
            return redirect(self.cancel_url())
        return super().post(request, **kwargs)

    def act(self, values: dict[str, Any]) -> str:
        engagement = actions.answer_lowering(self.asked, actor=self.user, **values)
        level = str(Sensitivity(engagement.sensitivity).label).lower()
        messages.success(self.request, _("Sensitivity changed: the engagement is now %(level)s.") % {"level": level})
        stays = Engagement.objects.filter(pk=engagement.pk).exists()
        return self.cancel_url() if stays else reverse("engagement-list")


class BreakGlass(MemberPage, FormPage):
    """`/engagements/break-glass/`: the form for break-glass access."""

    form, permission = BreakGlassForm, Permission.BREAK_GLASS
    title, submit_label = _("Break-glass access"), _("Join team")
    lede = _(
        "For emergencies only. A cleared manager of the lead office joins the team of a strictly confidential"
        " engagement for at most three days. The lead officer and the auditors are notified."
    )

    def allowed(self) -> bool:
        return bool(self.rights.offices(Role.MANAGER))

    def initial(self) -> dict[str, Any]:
        """The reference of the link on “My work”."""
        return {"reference": self.request.GET.get("reference", "")[:32]}

    def cancel_url(self) -> str:
        return reverse("engagement-list")

    def extra(self) -> dict[str, Any]:
        return {"area": "engagements"}

    def act(self, values: dict[str, Any]) -> str:
        engagement = actions.break_glass(values.pop("reference"), actor=self.user, **values)
        messages.success(
            self.request,
            _("You have temporary access as a team member. The lead officer and the auditors are notified."),
        )
        return reverse("engagement-page", args=[engagement.reference])


class EngagementSensitivity(EngagementAmendForms):
    """`/engagements/<reference>/sensitivity/`: the form that raises or lowers the level.

    Needs the permission for one of the two directions; the action checks the permission for the chosen one. A strictly
    confidential engagement has a page of its own for lowering (`LoweringAsk`).
    """

    form, permission, title = SensitivityForm, Permission.RAISE_SENSITIVITY, _("Change sensitivity")
    done = ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Shows the form. Redirects to `LoweringAsk` for a strictly confidential engagement."""
        if self.engagement.sensitivity < Sensitivity.STRICTLY_CONFIDENTIAL:
            return super().get(request, **kwargs)
        if not self.rights.can(Permission.LOWER_SENSITIVITY, self.engagement):
            raise PermissionDenied(missing(Permission.LOWER_SENSITIVITY))
        return redirect("lowering-ask", self.engagement.reference)

    def allowed(self) -> bool:
        return may_change_sensitivity(self)

    def form_options(self) -> dict[str, Any]:
        return {"engagement": self.engagement}

    def values_of(self, row: Engagement) -> dict[str, Any]:
        return {"sensitivity": row.sensitivity, "version": row.version}

    def amend(self, row: Engagement, values: dict[str, Any]) -> None:
        """Raises or lowers the level; the message names the new one."""
        may_shut_out = values.pop("may_shut_out")
        to, reason = values["sensitivity"], values["reason"]
        if to > row.sensitivity:
            actions.raise_sensitivity(row, actor=self.user, to=to, reason=reason, may_shut_out=may_shut_out)
        else:
            actions.lower_sensitivity(row, actor=self.user, to=to, reason=reason)
        level = Sensitivity(to).label
        messages.success(
            self.request, _("Sensitivity changed: the engagement is now %(level)s.") % {"level": level.lower()}
        )


def may_change_sensitivity(page: EngagementForms) -> bool:
    """Whether the user has the permission to raise or to lower the level."""
    rights, engagement = page.rights, page.engagement
    return rights.can(Permission.RAISE_SENSITIVITY, engagement) or rights.can(Permission.LOWER_SENSITIVITY, engagement)
