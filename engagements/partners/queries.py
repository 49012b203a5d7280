"""Reads of partners, persons and contacts. What the acting user may not see is not in them."""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from engagements.partners.models import Contact, Mergeable, Partner, PartnerCountry, Person
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.shape import As, Many, One, Shape

M = TypeVar("M", bound=Mergeable)
WORDS = {level.value: level.word for level in Sensitivity}


def level(value: int) -> str:
    """A level as the API writes it."""
    return WORDS[value]


PARTNER_ROW = Shape(
    Partner,
    "id",
    "name",
    "acronym",
    kind=One("kind", id="code", label="label"),
    region=As("region"),
    seat=As("seat"),
    countries=Many(PartnerCountry, "partner_id", "country", id="alpha2", label="name", only=Q(is_member=False)),
    members=Many(PartnerCountry, "partner_id", "country", id="alpha2", label="name", only=Q(is_member=True)),
    about=As("about"),
    aliases=As("aliases"),
    iati_type=As("iati_type"),
    office=One("office", id="acronym", label="acronym"),
    sensitivity=As("sensitivity", level),
    merged_into=One("merged_into", id="id", label="name"),
    retired_on=As("retired_on"),
    sources=As("sources"),
    version=As("version"),
)
"""What a list of partners shows, on the page, in the API and in an export."""

PERSON_ROW = Shape(
    Person,
    "id",
    "name",
    "function",
    nationality=One("nationality", id="alpha2", label="name"),
    partner=One("partner", id="id", label="name"),
    about=As("about"),
    office=One("office", id="acronym", label="acronym"),
    sensitivity=As("sensitivity", level),
    merged_into=One("merged_into", id="id", label="name"),
    retired_on=As("retired_on"),
    sources=As("sources"),
    version=As("version"),
)

CONTACT_ROW = Shape(
    Contact,
    "id",
    person=One("person", id="id", label="name"),
    partner=One("partner", id="id", label="name"),
    holder=One("holder", id="username", label="name"),
    access=As("access"),
    last_contact_on=As("last_contact_on"),
    note=As("note"),
    office=One("office", id="acronym", label="acronym"),
    sensitivity=As("sensitivity", level),
    sources=As("sources"),
    version=As("version"),
)


def standing(model: type[M]) -> QuerySet[M]:
    """Rows that stand for themselves: what a list shows unless it is asked for the others too."""
    return model._default_manager.filter(merged_into__isnull=True)


def offered(model: type[M]) -> QuerySet[M]:
    """Rows that may be chosen for something new."""
    return standing(model).filter(retired_on__isnull=True)


def find(model: type[M], key: UUID) -> M:
    """The row with this key; `Http404` for hidden and unknown alike."""
    return get_object_or_404(model._default_manager.select_related("office", "merged_into"), pk=key)


def all_of(row: Mergeable) -> list[UUID]:
    """The keys under which a row is named: its own, and those of the visible rows that were merged into it."""
    merged = type(row)._default_manager.filter(merged_into=row).values_list("pk", flat=True)
    return [row.pk, *merged]


def resolved(path: str) -> Coalesce:
    """The key of the row that the one at `path` stands for: for counting and grouping by partner or person."""
    return Coalesce(f"{path}__merged_into_id", f"{path}_id")


def alike(name: str, acronym: str, besides: UUID | None = None) -> QuerySet[Partner]:
    """Visible partners of the same acronym, name or other name, whatever the case."""
    names = [text for text in {name.strip(), acronym.strip()} if text]
    same = Q()
    for text in names:
        same |= Q(name__iexact=text) | Q(acronym__iexact=text) | Q(aliases__contains=[text])
    found = standing(Partner).filter(same) if names else Partner.objects.none()
    return found.exclude(pk=besides) if besides else found


def search(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Those whose names have every one of `words` somewhere."""
    fields = ("name", "acronym", "aliases") if rows.model is Partner else ("name", "function")
    for word in words.split():
        found = Q()
        for field in fields:
            found |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(found)
    return rows
