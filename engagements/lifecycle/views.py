"""Moves, from the page."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from engagements.lifecycle import actions
from engagements.lifecycle.rules import LIFECYCLE
from engagements.register.choices import OPEN
from engagements.register.forms import HandOverForm
from engagements.register.models import Engagement
from engagements.register.queries import could_lead, find
from engagements.register.views import EngagementForms
from offices.access.permissions import Permission
from offices.access.views import MemberPage
from peaceapp.pages.moves import MovePage


class EngagementMove(MemberPage, MovePage):
    """`/engagements/<reference>/move/`."""

    lifecycle, move = LIFECYCLE, actions.move

    def find(self) -> Engagement:
        return find(self.kwargs["reference"])

    def page_url(self, row: Engagement) -> str:
        return reverse("engagement-page", args=[row.reference])

    def list_url(self) -> str:
        return reverse("engagement-list")


class EngagementHandOver(EngagementForms):
    """`/engagements/<reference>/lead-officer/`."""

    form, permission = HandOverForm, Permission.HAND_OVER
    title, submit_label = _("Change lead officer"), _("Hand over")
    lede = _("Whoever leads it now stays on the team until taken off.")

    def allowed(self) -> bool:
        return self.engagement.status in OPEN and super().allowed()

    def form_options(self) -> dict[str, Any]:
        return {"people": could_lead(self.engagement)}

    def initial(self) -> dict[str, Any]:
        return {"version": self.engagement.version}

    def act(self, values: dict[str, Any]) -> str:
        engagement, officer = self.seen(values), values["lead_officer"]
        actions.move(
            engagement, actor=self.user, name="hand_over", lead_officer=officer.username, reason=values["reason"]
        )
        messages.success(self.request, _("%(name)s leads it now.") % {"name": officer})
        return self.cancel_url()
