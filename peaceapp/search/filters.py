"""The one filter by words: `q` of every list, on pages, in the API and in exports."""

from collections.abc import Callable, Iterable
from typing import Any

import django_filters as df
from django import forms
from django.db.models import Func, QuerySet
from django.utils.translation import gettext_lazy as _

from peaceapp.search.queries import Asked, found_in, read_words, similar_to

Find = Callable[[QuerySet[Any], Asked], QuerySet[Any]]


class WordsFilter(df.CharFilter):  # type: ignore[misc]  # the library is untyped
    """Rows that have all words of the text: in their search column, in `columns`, or as `find` says.

    `is_by_name`: where no row has them, the rows whose names are most like the text.
    What is to be said of the answer stands in the filter set's `notices` afterwards.
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
        """The library's entry point; nothing asked, nothing narrowed."""
        if not value:
            return qs
        asked = read_words(value)
        self.parent.notices = [*getattr(self.parent, "notices", []), *asked.notices]
        if not asked.words:
            return qs.none()
        found = self.find(qs, asked) if self.find else found_in(qs, asked, self.columns)
        if self.is_by_name and not found.exists():
            found = similar_to(qs, asked)
            if found.exists():
                self.parent.notices.append(_("No name matches these words. Similar names are shown."))
        return found
