"""Listing and filters of journal entries, in the API."""

from typing import ClassVar

import django_filters as df
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from engagements.journal import queries
from engagements.journal.choices import EntryKind
from engagements.journal.models import JournalEntry
from engagements.register.models import Engagement
from offices.geography.models import Country
from peaceapp.filters import AnyOf, AnyRow, PeriodFrom, PeriodUntil
from peaceapp.lists.listing import Listing
from peaceapp.search.filters import WordsFilter


class EntryFilter(df.FilterSet):  # type: ignore[misc]  # the library is untyped
    """Filters entries. `engagement` takes a reference.

    Hidden and unknown references give the same error, not an empty list.
    """

    q = WordsFilter()
    engagement = AnyRow(
        label=_("Engagement"), queryset=lambda request: Engagement.objects.all(), to_field_name="reference"
    )
    kind = AnyOf(label=_("Kind"), choices=EntryKind.choices)
    country = AnyRow(label=_("Country"), queryset=Country.objects.all(), method="by_country")
    occurred_from = PeriodFrom(label=_("From"), start="occurred_on", end="occurred_end")
    occurred_until = PeriodUntil(label=_("Until"), start="occurred_on")

    class Meta:
        model = JournalEntry
        fields: ClassVar[list[str]] = []

    def by_country(self, rows: QuerySet[JournalEntry], _name: str, values: list[Country]) -> QuerySet[JournalEntry]:
        return queries.entries_in_countries(rows, values)


LISTING = Listing(queries.ROW, EntryFilter, {"date": "occurred_on"}, default="-date")
"""The list of entries, newest first."""
