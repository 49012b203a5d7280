"""Base class of pages for members, and the page of the user's own account."""

from itertools import groupby
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views import View

from offices.access.choices import Role
from offices.access.models import Membership, User
from offices.access.rights import Granted, Rights
from offices.access.roles import Relation
from offices.directory.models import Office
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.dates import utc_today
from peaceapp.errors import Text
from peaceapp.pages.resubmit import show_submitted_values


class MemberPage(LoginRequiredMixin):
    """Requires a signed-in user; redirects others to the sign-in. `rights` are the user's permissions."""

    rights: Rights
    user: User

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Reads the user's rights once for the whole page."""
        super().setup(request, *args, **kwargs)  # type: ignore[misc]  # `setup` of the view that uses this mixin
        if isinstance(request.user, User):
            self.user = request.user
            self.rights = Rights(request.user)
            request.user.rights = self.rights  # type: ignore[attr-defined]  # read by the account menu

    def handle_no_permission(self) -> HttpResponse:  # type: ignore[override]  # wider than the mixin's redirect
        """Offers a form again that was sent after the session had ended. Redirects others to the sign-in."""
        request = self.request  # type: ignore[attr-defined]  # `request` of the view that uses this mixin
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401)
        if request.method == "POST":
            return show_submitted_values(request)
        return super().handle_no_permission()


READS: dict[Sensitivity, Text] = {
    Sensitivity.UNCLASSIFIED: _("Reads unclassified records of all offices."),
    Sensitivity.CONFIDENTIAL: _(
        "Reads unclassified records of all offices, and confidential records where this office leads or supports or"
        " you are on the team."
    ),
    Sensitivity.STRICTLY_CONFIDENTIAL: _(
        "Reads unclassified records of all offices, confidential records where this office leads or supports or you"
        " are on the team, and strictly confidential records only where you are on the team."
    ),
}
"""Explains each clearance in words. The rule itself is in the database (`peaceapp/access/rule.py`)."""

AUDITS = _("Reads the whole audit trail, but no engagements.")

WHERE: dict[Relation, Text] = {
    Relation.LEAD_OFFICE: _("led by %(offices)s"),
    Relation.SUPPORTING_OFFICE: _("supported by %(offices)s"),
    Relation.TEAM: _("where you are on the team"),
    Relation.LEAD_OFFICER: _("where you are the lead officer"),
    Relation.AUTHOR: _("records that you created"),
    Relation.OWNER: _("your own follow-ups"),
    Relation.OFFICE: _("in %(offices)s"),
    Relation.ANY_OFFICE: _("for all offices"),
    Relation.ARCHIVE: _("as the account that records past events"),
}


class AccountPage(MemberPage, View):
    """`/accounts/me/`: the user's memberships, and what the catalogue of roles allows them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Shows the page. Only about the signed-in user."""
        held = Membership.objects.filter(user=self.user).order_by("from_on", "pk")
        offices = Office.objects.in_bulk([membership.office_id for membership in held])
        context = {
            "memberships": [_in_words(membership, offices.get(membership.office_id)) for membership in held],
            "granted": [
                {"label": permission.label, "where": [_where(granted) for granted in group]}
                for permission, group in groupby(self.rights.granted, key=lambda granted: granted.permission)
            ],
        }
        return render(request, "offices/access/me.html", context)


def _in_words(membership: Membership, office: Office | None) -> dict[str, Any]:
    """A membership for the template. `office` is `None` after the last membership ended: only members see offices."""
    today = utc_today()
    until = membership.until_on
    state = _("not yet") if membership.from_on > today else _("ended") if until and until < today else ""
    reads = AUDITS if membership.role == Role.AUDITOR else READS[Sensitivity(membership.clearance)]
    return {"membership": membership, "office": office, "state": state, "reads": reads}


def _where(granted: Granted) -> str:
    return str(WHERE[granted.relation]) % {"offices": ", ".join(granted.offices)}
