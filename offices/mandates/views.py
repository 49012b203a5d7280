"""The page of mandates with a timeline, and their tasks."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from offices.access.views import MemberPage
from offices.directory.models import Office
from offices.mandates import queries
from offices.mandates.filters import MANDATES
from offices.mandates.models import Mandate, MandateTask
from offices.sources.queries import cited
from peaceapp.dates import Precision
from peaceapp.pages.timebars import Bar, Scale, end_of_year, scale

MAX_ROWS = 500
"""Maximum number of mandates, and of tasks, on the page. There are few, so the page has no paging."""


@dataclass(frozen=True)
class MandateInTime:
    """A mandate, and its bar."""

    mandate: Mandate
    bar: Bar | None


def in_time(mandates: Iterable[Mandate]) -> dict[str, Any]:
    """Mandates with a bar each: from the first day, or else the adoption, to the end."""
    rows = list(mandates)
    days = [day for row in rows for day in (row.adopted_on, row.from_on, row.until_on)]
    picture = scale(days, reaches_today=any(row.from_on and not row.until_on for row in rows))
    return {"mandates": [MandateInTime(row, _bar(row, picture)) for row in rows], "mandate_scale": picture}


def _bar(row: Mandate, picture: Scale) -> Bar | None:
    start = row.from_on or row.adopted_on
    if row.until_on is None and row.from_on is None:
        return picture.mark(start) if start else None
    is_span_of_years = row.until_on and row.until_precision == Precision.YEAR
    return picture.bar(start, end_of_year(row.until_on) if row.until_on and is_span_of_years else row.until_on)


class MandateList(MemberPage, View):
    """`/mandates/`, with `?office=`: the instruments of all offices by time, and the tasks that follow from them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Shows one page without paging. An unknown office shows its error and no rows."""
        filters = MANDATES.filter(Mandate.objects.all(), request.GET)
        mandates, tasks = Mandate.objects.none(), MandateTask.objects.none()
        offices: list[Office] = []
        if filters.is_valid():
            offices = filters.form.cleaned_data["office"]
            mandates, tasks = filters.qs, MandateTask.objects.all()
            tasks = queries.tasks_of(tasks, *offices) if offices else tasks
        context: dict[str, Any] = {
            "area": "mandates",
            "filter": filters,
            "offices": offices,
            **in_time(queries.in_time(mandates)[:MAX_ROWS]),
            "tasks": queries.in_order(tasks.prefetch_related("offices", "themes")[:MAX_ROWS]),
        }
        rows = [*(item.mandate for item in context["mandates"]), *context["tasks"]]
        context["cited"] = cited(*(row.sources for row in rows))
        return render(request, "offices/mandates/list.html", context)
