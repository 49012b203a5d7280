"""How a list of participations is narrowed."""

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
from peaceapp.listing import Listing
from peaceapp.search.filters import WordsFilter

SEARCHED = ("does", *partners.named("partner"))
"""What a participation is searched by: what it does, and every name of its partner and of what that stands for."""


class ParticipationFilter(df.FilterSet):  # type: ignore[misc]  # the library is untyped
    """`partner` also finds what was merged into it. Hidden ones narrow like unknown ones: to an error."""

    q = WordsFilter(columns=SEARCHED)
    engagement = df.ModelChoiceFilter(
        label=_("Engagement"), queryset=lambda request: Engagement.objects.all(), to_field_name="reference"
    )
    partner = df.ModelChoiceFilter(
        label=_("Partner"), queryset=lambda request: Partner.objects.all(), method="by_partner"
    )
    office = df.ModelChoiceFilter(label=_("Office"), queryset=Office.objects.all(), to_field_name="acronym")
    role = df.ModelChoiceFilter(label=_("Role"), queryset=PartnerRole.objects.all())
    kind = df.ModelChoiceFilter(label=_("Kind of work"), queryset=Kind.objects.all())
    country = df.ModelChoiceFilter(label=_("Country"), queryset=Country.objects.all())
    state = df.ChoiceFilter(label=_("State"), choices=State.choices)
    posture = df.ChoiceFilter(label=_("Posture"), choices=Posture.choices)

    class Meta:
        model = Participation
        fields: ClassVar[list[str]] = []

    def by_partner(self, rows: QuerySet[Participation], _name: str, value: Partner) -> QuerySet[Participation]:
        return rows.filter(Q(partner=value) | Q(partner__merged_into=value))


LISTING = Listing(queries.ROW, ParticipationFilter, {"added": "id"}, default="-added")
"""Participations, the newest first."""
