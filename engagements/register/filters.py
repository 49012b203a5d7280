"""How a list of engagements is narrowed: the same names on the page, in the API and in exports."""

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

ANY = _("Any")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LEVELS = [(level.word, level.label) for level in Sensitivity]
STATUSES = [("open", _("Open (not closed, not withdrawn)")), *Status.choices]


class EngagementFilter(df.FilterSet):  # type: ignore[misc]  # the library is untyped
    """`q` searches reference, title and summary; `mine` keeps those that the viewer leads or sits on the team of."""

    q = df.CharFilter(label=_("Search"), method="search", widget=forms.TextInput(attrs={"type": "search"}))
    status = df.ChoiceFilter(label=_("Status"), choices=STATUSES, empty_label=ANY, method="by_status")
    country = df.ModelChoiceFilter(
        label=_("Country"), queryset=Country.objects.all(), empty_label=ANY, method="by_country"
    )
    office = df.ModelChoiceFilter(
        label=_("Lead office"), queryset=Office.objects.all(), to_field_name="acronym", empty_label=ANY,
        field_name="lead_office",
    )  # fmt: skip
    kind = df.ModelChoiceFilter(label=_("Kind"), queryset=Kind.objects.all(), empty_label=ANY, method="by_kind")
    theme = df.ModelChoiceFilter(label=_("Theme"), queryset=Theme.objects.all(), empty_label=ANY, method="by_theme")
    orientation = df.ChoiceFilter(label=_("Orientation"), choices=Orientation.choices, empty_label=ANY)
    setting = df.ChoiceFilter(label=_("Setting"), choices=Setting.choices, empty_label=ANY)
    sensitivity = df.ChoiceFilter(label=_("Sensitivity"), choices=LEVELS, empty_label=ANY, method="by_level")
    opened_from = df.DateFilter(label=_("Opened from"), field_name="opened_on", lookup_expr="gte", widget=DAY)
    opened_until = df.DateFilter(label=_("Opened until"), field_name="opened_on", lookup_expr="lte", widget=DAY)

    class Meta:
        model = Engagement
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Engagement], _name: str, value: str) -> QuerySet[Engagement]:
        return queries.search(rows, value)

    def by_status(self, rows: QuerySet[Engagement], _name: str, value: str) -> QuerySet[Engagement]:
        return rows.filter(status__in=OPEN) if value == "open" else rows.filter(status=value)

    def by_level(self, rows: QuerySet[Engagement], _name: str, value: str) -> QuerySet[Engagement]:
        return rows.filter(sensitivity=Sensitivity.of(value))

    def by_country(self, rows: QuerySet[Engagement], _name: str, value: Country) -> QuerySet[Engagement]:
        return rows.filter(pk__in=queries.linked("country", value))

    def by_kind(self, rows: QuerySet[Engagement], _name: str, value: Kind) -> QuerySet[Engagement]:
        return rows.filter(pk__in=queries.linked("kind", value))

    def by_theme(self, rows: QuerySet[Engagement], _name: str, value: Theme) -> QuerySet[Engagement]:
        return rows.filter(pk__in=queries.linked("theme", value))


ORDERING = {"latest": "latest_on", "opened": "opened_on", "title": "title"}

LISTING = Listing(queries.ROW, EngagementFilter, ORDERING, default="-latest")
"""The register: newest entry first, unless another order is asked for."""
