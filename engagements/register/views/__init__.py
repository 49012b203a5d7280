"""The list of engagements and their forms. `engagements/pages/engagement.py` has the page of an engagement."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from engagements.register import actions, queries
from engagements.register.choices import Status
from engagements.register.filters import LISTING
from engagements.register.forms import AmendForm, values_of
from engagements.register.models import Engagement
from offices.access.choices import Role
from offices.access.permissions import Permission
from offices.access.views import MemberPage
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.dates import Precision
from peaceapp.errors import DomainError, NotPermitted
from peaceapp.pages.forms import AmendPage, FormPage, Groups
from peaceapp.pages.history import HistoryPage, RestorePage
from peaceapp.pages.lists import ListPage
from peaceapp.text import tidy

STATUSES = dict(Status.choices)


class EngagementList(MemberPage, ListPage):
    """`/engagements/`: the list of engagements."""

    listing = LISTING
    title, area = _("Engagements"), "engagements"
    lede = _("Preventive work led or supported by the regional offices.")
    fragment = "engagements/register/_results.html"
    first = ("status", "country", "office")
    add = ("engagement-open", _("Create engagement"))

    def may_add(self) -> bool:
        return bool(self.rights.offices(Role.STAFF, Role.MANAGER))

    def present(self, row: dict[str, Any]) -> dict[str, Any]:
        return row | {"url": reverse("engagement-page", args=[row["id"]]), "status_label": STATUSES[row["status"]]}

    def present_all(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        rough = [row["id"] for row in rows if row["last_open_entry_on"] and row["last_open_entry_on"].day == 1]
        known = queries.precision_of_last_entries(rough) if rough else {}
        return [row | {"last_precision": known.get(row["id"], Precision.DAY)} for row in super().present_all(rows)]


class EngagementForms(MemberPage, FormPage):
    """Base of forms about the engagement of the address."""

    template = "engagements/register/form.html"
    permission: Permission

    @cached_property
    def engagement(self) -> Engagement:
        return queries.find_engagement(self.kwargs["reference"])

    def allowed(self) -> bool:
        return self.rights.can(self.permission, self.engagement)

    def cancel_url(self) -> str:
        return reverse("engagement-page", args=[self.engagement.reference])

    def extra(self) -> dict[str, Any]:
        return {"area": "engagements", "engagement": self.engagement}


class EngagementAmendForms(EngagementForms, AmendPage):
    """Base of forms that change the engagement of the address."""

    def find(self) -> Engagement:
        return self.engagement

    def read_again(self) -> Engagement:
        return queries.find_engagement(self.kwargs["reference"])

    def success_url(self) -> str:
        """The engagement's page, or the list if the change hid the engagement from its editor."""
        stays = Engagement.objects.filter(pk=self.engagement.pk).exists()
        return self.cancel_url() if stays else reverse("engagement-list")


GROUPS: Groups = (
    (_("About"), ("title", "lead_office", "sensitivity", "countries", "kinds", "themes", "mandate_tasks", "sdgs")),
    (_("Opening date"), ("opened_on", "opened_precision")),
    (_("Content"), ("summary", "entry_point", "peace_aim", "language")),
    (_("Prevention profile"), ("orientation", "setting", "origin")),
    (_("Outcome"), ("outcome", "lessons")),
)


class EngagementAmend(EngagementAmendForms):
    """`/engagements/<reference>/edit/`: the form that changes the content."""

    form, permission, title = AmendForm, Permission.AMEND_ENGAGEMENT, _("Edit engagement")
    groups, done, update_action = GROUPS, _("Engagement saved."), staticmethod(actions.amend_engagement)

    def values_of(self, row: Engagement) -> dict[str, Any]:
        return values_of(row)


class EngagementHistory(MemberPage, HistoryPage):
    """`/engagements/<reference>/history/`: changes of the engagement, its team and its supporting offices."""

    shape, related_history, restore_policy = queries.DETAIL, queries.RELATED_HISTORY, actions.RESTORE

    def row(self) -> Engagement:
        return queries.find_engagement(self.kwargs["reference"])

    def context(self, row: Any) -> dict[str, Any]:
        lede = _("All changes of the engagement, its team and its supporting offices, with author and reason.")
        back = reverse("engagement-page", args=[row.reference])
        readings = ""
        if row.sensitivity == Sensitivity.STRICTLY_CONFIDENTIAL and self.rights.can(Permission.SEE_READINGS, row):
            readings = reverse("engagement-readings", args=[row.reference])
        return {"area": "engagements", "engagement": row, "back_url": back, "lede": lede, "readings_url": readings}


class EngagementRestoreVersion(RestorePage, EngagementHistory):
    """`/engagements/<reference>/history/<version>/restore/`: restores an earlier version."""


class LinkForms(EngagementForms):
    """Base of pages with a list, a form that adds a row, and a button for each row that removes it."""

    ends: str
    """Name of the buttons that remove a row. The value of a button identifies the row."""

    def end(self, value: str) -> None:
        """Calls the action that removes the row of the button."""
        raise AssertionError("every such page says how")  # pragma: no cover

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Adds a row, or removes the row of the button. Redirects back to this page.

        Redirects to the list of engagements if the change hid the engagement from the user. Answers 403 without the
        permission; other refusals become messages.
        """
        if self.ends not in request.POST:
            return super().post(request, **kwargs)
        if not self.allowed():
            raise PermissionDenied
        try:
            self.end(tidy(request.POST[self.ends]))
        except NotPermitted as error:
            raise PermissionDenied from error
        except DomainError as error:
            messages.error(request, str(error.message))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        stays = Engagement.objects.filter(pk=self.engagement.pk).exists()
        return redirect(request.path if stays else reverse("engagement-list"))
