"""The filter `q` by words, used by every list on pages, in the API and in exports."""

from collections.abc import Callable, Iterable
from typing import Any

import django_filters as df
from django import forms
from django.db.models import Func, QuerySet
from django.utils.translation import gettext_lazy as _

from peaceapp.search.queries import SearchTerms, found_in, read_words, similar_to

Find = Callable[[QuerySet[Any], SearchTerms], QuerySet[Any]]


class WordsFilter(df.CharFilter):  # type: ignore[misc]  # the library is untyped
    """Rows that have all words of the text: in their search column, in `columns`, or as `find` decides.

    `is_by_name`: if no row has them, rows with similar names. Notices about the result are in `notices` of the filter
    set.
    """

    def __init__(
        self,
        *,
        columns: Iterable[str | Func] = (),
        find: Find | None = None,
        is_by_name: bool = False,
        label: Any = _("Search"),
        hint: Any = "",
        **options: Any,
    ) -> None:
        self.columns, self.find, self.is_by_name = tuple(columns), find, is_by_name
        attributes = {"type": "search"} | ({"placeholder": hint} if hint else {})
        super().__init__(label=label, widget=forms.TextInput(attrs=attributes), **options)

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Called by django-filter. An empty text changes nothing."""
        if not value:
            return qs
        terms = read_words(value)
        self.parent.notices = [*getattr(self.parent, "notices", []), *terms.notices]
        if not terms.words:
            return qs.none()
        found = self.find(qs, terms) if self.find else found_in(qs, terms, self.columns)
        if self.is_by_name and not found.exists():
            found = similar_to(qs, terms)
            if found.exists():
                self.parent.notices.append(_("No name matches these words. Similar names are shown."))
        return found
