"""Parses search terms and finds the rows that contain them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, TrigramWordSimilarity
from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, ExpressionWrapper, F, Func, Model, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from peaceapp.search.fields import names_in
from peaceapp.search.folding import search_text

MAX_WORDS = 20
MAX_WORD_LENGTH = 200
"""Maximum length of a word, in the index (`search_vector`) and in search terms."""

MIN_SIMILARITY, MAX_SIMILAR = 0.5, 10
"""Minimum word similarity (`pg_trgm`) of a similar name, and maximum number of similar names."""


class AllWords(SearchQuery):
    """A query for rows that contain all of these folded words, as whole words or as beginnings of words."""

    def __init__(self, words: Iterable[str], *, is_whole: bool = False) -> None:
        super().__init__(" & ".join(f"'{word}'" if is_whole else f"'{word}':*" for word in words))

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_kwargs: Any) -> tuple[str, Any]:
        """Passes the words unchanged: neither parser nor dictionary of the server reads them."""
        return Func.as_sql(self, compiler, connection, template="%(expressions)s::tsquery")


@dataclass(frozen=True)
class SearchTerms:
    """The words of a search. `is_cut`: words beyond the maximum were dropped."""

    text: str
    words: tuple[str, ...]
    is_cut: bool

    @property
    def query(self) -> AllWords:
        """The query on a `SearchField`."""
        return AllWords(self.words)

    @property
    def notices(self) -> list[Any]:
        """Notices for the reader if not all search terms were used."""
        if not self.words:
            return [_("Type at least one letter or digit to search.")]
        return [_("The search used the first 20 words only.")] if self.is_cut else []


def read_words(text: str) -> SearchTerms:
    """The search terms of `text`: its first 20 words."""
    words = search_text(text[: MAX_WORDS * MAX_WORD_LENGTH]).split()
    is_cut = len(words) > MAX_WORDS or len(text) > MAX_WORDS * MAX_WORD_LENGTH
    return SearchTerms(text, tuple(dict.fromkeys(word[:MAX_WORD_LENGTH] for word in words[:MAX_WORDS])), is_cut)


def has_words(model: type[Model]) -> bool:
    """Whether the model has a search column."""
    try:
        model._meta.get_field("search_vector")
    except FieldDoesNotExist:
        return False
    return True


def columns_have(paths: Iterable[str | Func], words: Iterable[str]) -> Any:
    """Condition that each of `words` occurs in at least one of these columns. For models without a search column."""
    text = Func(
        *(F(path) if isinstance(path, str) else path for path in paths),
        function="search_words",
        output_field=TextField(),
    )
    return ExpressionWrapper(
        Func(text, Value([f"% {word}%" for word in words]), template="(%(expressions)s::text[]))",
             arg_joiner=" like all (", output_field=BooleanField()),
        BooleanField(),
    )  # fmt: skip


def found_in(rows: QuerySet[Any], terms: SearchTerms, columns: Iterable[str | Func] = ()) -> QuerySet[Any]:
    """The rows that contain all search terms: in their search column, or else in `columns`."""
    if not terms.words:
        return rows.none()
    if has_words(rows.model):
        return rows.filter(search_vector=terms.query)
    return rows.filter(columns_have(columns, terms.words))


def similar_to(rows: QuerySet[Any], terms: SearchTerms) -> QuerySet[Any]:
    """The ten rows with the most similar names. Compares only rows that the reader may see."""
    names = Concat(F("sort_name"), Value(" "), names_in("other_names"), output_field=TextField())
    near = rows.annotate(near=TrigramWordSimilarity(" ".join(terms.words), names))
    for place, word in enumerate(terms.words):
        near = near.alias(**{f"near_{place}": TrigramWordSimilarity(word, names)})
        near = near.filter(**{f"near_{place}__gte": MIN_SIMILARITY})
    return rows.filter(pk__in=list(near.order_by("-near", "pk").values_list("pk", flat=True)[:MAX_SIMILAR]))
