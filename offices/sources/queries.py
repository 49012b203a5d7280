"""Queries for sources."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse

from offices.sources.models import Source
from peaceapp.lists.shape import As, Shape

ROW = Shape(Source, "code", "title", "address", "is_weak", "note", id=As("code"))
"""Fields of a source, on the page and in the API."""


@dataclass(frozen=True)
class Cited:
    """A source as cited on a page."""

    title: str
    is_weak: bool
    url: str


def cited(*codes: Iterable[str]) -> dict[str, Cited]:
    """The sources of these lists of codes, by code, in one query. Codes that are no source are left out."""
    wanted = {code for some in codes for code in some}
    if not wanted:
        return {}
    page = reverse("source-list")
    found = Source.objects.filter(pk__in=wanted).values_list("code", "title", "is_weak")
    return {code: Cited(title, is_weak, f"{page}#source-{quote(code)}") for code, title, is_weak in found}
