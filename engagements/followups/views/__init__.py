"""Pages of follow-ups: the list, one follow-up, its moves and its history. `forms` has the forms."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View

from engagements.followups import actions, queries
from engagements.followups.choices import LIVE_STATUSES, Priority, Status
from engagements.followups.filters import LISTING, STATUSES
from engagements.followups.models import FollowUp
from engagements.followups.rules import LIFECYCLE
from offices.access.choices import Role
from offices.access.permissions import Permission
from offices.access.views import MemberPage
from offices.sources.queries import cited
from peaceapp.pages.history import HistoryPage, RestorePage, recent_changes
from peaceapp.pages.lists import ListPage, given_parameters
from peaceapp.pages.moves import MovePage

AREA = "follow-ups"


class FollowUpList(MemberPage, ListPage):
    """`/follow-ups/`: the list of follow-ups; those still to be done, unless another status is requested."""

    listing = LISTING
    title, area = _("Follow-ups"), AREA
    lede = _("Actions that follow from engagements and office work, with owner and due date.")
    fragment = "engagements/followups/_results.html"
    first, silent = ("status", "owner", "office"), ("engagement",)
    add = ("follow-up-add-to-office", _("Add office follow-up"))
    usual = "live"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        params = request.GET.copy()
        if not any(params.getlist("status")):
            params["status"] = self.usual
            request.GET = params  # type: ignore[assignment]  # a mutable copy of the parameters
        return super().get(request, **kwargs)

    def may_add(self) -> bool:
        return bool(self.rights.offices(Role.STAFF, Role.MANAGER))

    def tabs(self) -> list[dict[str, Any]]:
        path, params = self.request.path, self.request.GET
        given = given_parameters(params, "cursor", "ordering")
        tabs = (
            (_("To do"), "", {"status": "live"}),
            (_("Needs attention"), "?attention=true", {"status": "live", "attention": "true"}),
            (_("Mine"), "?owner=me", {"status": "live", "owner": "me"}),
            (_("All"), "?status=any", {"status": "any"}),
        )
        return [{"label": label, "url": path + query, "is_here": given == wanted} for label, query, wanted in tabs]

    def present(self, row: dict[str, Any]) -> dict[str, Any]:
        engagement = row["engagement"]
        return row | {
            "url": reverse("follow-up-page", args=[row["id"]]),
            "engagement_url": reverse("engagement-page", args=[engagement["id"]]) if engagement else "",
            "status_label": dict(Status.choices)[row["status"]],
            "priority_label": dict(Priority.choices)[row["priority"]],
            "late": queries.is_late(row["due_on"], row["due_precision"], row["status"]),
        }

    def _chips(self, filters: Any) -> list[dict[str, str]]:
        """Leaves out the chip of the default status: removing it would change nothing."""
        usual = (str(filters.form.fields["status"].label), str(dict(STATUSES)[self.usual]))
        return [chip for chip in super()._chips(filters) if (chip["label"], chip["value"]) != usual]


class FollowUpPage(MemberPage, View):
    """`/follow-ups/<id>/`: one follow-up."""

    def get(self, request: HttpRequest, key: Any) -> HttpResponse:
        """Shows the follow-up, its recent changes, and the actions that the user can take now."""
        row, may = queries.find(key), self.rights.can
        is_live = row.status in LIVE_STATUSES and not (row.engagement and row.engagement.is_closed)
        url = reverse("follow-up-move", args=[row.pk])
        context = {
            "area": AREA,
            "follow_up": row,
            "late": queries.is_overdue(row),
            "may_amend": is_live and may(Permission.AMEND_FOLLOW_UP, row),
            "may_reassign": is_live and may(Permission.REASSIGN_FOLLOW_UP, row),
            "moves": [
                {"name": move.name, "label": move.label, "needs": move.needs, "takes": move.takes, "url": url}
                for move in LIFECYCLE.open_moves(row, self.user, may)
            ],
            "cited": cited(row.sources),
            "history": recent_changes(queries.HISTORY_SHAPE, row.pk, 20, None, "reason", ())[0],
        }
        return render(request, "engagements/followups/page.html", context)


class FollowUpHistory(MemberPage, HistoryPage):
    """`/follow-ups/<id>/history/`: the changes of a follow-up."""

    shape, page, restore_policy = queries.HISTORY_SHAPE, "engagements/followups/history.html", actions.RESTORE

    def row(self) -> FollowUp:
        return queries.find(self.kwargs["key"])

    def context(self, row: Any) -> dict[str, Any]:
        lede = _("All changes of the follow-up, with author and reason.")
        return {"area": AREA, "follow_up": row, "back_url": reverse("follow-up-page", args=[row.pk]), "lede": lede}


class FollowUpRestoreVersion(RestorePage, FollowUpHistory):
    """`/follow-ups/<id>/history/<version>/restore/`: restores an earlier version."""


class FollowUpMove(MemberPage, MovePage):
    """`/follow-ups/<id>/move/`: makes a status move."""

    lifecycle, move = LIFECYCLE, actions.move

    def find(self) -> FollowUp:
        return queries.find(self.kwargs["key"])

    def page_url(self, row: FollowUp) -> str:
        return reverse("follow-up-page", args=[row.pk])

    def list_url(self) -> str:
        return reverse("follow-up-list")
