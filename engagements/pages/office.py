"""The page of an office: its characteristics, leadership, mandates and engagements."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views import View

from engagements.register import queries as register
from engagements.register.models import Engagement
from offices.access.choices import Role
from offices.access.rights import Rights
from offices.access.views import MemberPage
from offices.directory import queries as directory
from offices.directory.models import Leadership, Office
from offices.mandates import queries as mandates
from offices.mandates.models import Mandate, MandateTask
from offices.mandates.views import in_time
from offices.sources.queries import cited
from peaceapp.pages.timebars import Bar, scale_of

MOST = 20


def newest(engagements: QuerySet[Engagement], most: int = MOST) -> dict[str, Any]:
    """Engagements with the newest visible entries, and whether there are more."""
    rows = list(engagements.select_related("lead_office").order_by("-latest_on", "-pk")[: most + 1])
    return {"engagements": register.present_in_list(rows)[:most], "has_more": len(rows) > most}


@dataclass(frozen=True)
class LeadershipInTime:
    """A period of an office's leadership, and its bar."""

    leadership: Leadership
    bar: Bar | None


def heads(office: Office) -> dict[str, Any]:
    """The leadership of the office, with a bar for each period."""
    rows: list[Leadership] = list(directory.leadership(office))
    picture = scale_of(rows)
    found = [LeadershipInTime(row, picture.bar(row.from_on, row.until_on)) for row in rows]
    return {"heads": found, "head_scale": picture}


def trail_url(office: Office, rights: Rights) -> str:
    """The URL of the office's audit trail for its managers and for auditors; empty for others."""
    is_theirs = office.acronym in rights.managed or any(held.role == Role.AUDITOR for held in rights.held)
    return f"{reverse('audit-trail')}?{urlencode({'office': office.acronym})}" if is_theirs else ""


class OfficePage(MemberPage, View):
    """`/offices/<ACRONYM>/`: one office."""

    def get(self, request: HttpRequest, acronym: str) -> HttpResponse:
        """Shows the office, and those of its engagements that the viewer may see."""
        office = directory.find(acronym)
        tasks = mandates.tasks_of(MandateTask.objects.all(), office).prefetch_related("offices", "themes")
        context: dict[str, Any] = {
            "area": "offices",
            "office": office,
            "trail_url": trail_url(office, self.rights),
            "characteristics": directory.characteristics(office),
            "coverage": list(directory.coverage(office)),
            "tasks": mandates.in_order(tasks),
            **heads(office),
            **in_time(mandates.in_time(Mandate.objects.filter(office=office))),
            **newest(Engagement.objects.filter(lead_office=office)),
        }
        rows = [*context["coverage"], *context["tasks"], *(item.leadership for item in context["heads"])]
        rows += [item.mandate for item in context["mandates"]]
        rows += [row for _topic, said in context["characteristics"] for row in said]
        context["cited"] = cited(office.sources, *(row.sources for row in rows))
        return render(request, "engagements/office.html", context)
