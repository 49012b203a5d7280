"""Pages that open an engagement and move its status."""

from typing import Any

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from engagements.lifecycle import actions
from engagements.lifecycle.forms import OpenForm
from engagements.lifecycle.rules import LIFECYCLE
from engagements.register.models import Engagement
from engagements.register.queries import find
from engagements.register.views import grouped
from offices.access.choices import Role
from offices.access.views import MemberPage
from peaceapp.pages.forms import FormPage
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


class EngagementOpen(MemberPage, FormPage):
    """`/engagements/new/`."""

    form, template = OpenForm, "engagements/register/form.html"
    title, submit_label = _("New engagement"), _("Open as a draft")

    def offices(self) -> set[int]:
        return self.rights.offices(Role.STAFF, Role.MANAGER)

    def allowed(self) -> bool:
        return bool(self.offices())

    def form_options(self) -> dict[str, Any]:
        return {"offices": self.offices(), "home": self.user.home_office}

    def cancel_url(self) -> str:
        return reverse("engagement-list")

    def fieldsets(self, form: forms.Form) -> list[dict[str, Any]]:
        return grouped(form)

    def extra(self) -> dict[str, Any]:
        return {"area": "engagements"}

    def act(self, values: dict[str, Any]) -> str:
        engagement = actions.open_engagement(actor=self.user, **values)
        messages.success(self.request, _("The draft is open. Submit it when it is ready for review."))
        return reverse("engagement-page", args=[engagement.reference])
