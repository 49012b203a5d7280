"""How sources are listed, on the page and in the API."""

from typing import ClassVar

import django_filters as df
from django.utils.translation import gettext_lazy as _

from offices.sources import queries
from peaceapp.listing import Listing
from peaceapp.rest.filters import Search
from peaceapp.search.fields import by_name


class SourceFilter(Search):
    """By words, and by whether they are weak."""

    is_weak = df.TypedChoiceFilter(
        label=_("Weak"), choices=[("", _("Any")), ("true", _("Yes")), ("false", _("No"))], coerce="true".__eq__
    )
    searched: ClassVar = ("code", "title", "note")


LISTING = Listing(queries.ROW, SourceFilter, {"code": "code", "title": by_name("title")}, default="code")
