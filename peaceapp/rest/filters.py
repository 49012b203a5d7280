"""How short lists of reference rows are narrowed."""

from typing import Any, ClassVar

import django_filters as df

from peaceapp.search.filters import WordsFilter


class Search(df.FilterSet):  # type: ignore[misc]  # the library is untyped
    """`q`: rows with these words in the columns that are `searched`, or in their own search column."""

    q = WordsFilter()
    searched: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["q"].columns = self.searched
