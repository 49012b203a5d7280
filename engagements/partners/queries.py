"""Queries for partners, persons and contacts. Row-level security leaves out rows that the acting user may not see."""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, Func, Q, QuerySet
from django.db.models.functions import Coalesce, Length
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from engagements.partners.models import Contact, Mergeable, OfficeRow, Partner, PartnerCountry, Person
from offices.access.choices import Role
from offices.access.rights import Rights
from offices.directory.models import Office
from peaceapp.access.sensitivity import Sensitivity, level_word
from peaceapp.history.versions import RelatedHistory
from peaceapp.lists.shape import As, Many, One, Rows, Shape
from peaceapp.search.fields import names_in
from peaceapp.search.folding import search_text
from peaceapp.search.names import is_slip, name_key, name_words, readings
from peaceapp.search.queries import AllWords, SearchTerms

RowT = TypeVar("RowT", bound=OfficeRow)
MergeableT = TypeVar("MergeableT", bound=Mergeable)


PARTNER_ROW = Shape.whole(
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
    other_names=As("other_names"),
    iati_type=As("iati_type"),
    office=One("office", id="acronym", label="acronym"),
    sensitivity=As("sensitivity", level_word),
    merged_into=One("merged_into", id="id", label="name"),
    merged=Rows(Shape(Partner, "id", "acronym", label=As("name")), "merged_into", ("sort_name", "id")),
    retired_on=As("retired_on"),
    sources=As("sources"),
    version=As("version"),
)
"""Fields of a partner, on the page, in the API and in an export."""

PARTNER_RELATED_HISTORY = (
    RelatedHistory(
        PartnerCountry, "countries", _("countries"), "country", "alpha2", "name", "partner_id", only=Q(is_member=False)
    ),
    RelatedHistory(
        PartnerCountry, "members", _("member states"), "country", "alpha2", "name", "partner_id", only=Q(is_member=True)
    ),
)
"""Links whose changes appear in a partner's history."""

PERSON_ROW = Shape.whole(
    Person,
    "id",
    "name",
    "function",
    "other_names",
    nationality=One("nationality", id="alpha2", label="name"),
    partner=One("partner", id="id", label="name"),
    about=As("about"),
    office=One("office", id="acronym", label="acronym"),
    sensitivity=As("sensitivity", level_word),
    merged_into=One("merged_into", id="id", label="name"),
    merged=Rows(Shape(Person, "id", label=As("name")), "merged_into", ("sort_name", "id")),
    retired_on=As("retired_on"),
    sources=As("sources"),
    version=As("version"),
)

CONTACT_ROW = Shape.whole(
    Contact,
    "id",
    person=One("person", id="id", label="name"),
    partner=One("partner", id="id", label="name"),
    holder=One("holder", id="username", label="name"),
    access=As("access"),
    last_contact_on=As("last_contact_on"),
    note=As("note"),
    office=One("office", id="acronym", label="acronym"),
    sensitivity=As("sensitivity", level_word),
    sources=As("sources"),
    version=As("version"),
)


IS_NOT_MERGED = Q(merged_into__name__isnull=True)
"""Condition for rows that are not merged, and merged rows whose target is hidden from the viewer. A viewer who cannot
follow a merge sees the merged row itself."""


def standing_rows(model: type[MergeableT]) -> QuerySet[MergeableT]:
    """Rows that are not merged: the default content of lists."""
    return model._default_manager.filter(IS_NOT_MERGED)


def choosable_rows(model: type[MergeableT]) -> QuerySet[MergeableT]:
    """Rows that can be chosen for new records: not merged and not retired."""
    return standing_rows(model).filter(retired_on__isnull=True)


def find(model: type[MergeableT], key: UUID) -> MergeableT:
    """The row with this key. `Http404` for hidden and unknown rows."""
    return get_object_or_404(model._default_manager.select_related("office", "merged_into"), pk=key)


def find_contact(person: Person, key: UUID) -> Contact:
    """The contact of `person` with this key. `Http404` for hidden and unknown ones."""
    contact = get_object_or_404(Contact.objects.select_related("office", "holder", "partner"), person=person, pk=key)
    contact.person = person
    return contact


def contacts() -> QuerySet[Contact]:
    """Contacts of persons whom the viewer can see."""
    return Contact.objects.filter(person__in=Person.objects.values("pk"))


