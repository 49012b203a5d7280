"""Base of all pages for members, and the page of one's own account."""

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
from peaceapp.pages.resubmit import give_back


class MemberPage(LoginRequiredMixin):
    """For the signed-in; anybody else is led to the sign-in and back. `rights` are those of the one who asks."""

    rights: Rights
    user: User

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Read who asks, once for the whole page."""
        super().setup(request, *args, **kwargs)  # type: ignore[misc]  # the view that this is mixed into
        if isinstance(request.user, User):
            self.user = request.user
            self.rights = Rights(request.user)
            request.user.rights = self.rights  # type: ignore[attr-defined]  # read by the account menu

    def handle_no_permission(self) -> HttpResponse:  # type: ignore[override]  # wider than the mixin's redirect
        """Gives back a form that was sent after the sign-in had ended; other requests go to the sign-in page."""
        request = self.request  # type: ignore[attr-defined]  # of the view that this is mixed into
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401)
        if request.method == "POST":
            return give_back(request)
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
    Relation.AUTHOR: _("your own entries"),
    Relation.OWNER: _("your own follow-ups"),
    Relation.OFFICE: _("in %(offices)s"),
    Relation.ANY_OFFICE: _("for all offices"),
    Relation.ARCHIVE: _("as the account that records past events"),
}


class AccountPage(MemberPage, View):
    """`/accounts/me/`: one's memberships, and what the catalogue of roles lets their holder do."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """For everybody who is signed in, about nobody else."""
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
    """The office is not there for somebody whose last membership has ended: its name is for members."""
    today = utc_today()
    until = membership.until_on
    state = _("not yet") if membership.from_on > today else _("ended") if until and until < today else ""
    reads = AUDITS if membership.role == Role.AUDITOR else READS[Sensitivity(membership.clearance)]
    return {"membership": membership, "office": office, "state": state, "reads": reads}


def _where(granted: Granted) -> str:
    return str(WHERE[granted.relation]) % {"offices": ", ".join(granted.offices)}
