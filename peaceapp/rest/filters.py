"""Base filter set of the API for short reference lists."""

from typing import Any, ClassVar

import django_filters as df

from peaceapp.search.filters import WordsFilter


class SearchFilterSet(df.FilterSet):  # type: ignore[misc]  # the library is untyped
    """Filter `q`: rows with these words in the columns of `searched`; without `searched`, in their search column."""

    q = WordsFilter()
    searched: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["q"].columns = self.searched
