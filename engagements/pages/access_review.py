"""The access review: memberships with role and clearance, and those that need attention."""

from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagements.register.models import TeamMember
from engagements.team.queries import PRESENT
from offices.access.choices import Role
from offices.access.models import Membership, days_held
from offices.access.views import MemberPage
from offices.accounts.queries import INACTIVE_AFTER
from offices.accounts.review import ENDS_WITHIN, REVIEW
from offices.tokens.queries import token_counts
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.dates import utc_today
from peaceapp.pages.lists import ListPage, given_parameters


def seats(users: set[int]) -> dict[int, int]:
    """The number of teams of each user, among the engagements that the viewer can see."""
    standing = TeamMember.objects.filter(PRESENT, user__in=users)
    return dict(standing.order_by().values_list("user_id").annotate(many=Count("engagement", distinct=True)))


class AccessReview(MemberPage, ListPage):
    """`/audit/access/`: all offices for auditors; for managers and administrators the offices that they run."""

    listing, title, area = REVIEW, _("Access review"), "audit"
    lede = _("Memberships with role, clearance and dates, and memberships that need attention.")
    fragment = "offices/audit/_access.html"
    first = ("office", "role", "clearance", "ends", "quiet", "ended")

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Shows the list. 403 for users who are not auditors, managers or administrators."""
        if not self.rights.reviews_access:
            raise PermissionDenied(
                _("Only auditors, and managers and administrators of an office, can use the access review.")
            )
        return super().get(request)

    @property
    def audits(self) -> bool:
        """Whether the viewer is an auditor. Auditors see the team of no engagement."""
        return any(held.role == Role.AUDITOR for held in self.rights.held)

    def rows(self) -> QuerySet[Membership]:
        """Present and future memberships of active accounts. With `ended`, ended ones and closed accounts, too.

        Auditors see all offices, others the offices that they run.
        """
        held = Membership.objects.filter(user__is_archive=False)
        if not self.request.GET.get("ended"):
            held = held.filter(user__is_active=True).exclude(until_on__lt=utc_today())
        return held if self.audits else held.filter(office__acronym__in=self.rights.runs)

    def tabs(self) -> list[dict[str, Any]]:
        """Tabs with filters that reviews need most, and the audit trail."""
        path, given = self.request.path, given_parameters(self.request.GET)
        tabs: tuple[tuple[Any, dict[str, str]], ...] = (
            (_("All"), {}),
            (_("Ends within 30 days"), {"ends": "true"}),
            (_("No sign-in for 90 days"), {"quiet": "true"}),
            (_("Ended in the last 90 days"), {"ended": "true"}),
        )
        found: list[dict[str, Any]] = [
            {
                "label": label,
                "url": path + "".join(f"?{name}=true" for name in wanted),
                "is_here": given == wanted,
            }
            for label, wanted in tabs
        ]
        if self.rights.reads_trail:
            found.append({"label": _("Audit trail"), "url": reverse("audit-trail"), "is_here": False})
        return found

    def present_all(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        users = {row["user_key"] for row in rows}
        factors = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
        with_factor = set(factors.filter(user_id__in=users).values_list("user_id", flat=True))
        tokens, on_teams = token_counts(), {} if self.rights.only_audits else seats(users)
        today, since = utc_today(), timezone.now() - INACTIVE_AFTER
        return [
            row
            | {
                "role_label": Role(row["role"]).label,
                "level_label": Sensitivity.of(row["clearance"]).label,
                "level": row["clearance"],
                "has_second_factor": row["user_key"] in with_factor,
                "tokens": tokens.get(row["user_key"], 0),
                "seats": None if self.rights.only_audits else on_teams.get(row["user_key"], 0),
                "is_quiet": _quiet(row["last_login"], row["joined"], since),
                "days": days_held(row["from_on"], row["until_on"], row["given_at"], row["ended_at"]),
                "ends_soon": _soon(row["until_on"], today),
                "person_url": self.person_url(row),
            }
            for row in rows
        ]

    def person_url(self, row: dict[str, Any]) -> str:
        """The URL of the page that changes the membership; empty for users who may not change it."""
        office = row["office"]["id"]
        return reverse("person-rights", args=[office, row["user"]["id"]]) if office in self.rights.runs else ""


def _quiet(last: datetime | None, joined: datetime, since: datetime) -> bool:
    return (last or joined) < since


def _soon(until: date | None, today: date) -> bool:
    return until is not None and today <= until <= today + ENDS_WITHIN
