"""Pages that create an engagement and move its status."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from engagements.lifecycle import actions
from engagements.lifecycle.forms import OpenForm
from engagements.lifecycle.rules import LIFECYCLE
from engagements.register.models import Engagement
from engagements.register.queries import find_engagement
from engagements.register.views import GROUPS
from offices.access.choices import Role
from offices.access.views import MemberPage
from peaceapp.pages.forms import AddPage
from peaceapp.pages.moves import MovePage


class EngagementMove(MemberPage, MovePage):
    """`/engagements/<reference>/move/`: makes a status move."""

    lifecycle, move = LIFECYCLE, actions.move

    def find(self) -> Engagement:
        return find_engagement(self.kwargs["reference"])

    def page_url(self, row: Engagement) -> str:
        return reverse("engagement-page", args=[row.reference])

    def list_url(self) -> str:
        return reverse("engagement-list")


class EngagementOpen(MemberPage, AddPage):
    """`/engagements/new/`: the form of a new engagement."""

    form, template, groups = OpenForm, "engagements/register/form.html", GROUPS
    title, submit_label = _("Create engagement"), _("Create draft")
    done = _("Draft created. Submit it for review when it is ready.")
    create_action = staticmethod(actions.open_engagement)

    def offices(self) -> set[int]:
        return self.rights.offices(Role.STAFF, Role.MANAGER)

    def allowed(self) -> bool:
        return bool(self.offices())

    def form_options(self) -> dict[str, Any]:
        return {"offices": self.offices(), "home": self.user.home_office}

    def cancel_url(self) -> str:
        return reverse("engagement-list")

    def extra(self) -> dict[str, Any]:
        return {"area": "engagements"}

    def success_url(self, row: Engagement) -> str:
        return reverse("engagement-page", args=[row.reference])
