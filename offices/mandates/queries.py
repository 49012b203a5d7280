"""Queries for mandates and mandate tasks."""

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from offices.directory.models import Office
from offices.mandates.models import Mandate, MandateTask, TaskOffice, TaskTheme
from peaceapp.history.versions import RelatedHistory
from peaceapp.lists.shape import As, Many, One, Shape

_FROM_UNTIL = {name: As(name) for name in ("from_on", "from_precision", "until_on", "until_precision")}

ROW = Shape(
    Mandate,
    "code",
    "instrument",
    "title",
    "symbols",
    id=As("code"),
    office=One("office", id="acronym", label="acronym"),
    adopted_on=As("adopted_on"),
    adopted_precision=As("adopted_precision"),
    **_FROM_UNTIL,
    reviewed_on=As("reviewed_on"),
    effect=As("effect"),
    sources=As("sources"),
)
"""Fields of a mandate, on the page and in the API."""

TASK = Shape(
    MandateTask,
    "code",
    "title",
    "origin",
    id=As("code"),
    offices=Many(TaskOffice, "task_id", "office", id="acronym", label="acronym"),
    themes=Many(TaskTheme, "task_id", "theme", id="code", label="label"),
    **_FROM_UNTIL,
    sources=As("sources"),
)
"""Fields of a mandate task, on the page and in the API."""

TASK_RELATED_HISTORY = (
    RelatedHistory(TaskOffice, "offices", _("offices"), "office", "acronym", "acronym", "task_id"),
    RelatedHistory(TaskTheme, "themes", _("themes"), "theme", "code", "label", "task_id"),
)
"""The links that are part of a task's history."""


def of_office(mandates: QuerySet[Mandate], *offices: Office) -> QuerySet[Mandate]:
    """Mandates of these offices, and those that bind all offices."""
    return mandates.filter(Q(office__in=offices) | Q(office__isnull=True))


def tasks_of(tasks: QuerySet[MandateTask], *offices: Office) -> QuerySet[MandateTask]:
    """Mandate tasks of these offices."""
    return tasks.filter(pk__in=TaskOffice.objects.filter(office__in=offices).values("task"))


def in_time(mandates: QuerySet[Mandate]) -> QuerySet[Mandate]:
    """Mandates with their offices, by date of adoption, or else by first day."""
    return mandates.select_related("office").order_by(
        Coalesce(F("adopted_on"), F("from_on")).asc(nulls_last=True), "code"
    )


def in_order(tasks: Iterable[MandateTask]) -> list[MandateTask]:
    """Tasks by code in natural order: T-W2 before T-W10."""
    return sorted(tasks, key=lambda task: (task.code.rstrip("0123456789"), len(task.code), task.code))
