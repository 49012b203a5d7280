"""“My work”, the start page: follow-ups, engagements and requests of one user."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from engagements.classification import queries as classification
from engagements.followups import queries as followups
from engagements.followups.queries import DueFollowUp
from engagements.journal.models import JournalEntry
from engagements.register import queries as register
from engagements.register.choices import OPEN, Status
from engagements.register.models import Engagement, TeamMember
from engagements.register.queries import ListedEngagement
from engagements.team.queries import PRESENT
from offices.access.choices import Role
from offices.access.models import User
from offices.access.rights import Rights
from offices.access.views import MemberPage
from offices.accounts import queries as accounts
from peaceapp.dates import today

MOST, MOST_RECENT = 15, 10


def seats(user: User) -> QuerySet[TeamMember, Any]:
    """Keys of the engagements with `user` on the team now."""
    return TeamMember.objects.filter(PRESENT, user=user).values("engagement_id")


def due(user: User) -> list[DueFollowUp]:
    """Follow-ups of `user`: overdue first, then by date, then without a date. Returns one more than is shown."""
    return followups.present_due(followups.follow_ups_owned_by(user)[: MOST + 1])


def mine(user: User) -> list[ListedEngagement]:
    """Open engagements of `user` as lead officer or team member, newest entry first. Returns one more than is shown."""
    around = Engagement.objects.filter(Q(lead_officer=user) | Q(pk__in=seats(user)), status__in=OPEN)
    rows = around.select_related("lead_office").order_by("-latest_on", "-pk")
    return register.present_in_list(list(rows[: MOST + 1]))


def waiting(user: User, rights: Rights) -> list[Engagement]:
    """Requests that a manager may answer, the longest waiting first. Own requests are left out."""
    asked = Engagement.objects.filter(status__in=[Status.IN_REVIEW, Status.CLOSING]).exclude(submitted_by=user)
    theirs = Q(lead_office__in=rights.offices(Role.MANAGER)) | Q(pk__in=seats(user))
    return list(
        asked.filter(theirs).select_related("lead_office", "submitted_by").order_by("submitted_at", "pk")[:MOST]
    )


@dataclass(frozen=True)
class Recent:
    """The newest entries, with a heading."""

    title: str
    entries: list[JournalEntry]


def recent(user: User, rights: Rights, *, is_involved: bool) -> Recent:
    """The newest entries of the user's engagements; if not `is_involved`, of their offices.

    For users with neither, of all engagements that they may see.
    """
    entries = JournalEntry.objects.select_related("engagement", "author").order_by("-created_at", "-pk")
    if is_involved:
        around = Q(engagement__lead_officer=user) | Q(engagement_id__in=seats(user))
        return Recent(_("Recent entries in your engagements"), list(entries.filter(around)[:MOST_RECENT]))
    if offices := rights.offices(Role.STAFF, Role.MANAGER, Role.ADMINISTRATOR):
        return Recent(_("Recent entries in your office"), list(entries.filter(lead_office__in=offices)[:MOST_RECENT]))
    return Recent(_("Recent entries that you can access"), list(entries[:MOST_RECENT]))


@dataclass(frozen=True)
class EndingEngagement:
    """An engagement that nobody can read after `ends_on`."""

    engagement: Engagement
    ends_on: date

    @property
    def sensitivity(self) -> int:
        """Level of the engagement, for the marking of a printed page."""
        return int(self.engagement.sensitivity)


def ending() -> tuple[list[EndingEngagement], bool]:
    """Engagements that will soon lose their last reader, with the last day, and whether there are hidden ones.

    Hidden ones are engagements of an office that the user manages which the user cannot see.
    """
    told = classification.ending_readers()
    days = {one.engagement: one.ends_on for one in told if one.engagement and one.ends_on}
    rows = sorted(Engagement.objects.filter(pk__in=days), key=lambda row: (days[row.pk], row.pk)) if days else []
    return [EndingEngagement(row, days[row.pk]) for row in rows], any(one.engagement is None for one in told)


def unread() -> list[dict[str, Any]]:
    """References of engagements that nobody can read permanently, each with whether the user has break-glass access."""
    references = classification.engagements_without_reader()
    seen = (
        set(Engagement.objects.filter(reference__in=references).values_list("reference", flat=True))
        if references
        else set()
    )
    return [{"reference": reference, "is_open": reference in seen} for reference in references]


class MyWork(MemberPage, View):
    """`/`: the start page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Shows due follow-ups, own engagements, new entries, and requests to answer."""
        user, rights = self.user, self.rights
        is_working, is_manager = rights.offices(Role.STAFF, Role.MANAGER), rights.offices(Role.MANAGER)
        engagements, follow_ups = mine(user), due(user)
        ending_rows, has_hidden_endings = ending()
        context = {
            "area": "home",
            "today": today(),
            "is_working": bool(is_working),
            "is_manager": bool(is_manager),
            "reads": bool(rights.held) and not rights.only_audits,
            "due": follow_ups[:MOST],
            "has_more_due": len(follow_ups) > MOST,
            "mine": engagements[:MOST],
            "has_more_mine": len(engagements) > MOST,
            "waiting": waiting(user, rights) if is_manager else [],
            "to_confirm": accounts.to_confirm(is_manager, user) if is_manager else [],
            "to_lower": classification.lowerings_to_answer(user) if is_manager else [],
            "broken": classification.break_glass_of_led(user) if is_working else [],
            "ending": ending_rows,
            "has_hidden_endings": has_hidden_endings,
            "unread": unread() if is_manager else [],
            "recent": recent(user, rights, is_involved=bool(engagements)),
        }
        return render(request, "engagements/home.html", context)
