"""Listing and filters of sources, for page and API."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from offices.sources import queries
from peaceapp.filters import YesNo
from peaceapp.lists.listing import Listing
from peaceapp.rest.filters import SearchFilterSet
from peaceapp.search.fields import by_name


class SourceFilter(SearchFilterSet):
    """Filters by words, and by whether sources are weak."""

    is_weak = YesNo(label=_("Weak source"))
    searched: ClassVar = ("code", "title", "note")


LISTING = Listing(queries.ROW, SourceFilter, {"code": "code", "title": by_name("title")}, default="code")
