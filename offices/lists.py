"""List pages of offices and countries. The folders of offices and countries may not import `offices.access`."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from offices.access.views import MemberPage
from offices.directory.choices import OfficeKind
from offices.directory.filters import COUNTRIES, OFFICES
from peaceapp.pages.lists import ListPage

KINDS = dict(OfficeKind.choices)


class OfficeList(MemberPage, ListPage):
    """`/offices/`: the list of offices."""

    listing, title, area = OFFICES, _("Offices"), "offices"
    lede = _(
        "Regional political offices and offices of special envoys, open and closed. A closed office keeps its"
        " engagements."
    )
    fragment = "offices/directory/_results.html"

    def present(self, row: dict[str, Any]) -> dict[str, Any]:
        return row | {"url": reverse("office-page", args=[row["id"]]), "kind_label": KINDS[row["kind"]]}


class CountryList(MemberPage, ListPage):
    """`/countries/`: the list of countries."""

    listing, title, area = COUNTRIES, _("Countries"), "countries"
    lede = _("Countries and areas of ISO 3166, with the offices that cover them.")
    fragment = "offices/geography/_results.html"

    def present(self, row: dict[str, Any]) -> dict[str, Any]:
        return row | {"url": reverse("country-page", args=[row["id"]])}
