"""The page of an engagement, with its team, participants, follow-ups and journal."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from engagements.classification.queries import find_open_request
from engagements.coordination import queries as coordination
from engagements.coordination.models import Participation
from engagements.followups import queries as followups
from engagements.journal import queries as journal
from engagements.journal.forms import QuickForm
from engagements.journal.queries import ShownEntry
from engagements.lifecycle.rules import LIFECYCLE
from engagements.partners.models import Mergeable
from engagements.register import queries as register
from engagements.register.choices import OPEN, Status
from engagements.register.models import Engagement, EngagementPerson, TeamMember
from engagements.team import queries as team_queries
from offices.access.models import User
from offices.access.permissions import Permission
from offices.access.rights import Rights
from offices.access.views import MemberPage
from offices.sources.queries import cited
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.dates import Precision
from peaceapp.lists.listing import CAP
from peaceapp.pages.history import recent_changes
from peaceapp.pages.lists import wants_part


@dataclass(frozen=True)
class Buttons:
    """Buttons and links that the viewer may use."""

    may_amend: bool
    may_log: bool
    may_change_sensitivity: bool
    may_ask_to_lower: bool
    may_manage_team: bool
    may_hand_over: bool
    may_grant_support: bool
    may_add_participation: bool


def buttons(engagement: Engagement, rights: Rights) -> Buttons:
    """The buttons for this viewer. Closed engagements allow only reopening, and changes of sensitivity and team."""
    may, is_open = rights.can, not engagement.is_closed
    is_strict = engagement.sensitivity == Sensitivity.STRICTLY_CONFIDENTIAL
    return Buttons(
        may_amend=is_open and may(Permission.AMEND_ENGAGEMENT, engagement),
        may_log=is_open and may(Permission.LOG_ENTRY, engagement),
        may_change_sensitivity=not is_strict
        and (may(Permission.RAISE_SENSITIVITY, engagement) or may(Permission.LOWER_SENSITIVITY, engagement)),
        may_ask_to_lower=is_strict and may(Permission.LOWER_SENSITIVITY, engagement),
        may_manage_team=may(Permission.MANAGE_TEAM, engagement),
        may_hand_over=engagement.status in OPEN and may(Permission.HAND_OVER, engagement),
        may_grant_support=is_open and may(Permission.GRANT_SUPPORT, engagement),
        may_add_participation=is_open and may(Permission.ADD_PARTICIPATION, engagement),
    )


@dataclass(frozen=True)
class ReadersPanel:
    """The readers of an engagement: a sentence, and their names."""

    sentence: str
    people: list[dict[str, str]]
    count: int
    ids: frozenset[int] | None
    """Keys of the readers in `people`; `None` if everybody can read the engagement."""


def readers_panel(engagement: Engagement) -> ReadersPanel:
    """The sentence states the rule. `people` are the users that the rule gives access; empty if that is everybody."""
    readers = team_queries.find_readers(engagement)
    number = len(readers.people)
    if readers.everybody:
        sentence = _("All members of all offices can read this.")
    elif engagement.sensitivity == Sensitivity.CONFIDENTIAL:
        sentence = ngettext(
            "One person can read this: a cleared member of the lead office, a supporting office or the team.",
            "%(number)d people can read this: cleared members of the lead office, a supporting office or the team.",
            number,
        ) % {"number": number}
    else:
        sentence = ngettext(
            "One person can read this: the named team only.",
            "%(number)d people can read this: the named team only.",
            number,
        ) % {"number": number}
    words = {"team": _("on the team"), "lead": _("lead office"), "support": _("supporting office")}
    people = [{"name": r.name, "office": r.office, "basis": words[r.basis]} for r in readers.people]
    ids = None if readers.everybody else frozenset(readers.ids)
    return ReadersPanel(sentence, [] if readers.everybody else people, number, ids)


@dataclass(frozen=True)
class ShownMember:
    """A team member, and whether they lack the clearance for the engagement's level."""

    member: TeamMember
    is_shut_out: bool


def team_member_rows(engagement: Engagement, readers: ReadersPanel) -> list[ShownMember]:
    """The team members, each with whether they lack the clearance for the engagement's level."""
    return [
        ShownMember(member, readers.ids is not None and member.user_id not in readers.ids)
        for member in team_queries.team_members(engagement)
    ]


def waits(engagement: Engagement, user: User) -> str:
    """Says who must decide on a request; empty if the engagement waits for no decision."""
    if engagement.status not in {Status.IN_REVIEW, Status.CLOSING}:
        return ""
    if engagement.submitted_by_id == user.pk:
        return _("You submitted this. Another manager of the lead office or of the team must decide.")
    return _("Waiting for the decision of a manager of the lead office or of the team.")


def by_month(entries: list[ShownEntry]) -> list[dict[str, Any]]:
    """The timeline, grouped by month. Entries that are dated to the year only are grouped by year."""
    return [{"month": heading, "entries": list(group)} for heading, group in groupby(entries, key=_heading)]


