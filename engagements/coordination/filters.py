"""Listing and filters of participations, in the API."""

from typing import ClassVar

import django_filters as df
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from engagements.coordination import queries
from engagements.coordination.choices import Posture, State
from engagements.coordination.models import Participation
from engagements.partners import queries as partners
from engagements.partners.models import Partner
from engagements.register.models import Engagement
from offices.directory.models import Office
from offices.geography.models import Country
from offices.taxonomy.models import Kind, PartnerRole
from peaceapp.filters import AnyOf, AnyRow
from peaceapp.lists.listing import Listing
from peaceapp.search.filters import WordsFilter

SEARCHED = ("does", *partners.rows_named("partner"))
"""Search columns: the task of the participation, and all names of its partner and of the partner merged into."""


class ParticipationFilter(df.FilterSet):  # type: ignore[misc]  # the library is untyped
    """Filters participations. `partner` also finds participations of partners merged into it.

    Hidden and unknown partners and engagements give the same error, not an empty list.
    """

    q = WordsFilter(columns=SEARCHED)
    engagement = AnyRow(
        label=_("Engagement"), queryset=lambda request: Engagement.objects.all(), to_field_name="reference"
    )
    partner = AnyRow(label=_("Partner"), queryset=lambda request: Partner.objects.all(), method="by_partner")
    office = AnyRow(label=_("Office"), queryset=Office.objects.all(), to_field_name="acronym")
    role = AnyRow(label=_("Role"), queryset=PartnerRole.objects.all())
    kind = AnyRow(label=_("Kind of work"), queryset=Kind.objects.all())
    country = AnyRow(label=_("Country"), queryset=Country.objects.all())
    state = AnyOf(label=_("State"), choices=State.choices, method="by_state")
    posture = AnyOf(label=_("Posture"), choices=Posture.choices)

    class Meta:
        model = Participation
        fields: ClassVar[list[str]] = []

    def by_partner(self, rows: QuerySet[Participation], _name: str, values: list[Partner]) -> QuerySet[Participation]:
        return rows.filter(Q(partner__in=values) | Q(partner__merged_into__in=values))

    def by_state(self, rows: QuerySet[Participation], _name: str, values: list[str]) -> QuerySet[Participation]:
        return queries.filter_by_state(rows, values)


LISTING = Listing(queries.ROW, ParticipationFilter, {"added": "id"}, default="-added")
"""The list of participations, newest first."""
