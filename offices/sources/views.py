"""The list page of sources."""

from django.utils.translation import gettext_lazy as _

from offices.access.views import MemberPage
from offices.sources.filters import LISTING
from peaceapp.pages.lists import ListPage


class SourceList(MemberPage, ListPage):
    """`/sources/`. Has long pages, because other pages link to a code in it."""

    listing, title, area = LISTING, _("Sources"), "sources"
    lede = _("Sources of the facts in the register. Records cite them by code.")
    fragment, size = "offices/sources/_results.html", 500