def contacts_of_persons(keys: list[UUID]) -> QuerySet[Contact]:
    """Contacts of the persons with these keys, the last used first."""
    rows = Contact.objects.filter(person__in=keys).select_related("office", "holder", "partner")
    return rows.order_by(F("last_contact_on").desc(nulls_last=True), "pk")


def ids_with_merged(row: Mergeable) -> list[UUID]:
    """The key of `row`, and the keys of the visible rows that were merged into it."""
    return [row.pk, *merged_into(row).values_list("pk", flat=True)]


def merged_into(row: MergeableT) -> QuerySet[MergeableT]:
    """The visible rows that were merged into `row`, by name."""
    return type(row)._default_manager.filter(merged_into=row).order_by("sort_name", "pk")


def stands_for(row: MergeableT) -> MergeableT | None:
    """The row that `row` was merged into, if the viewer can see it; otherwise `None`."""
    return type(row)._default_manager.filter(pk=row.merged_into_id).first() if row.merged_into_id else None


def merge_candidates(row: MergeableT) -> QuerySet[MergeableT]:
    """Rows that `row` may be merged into: not merged themselves, and readable by every reader of `row`."""
    everybodys = Q(sensitivity=Sensitivity.UNCLASSIFIED)
    readable = everybodys | Q(sensitivity__lte=row.sensitivity, office=row.office_id)
    return choosable_rows(type(row)).filter(readable).exclude(pk=row.pk).order_by("sort_name", "pk")


def resolve_merged(path: str) -> Coalesce:
    """SQL expression for counting and grouping by the partner or person at `path`.

    Gives the key of the row itself, or for a merged row the key of the row that it was merged into.
    """
    return Coalesce(f"{path}__merged_into_id", f"{path}_id")


def possible_owner_offices(rights: Rights) -> QuerySet[Office]:
    """Open offices for which a user with these rights may add partners, persons and contacts."""
    mine = rights.offices(Role.STAFF, Role.MANAGER, Role.ADMINISTRATOR)
    return Office.objects.filter(pk__in=mine, closed_on__isnull=True).order_by("acronym")


def default_owner_office(rights: Rights) -> Office | None:
    """The owner office if none is given: the home office, or else the first possible one."""
    found = list(possible_owner_offices(rights))
    return next((office for office in found if office.pk == rights.user.home_office_id), found[0] if found else None)


def rows_named(path: str) -> tuple[str | Func, ...]:
    """Search columns: the names of the partner or person at `path`, and of the row that it was merged into."""
    found: list[str | Func] = []
    for one in (path, f"{path}__merged_into"):
        found += [f"{one}__name", names_in(f"{one}__other_names")]
    return tuple(found)


def search_rows(rows: QuerySet[MergeableT], asked: SearchTerms) -> QuerySet[MergeableT]:
    """Rows whose names contain all words; for a merged row, the row that it was merged into."""
    merged = rows.model._default_manager.filter(search_vector=asked.query, merged_into__isnull=False)
    return rows.filter(Q(search_vector=asked.query) | Q(pk__in=merged.values("merged_into")))


def find_duplicates(model: type[MergeableT], names: Iterable[str]) -> list[MergeableT]:
    """Visible rows with a name, acronym or other name among `names`, including merged and retired rows."""
    wanted, with_words = {name_key(name) for name in names} - {""}, Q(pk__in=[])
    for name in names:
        for words in (name_words(name), search_text(name).split(), [name_key(name)]):
            if words:
                with_words |= Q(search_vector=AllWords(words, is_whole=True))
    found = model._default_manager.filter(with_words).select_related("merged_into")
    return [row for row in found if wanted & {name_key(name) for name in readings(row.names)}]


def find_similar(model: type[MergeableT], name: str) -> list[MergeableT]:
    """Visible rows whose name differs from `name` by a letter or two."""
    key, text = name_key(name), search_text(name)
    near = model._default_manager.annotate(long=Length("sort_name"), near=TrigramSimilarity("sort_name", text))
    found = near.filter(long__gte=len(text) - 6, long__lte=len(text) + 6, near__gte=0.4).select_related("merged_into")
    return [row for row in found.order_by("-near", "pk")[:20] if is_slip(key, name_key(row.name))]
