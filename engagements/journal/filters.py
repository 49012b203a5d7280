"""How a list of entries is narrowed."""

from typing import ClassVar

import django_filters as df
from django.utils.translation import gettext_lazy as _

from engagements.journal import queries
from engagements.journal.choices import EntryKind
from engagements.journal.models import JournalEntry
from engagements.register.models import Engagement
from offices.geography.models import Country
from peaceapp.listing import Listing
from peaceapp.search.filters import WordsFilter


class EntryFilter(df.FilterSet):  # type: ignore[misc]  # the library is untyped
    """`engagement` takes a reference; a hidden one narrows like an unknown one: to an error, not to an empty list."""

    q = WordsFilter()
    engagement = df.ModelChoiceFilter(
        label=_("Engagement"), queryset=lambda request: Engagement.objects.all(), to_field_name="reference"
    )
    kind = df.ChoiceFilter(label=_("Kind"), choices=EntryKind.choices)
    country = df.ModelChoiceFilter(label=_("Country"), queryset=Country.objects.all())
    occurred_from = df.DateFilter(label=_("From"), field_name="occurred_on", lookup_expr="gte")
    occurred_until = df.DateFilter(label=_("Until"), field_name="occurred_on", lookup_expr="lte")

    class Meta:
        model = JournalEntry
        fields: ClassVar[list[str]] = []


LISTING = Listing(queries.ROW, EntryFilter, {"date": "occurred_on"}, default="-date")
"""Entries, the newest first."""
