"""The list of sources."""

from typing import Any

from offices.access.views import MemberPage
from offices.sources.filters import LISTING
from peaceapp.pages.lists import ListPage


class SourceList(MemberPage, ListPage):
    """`/sources/`. Long pages: links of other pages lead to the place of a code in it."""

    listing = LISTING
    template, fragment = "offices/sources/list.html", "offices/sources/_results.html"
    size = 500

    def extra(self) -> dict[str, Any]:
        return {"area": "sources"}
