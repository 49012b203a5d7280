"""Listing and filters of engagements. The page, the API and exports use the same filter names."""

from typing import ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from engagements.register import queries
from engagements.register.choices import OPEN, Orientation, Setting, Status
from engagements.register.models import Engagement
from offices.directory.models import Office
from offices.geography.models import Country
from offices.taxonomy.models import Kind, Theme
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.filters import AnyOf, PeriodFrom, PeriodUntil
from peaceapp.lists.choices import ChoiceFilterSet, ChoiceQuery
from peaceapp.lists.listing import Listing
from peaceapp.search.filters import WordsFilter

LEVELS = [(level.word, level.label) for level in Sensitivity]
STATUSES = [("open", _("Open (not closed, not withdrawn)")), *Status.choices]


class EngagementFilter(ChoiceFilterSet):
    """Filters engagements. `q` searches reference, title and summary; `status=open` selects all open statuses."""

    q = WordsFilter(hint=_("Title, reference or summary"))
    status = AnyOf(label=_("Status"), choices=STATUSES, method="by_status")
    country = AnyOf(label=_("Country"), method="by_country")
    office = AnyOf(label=_("Lead office"), method="by_office")
    kind = AnyOf(label=_("Kind"), method="by_kind")
    theme = AnyOf(label=_("Theme"), method="by_theme")
    orientation = AnyOf(label=_("Orientation"), choices=Orientation.choices)
    setting = AnyOf(label=_("Setting"), choices=Setting.choices)
    sensitivity = AnyOf(label=_("Sensitivity"), choices=LEVELS, method="by_level")
    opened_from = PeriodFrom(label=_("Opened from"), start="opened_on", end="opened_end")
    opened_until = PeriodUntil(label=_("Opened until"), start="opened_on")
    closed_from = PeriodFrom(label=_("Closed from"), start="closed_on", end="closed_end")
    closed_until = PeriodUntil(label=_("Closed until"), start="closed_on")

    offered = ChoiceQuery(
        country=(Country, "alpha2", "name"),
        office=(Office, "acronym", "acronym"),
        kind=(Kind, "code", "label"),
        theme=(Theme, "code", "label"),
    )

    class Meta:
        model = Engagement
        fields: ClassVar[list[str]] = []

    def by_status(self, rows: QuerySet[Engagement], _name: str, values: list[str]) -> QuerySet[Engagement]:
        return rows.filter(status__in={*values, *(OPEN if "open" in values else ())})

    def by_level(self, rows: QuerySet[Engagement], _name: str, values: list[str]) -> QuerySet[Engagement]:
        return rows.filter(sensitivity__in=[Sensitivity.of(value) for value in values])

    def by_office(self, rows: QuerySet[Engagement], _name: str, values: list[str]) -> QuerySet[Engagement]:
        offices = Office.objects.filter(acronym__in=values).values("pk")
        return rows.filter(lead_office=offices[:1]) if len(values) == 1 else rows.filter(lead_office__in=offices)

    def by_country(self, rows: QuerySet[Engagement], _name: str, values: list[str]) -> QuerySet[Engagement]:
        return rows.filter(pk__in=queries.engagements_linked_to("country", values))

    def by_kind(self, rows: QuerySet[Engagement], _name: str, values: list[str]) -> QuerySet[Engagement]:
        return rows.filter(pk__in=queries.engagements_linked_to("kind", values))

    def by_theme(self, rows: QuerySet[Engagement], _name: str, values: list[str]) -> QuerySet[Engagement]:
        return rows.filter(pk__in=queries.engagements_linked_to("theme", values))


ORDERING = {"latest": "latest_on", "opened": "opened_on", "title": "sort_title"}

LISTING = Listing(queries.ROW, EngagementFilter, ORDERING, default="-latest")
"""The list of engagements. Default order: newest entry first."""
