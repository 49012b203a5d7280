"""The page of a country: the offices that cover it, its engagements and its journal entries."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views import View

from engagements.journal.models import JournalEntry
from engagements.journal.queries import entries_in_countries
from engagements.pages.office import newest
from engagements.register import queries as register
from engagements.register.models import Engagement
from offices.access.views import MemberPage
from offices.directory import queries as directory
from offices.geography import queries as geography
from offices.geography.models import Country
from offices.sources.queries import cited

MOST_ENTRIES = 10


class CountryPage(MemberPage, View):
    """`/countries/<ISO2>/`: one country."""

    def get(self, request: HttpRequest, alpha2: str) -> HttpResponse:
        """Shows the country with the engagements and entries that the viewer may see."""
        country = get_object_or_404(Country, alpha2=alpha2)
        coverage = list(directory.covering(country))
        there = entries_in_countries(JournalEntry.objects.all(), [country]).select_related("engagement", "author")
        context: dict[str, Any] = {
            "area": "countries",
            "country": country,
            "names": geography.names(country),
            "coverage": coverage,
            "entries": list(there.order_by("-occurred_on", "-pk")[:MOST_ENTRIES]),
            "cited": cited(*(row.sources for row in coverage)),
            **newest(Engagement.objects.filter(pk__in=register.engagements_linked_to("country", [country]))),
        }
        return render(request, "engagements/country.html", context)
