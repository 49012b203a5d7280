"""How short lists of reference rows are narrowed."""

from typing import ClassVar

import django_filters as df
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _


class Search(df.FilterSet):  # type: ignore[misc]  # the library is untyped
    """`q`: rows with these words in one of the columns that are `searched`."""

    q = df.CharFilter(label=_("Search"), method="search")
    searched: ClassVar[tuple[str, ...]] = ()

    def search(self, rows: QuerySet, _name: str, value: str) -> QuerySet:  # type: ignore[type-arg]  # of any model
        """Case does not matter."""
        wanted = Q()
        for column in self.searched:
            wanted |= Q(**{f"{column}__icontains": value})
        return rows.filter(wanted)
