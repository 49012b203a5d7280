"""How a list of engagements is narrowed: the same names on the page, in the API and in exports."""

from functools import partial
from typing import ClassVar

import django_filters as df
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from engagements.register import queries
from engagements.register.choices import OPEN, Orientation, Setting, Status
from engagements.register.models import Engagement
from offices.directory.models import Office
from offices.geography.models import Country
from offices.taxonomy.models import Kind, Theme
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.listing import Listing
from peaceapp.offered import Offered, OfferingFilters
from peaceapp.pages.widgets import Picker
from peaceapp.search.filters import WordsFilter

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LEVELS = [(level.word, level.label) for level in Sensitivity]
STATUSES = [("open", _("Open (not closed, not withdrawn)")), *Status.choices]
Choice = partial(df.ChoiceFilter, empty_label=_("Any"), widget=Picker)


class EngagementFilter(OfferingFilters):
    """`q` searches reference, title and summary; `mine` keeps those that the viewer leads or sits on the team of."""

    q = WordsFilter(hint=_("Title, reference or summary"))
    status = Choice(label=_("Status"), choices=STATUSES, method="by_status")
    country = Choice(label=_("Country"), method="by_country")
    office = Choice(label=_("Lead office"), method="by_office")
    kind = Choice(label=_("Kind"), method="by_kind")
    theme = Choice(label=_("Theme"), method="by_theme")
    orientation = Choice(label=_("Orientation"), choices=Orientation.choices)
    setting = Choice(label=_("Setting"), choices=Setting.choices)
    sensitivity = Choice(label=_("Sensitivity"), choices=LEVELS, method="by_level")
    opened_from = df.DateFilter(label=_("Opened from"), field_name="opened_on", lookup_expr="gte", widget=DAY)
    opened_until = df.DateFilter(label=_("Opened until"), field_name="opened_on", lookup_expr="lte", widget=DAY)

    offered = Offered(
        country=(Country, "alpha2", "name"),
        office=(Office, "acronym", "acronym"),
        kind=(Kind, "code", "label"),
        theme=(Theme, "code", "label"),
    )

    class Meta:
        model = Engagement
        fields: ClassVar[list[str]] = []

    def by_status(self, rows: QuerySet[Engagement], _name: str, value: str) -> QuerySet[Engagement]:
        return rows.filter(status__in=OPEN) if value == "open" else rows.filter(status=value)

    def by_level(self, rows: QuerySet[Engagement], _name: str, value: str) -> QuerySet[Engagement]:
        return rows.filter(sensitivity=Sensitivity.of(value))

    def by_office(self, rows: QuerySet[Engagement], _name: str, value: str) -> QuerySet[Engagement]:
        return rows.filter(lead_office=Office.objects.filter(acronym=value).values("pk")[:1])

    def by_country(self, rows: QuerySet[Engagement], _name: str, value: str) -> QuerySet[Engagement]:
        return rows.filter(pk__in=queries.linked("country", value))

    def by_kind(self, rows: QuerySet[Engagement], _name: str, value: str) -> QuerySet[Engagement]:
        return rows.filter(pk__in=queries.linked("kind", value))

    def by_theme(self, rows: QuerySet[Engagement], _name: str, value: str) -> QuerySet[Engagement]:
        return rows.filter(pk__in=queries.linked("theme", value))


ORDERING = {"latest": "latest_on", "opened": "opened_on", "title": "sort_title"}

LISTING = Listing(queries.ROW, EngagementFilter, ORDERING, default="-latest")
"""The register: newest entry first, unless another order is asked for."""
