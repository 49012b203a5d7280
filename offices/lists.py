"""The lists of offices and countries: those nouns stand below the memberships that open a page."""

from typing import Any

from django.urls import reverse

from offices.access.views import MemberPage
from offices.directory.choices import OfficeKind
from offices.directory.filters import COUNTRIES, OFFICES
from peaceapp.pages.lists import ListPage

KINDS = dict(OfficeKind.choices)


class OfficeList(MemberPage, ListPage):
    """`/offices/`."""

    listing = OFFICES
    template, fragment = "offices/directory/list.html", "offices/directory/_results.html"

    def extra(self) -> dict[str, Any]:
        return {"area": "offices"}

    def present(self, row: dict[str, Any]) -> dict[str, Any]:
        return row | {"url": reverse("office-page", args=[row["id"]]), "kind_label": KINDS[row["kind"]]}


class CountryList(MemberPage, ListPage):
    """`/countries/`."""

    listing = COUNTRIES
    template, fragment = "offices/geography/list.html", "offices/geography/_results.html"

    def extra(self) -> dict[str, Any]:
        return {"area": "countries"}

    def present(self, row: dict[str, Any]) -> dict[str, Any]:
        return row | {"url": reverse("country-page", args=[row["id"]])}
