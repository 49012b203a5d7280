"""Queries for participations. Row-level security leaves out rows that the acting user may not see."""

from typing import Any

from django.db.models import F, Q, QuerySet

from engagements.coordination.choices import RUNNING, State
from engagements.coordination.models import Participation, state_today
from engagements.register.models import Engagement
from peaceapp.access.sensitivity import level_word
from peaceapp.dates import period_end, today
from peaceapp.lists.shape import As, One, Row, Shape


def filter_by_state(rows: QuerySet[Participation], states: list[str]) -> QuerySet[Participation]:
    """Participations whose state today is one of `states`."""
    rows = rows.alias(until_end=period_end(F("until_on"), "until_precision"))
    is_over = Q(until_end__lt=today(), state__in=RUNNING, until_end__isnull=False)
    wanted = Q(state__in=states) & ~is_over
    return rows.filter(wanted | is_over if State.ENDED in states else wanted)


class ParticipationShape(Shape):
    """Shape that shows the state as of today. Histories show the stored state."""

    def present(self, found: list[tuple[Any, ...]]) -> list[Row]:
        rows = super().present(found)
        for row in rows:
            row["state"] = state_today(row["state"], row["until_on"], row["until_precision"])
        return rows


ROW: Shape = ParticipationShape.whole(
    Participation,
    "id",
    engagement=One("engagement", id="reference", label="title"),
    partner=One("partner", id="id", label="name"),
    office=One("office", id="acronym", label="acronym"),
    role=One("role", id="code", label="label"),
    kind=One("kind", id="code", label="label"),
    posture=As("posture"),
    does=As("does"),
    country=One("country", id="alpha2", label="name"),
    from_on=As("from_on"),
    from_precision=As("from_precision"),
    until_on=As("until_on"),
    until_precision=As("until_precision"),
    state=As("state"),
    focal_point=As("focal_point"),
    contribution=As("contribution"),
    evidence=As("evidence"),
    sensitivity=As("sensitivity", level_word),
    sources=As("sources"),
    version=As("version"),
)
"""Fields of a participation, in the API and in its history."""


def find_participations(engagement: Engagement) -> QuerySet[Participation]:
    """Participations of an engagement: offices first, then partners by name.

    Leaves out participations of partners that the viewer may not see.
    """
    is_seen = Q(partner__isnull=True) | Q(partner__name__isnull=False)
    rows = Participation.objects.filter(is_seen, engagement=engagement).select_related(
        "partner", "partner__merged_into", "office", "role", "kind", "country"
    )
    return rows.order_by("office__acronym", "partner__sort_name", "id")
