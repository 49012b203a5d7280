"""Reads what somebody asks for in a search, and finds the rows that have it."""

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

MOST_WORDS = 20
LONGEST = 200
"""Words are cut at so many characters, in the index (`search_vector`) and when they are asked for."""

SIMILAR, MOST_SIMILAR = 0.5, 10
"""How much of a name must be as asked (a word similarity of `pg_trgm`), and how many such names are shown."""


class AllWords(SearchQuery):
    """A query for rows that have all of some folded words, each whole or at least as the beginning of a word."""

    def __init__(self, words: Iterable[str], *, is_whole: bool = False) -> None:
        super().__init__(" & ".join(f"'{word}'" if is_whole else f"'{word}':*" for word in words))

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_kwargs: Any) -> tuple[str, Any]:
        """Words as they are: no parser and no dictionary of the server's reads them."""
        return Func.as_sql(self, compiler, connection, template="%(expressions)s::tsquery")


@dataclass(frozen=True)
class Asked:
    """The words of a search. `is_cut`: there were more than are looked for."""

    text: str
    words: tuple[str, ...]
    is_cut: bool

    @property
    def query(self) -> AllWords:
        """For a `SearchField`."""
        return AllWords(self.words)

    @property
    def notices(self) -> list[Any]:
        """Sentences for the reader, where the answer is not to all that was asked."""
        if not self.words:
            return [_("Type at least one letter or digit to search.")]
        return [_("The search used the first 20 words only.")] if self.is_cut else []


def read_words(text: str) -> Asked:
    """The search terms of `text`: its first 20 words."""
    words = search_text(text[: MOST_WORDS * LONGEST]).split()
    is_cut = len(words) > MOST_WORDS or len(text) > MOST_WORDS * LONGEST
    return Asked(text, tuple(dict.fromkeys(word[:LONGEST] for word in words[:MOST_WORDS])), is_cut)


def has_words(model: type[Model]) -> bool:
    """Whether the rows of a model have a column to be searched by."""
    try:
        model._meta.get_field("search_vector")
    except FieldDoesNotExist:
        return False
    return True


def columns_have(paths: Iterable[str | Func], words: Iterable[str]) -> Any:
    """A condition for rows without such a column: these columns together have all `words`. For short lists."""
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


def found_in(rows: QuerySet[Any], asked: Asked, columns: Iterable[str | Func] = ()) -> QuerySet[Any]:
    """The rows that contain all search terms, in their own search column or else in `columns`."""
    if not asked.words:
        return rows.none()
    if has_words(rows.model):
        return rows.filter(search_vector=asked.query)
    return rows.filter(columns_have(columns, asked.words))


def similar_to(rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    """The ten rows whose names are most like all the words. Only rows that the reader sees are compared."""
    names = Concat(F("sort_name"), Value(" "), names_in("other_names"), output_field=TextField())
    near = rows.annotate(near=TrigramWordSimilarity(" ".join(asked.words), names))
    for place, word in enumerate(asked.words):
        near = near.alias(**{f"near_{place}": TrigramWordSimilarity(word, names)})
        near = near.filter(**{f"near_{place}__gte": SIMILAR})
    return rows.filter(pk__in=list(near.order_by("-near", "pk").values_list("pk", flat=True)[:MOST_SIMILAR]))