def _heading(item: ShownEntry) -> str:
    on, precision = item.entry.occurred_on, item.entry.occurred_precision
    in_year = precision == Precision.YEAR or (precision == Precision.ABOUT and (on.month, on.day) == (1, 1))
    return date_format(on, "Y" if in_year else "F Y")


@dataclass(frozen=True)
class Participant:
    """A participation, and the partner to show: for a merged partner, the one that it was merged into."""

    participation: Participation
    partner: Mergeable | None


@dataclass(frozen=True)
class InvolvedPerson:
    """The link to a person, and the person to show: for a merged person, the one that they were merged into."""

    link: EngagementPerson
    person: Mergeable


def participant(participation: Participation) -> Participant:
    """A participation with the partner to show, if it names one."""
    partner = participation.partner
    return Participant(participation, partner and (partner.merged_into or partner))


def around(engagement: Engagement) -> dict[str, Any]:
    """Participations, threats, capacities and persons. A merged partner or person is shown as the row merged into."""
    participations, persons = list(coordination.find_participations(engagement)), list(register.persons_of(engagement))
    threats, capacities = list(register.threats_of(engagement)), list(register.capacities_of(engagement))
    named = [*(row.threat for row in threats), *(row.capacity for row in capacities), *(row.person for row in persons)]
    return {
        "participants": [participant(row) for row in participations],
        "tasks": register.mandate_tasks_of(engagement),
        "sdgs": register.sdgs_of(engagement),
        "threats": threats,
        "capacities": capacities,
        "persons": [InvolvedPerson(row, row.person.merged_into or row.person) for row in persons],
        "around": [*participations, *threats, *capacities, *persons, *named],
    }


def sources_of(context: dict[str, Any]) -> list[list[str]]:
    """Sources that participations, threats and capacities in the result of `around` cite."""
    rows = [*(item.participation for item in context["participants"]), *(row.threat for row in context["threats"])]
    return [row.sources for row in [*rows, *(row.capacity for row in context["capacities"])]]


class EngagementPage(MemberPage, View):
    """`/engagements/<reference>/`: one engagement. `?before=<entry>` shows an older part of the timeline.

    `?entries=all` shows up to `CAP` entries, for printing.
    """

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Shows the page. With `before`, htmx gets only that part of the timeline."""
        engagement = register.find_engagement(reference)
        context: dict[str, Any] = {"area": "engagements", "engagement": engagement}
        if wants_part(request) and request.GET.get("before"):
            context |= self.timeline(request, engagement) | {"is_part": True}
            return render(request, "engagements/journal/_timeline.html", context)
        context |= around(engagement)
        context |= self.timeline(request, engagement, *sources_of(context))
        rights, readers = buttons(engagement, self.rights), readers_panel(engagement)
        count, is_capped = journal.count_entries(engagement)
        context |= {
            "rights": rights,
            "moves": self.moves(engagement),
            "waits": waits(engagement, self.user),
            "readers": readers,
            "team": team_member_rows(engagement, readers),
            "lowering": find_open_request(engagement)
            if engagement.sensitivity == Sensitivity.STRICTLY_CONFIDENTIAL
            else None,
            "supports": team_queries.supporting_offices(engagement),
            "follow_ups": followups.follow_up_panel(engagement, self.rights),
            "entry_form": QuickForm(engagement=engagement) if rights.may_log else None,
            "entry_count": count,
            "entry_count_is_capped": is_capped,
            "history": recent_changes(register.DETAIL, engagement.pk, 10, None, "reason", register.RELATED_HISTORY[:2])[
                0
            ],
        }
        response = render(request, "engagements/register/page.html", context)
        response["Vary"] = "HX-Request, Cookie"
        return response

    def timeline(self, request: HttpRequest, engagement: Engagement, *sources: list[str]) -> dict[str, Any]:
        """The journal entries before the entry in `before`, or the newest ones, and the cited sources.

        `sources` are the sources of the rest of the page.
        """
        try:
            before = UUID(request.GET["before"]) if "before" in request.GET else None
        except ValueError:
            before = None
        is_whole = before is None and request.GET.get("entries") == "all"
        stretch = journal.timeline(engagement, before, CAP if is_whole else journal.TIMELINE_SIZE)
        path = reverse("engagement-page", args=[engagement.reference])
        return {
            "timeline": by_month([journal.present_entry(entry, self.rights) for entry in stretch.entries]),
            "named": journal.named_in_entry(*stretch.entries),
            "cited": cited(engagement.sources, *(entry.sources for entry in stretch.entries), *sources),
            "older_url": f"{path}?before={stretch.older}#journal" if stretch.older else None,
            "shown": len(stretch.entries),
            "all_url": f"{path}?entries=all#journal",
            "newer_url": f"{path}#journal" if stretch.newer else None,
        }

    def moves(self, engagement: Engagement) -> list[dict[str, Any]]:
        """Status moves that the viewer has the permission for, each with the reason why it is not possible now."""
        url = reverse("engagement-move", args=[engagement.reference])
        found = LIFECYCLE.moves_from(engagement, self.user, self.rights.can)
        return [
            {"name": move.name, "label": move.label, "needs": move.needs, "url": url, "why_not": why}
            for move, why in found
            if move.to
        ]
