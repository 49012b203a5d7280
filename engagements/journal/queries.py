"""Queries for journal entries. Row-level security leaves out rows that the acting user may not see."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from engagements.journal.models import EntryPartner, EntryPerson, JournalEntry
from engagements.register.models import Engagement, EngagementCountry
from offices.access.permissions import Permission
from offices.access.rights import Rights
from offices.geography.models import Country
from peaceapp.access.sensitivity import level_word
from peaceapp.history.versions import RelatedHistory
from peaceapp.lists.listing import CAP
from peaceapp.lists.shape import As, Many, One, Shape

ROW = Shape.whole(
    JournalEntry,
    "id",
    engagement=One("engagement", id="reference", label="title"),
    kind=As("kind"),
    headline=As("headline"),
    body=As("body"),
    occurred_on=As("occurred_on"),
    occurred_until=As("occurred_until"),
    occurred_precision=As("occurred_precision"),
    occurred_at=As("occurred_at"),
    place=As("place"),
    country=One("country", id="alpha2", label="name"),
    level=As("level"),
    effort_days=As("effort_days", str),
    sensitivity=As("sensitivity", level_word),
    author=One("author", id="username", label="name"),
    partners=Many(EntryPartner, "entry_id", "partner", id="id", label="name", only=Q(is_joint=False)),
    persons=Many(EntryPerson, "entry_id", "person", id="id", label="name"),
    jointly_with=Many(EntryPartner, "entry_id", "partner", id="id", label="name", only=Q(is_joint=True)),
    language=As("language"),
    sources=As("sources"),
    created_at=As("created_at"),
    corrected_at=As("corrected_at"),
    version=As("version"),
)
"""Fields of an entry, on the page, in the API and in an export."""

RELATED_HISTORY = (
    RelatedHistory(
        EntryPartner, "partners", _("partners"), "partner", "id", "name", "entry_id", only=Q(is_joint=False)
    ),
    RelatedHistory(
        EntryPartner, "jointly_with", _("jointly with"), "partner", "id", "name", "entry_id", only=Q(is_joint=True)
    ),
    RelatedHistory(EntryPerson, "persons", _("persons"), "person", "id", "name", "entry_id"),
)
"""Links whose changes appear in an entry's history."""


@dataclass(frozen=True)
class TimelinePage:
    """A page of an engagement's timeline, newest entry first.

    `older` is the key of the last entry of this page, if there are older ones. `newer` is the key after which this page
    begins, if it is not the first page.
    """

    entries: list[JournalEntry]
    older: UUID | None
    newer: UUID | None


TIMELINE_SIZE = 20
"""Entries per page of the timeline, unless all are requested."""


def timeline(engagement: Engagement, before: UUID | None = None, size: int = TIMELINE_SIZE) -> TimelinePage:
    """The newest `size` entries of an engagement, or those just before the entry `before`, with author and country."""
    entries = (
        JournalEntry.objects.filter(engagement=engagement).select_related("author", "country").prefetch_related(*NAMED)
    )
    newer = None
    if before is not None:
        edge = entries.filter(pk=before).values_list("occurred_on", flat=True).first()
        if edge is None:
            before = None
        else:
            entries, newer = _before(entries, edge, before), before
    found = list(entries.order_by("-occurred_on", "-id")[: size + 1])
    for entry in found:
        entry.engagement = engagement  # already loaded: saves a query per entry
    older = found[size - 1].pk if len(found) > size else None
    return TimelinePage(found[:size], older, newer)


def _before(entries: QuerySet[JournalEntry], day: date, key: UUID) -> QuerySet[JournalEntry]:
    return entries.filter(Q(occurred_on__lt=day) | Q(occurred_on=day, pk__lt=key))


def linked_rows(entry: JournalEntry) -> dict[str, list[Any]]:
    """Partners and persons of an entry, and partners of a joint entry, as far as the viewer may see them."""
    partners = list(EntryPartner.objects.filter(entry=entry).select_related("partner"))
    return {
        "partners": [row.partner for row in partners if not row.is_joint],
        "jointly_with": [row.partner for row in partners if row.is_joint],
        "persons": [row.person for row in EntryPerson.objects.filter(entry=entry).select_related("person")],
    }


def entries_in_countries(rows: QuerySet[JournalEntry], countries: list[Country]) -> QuerySet[JournalEntry]:
    """Entries in these countries. An entry without a country has that of its engagement, if that has only one."""
    others = EngagementCountry.objects.filter(engagement=OuterRef("engagement")).exclude(country=OuterRef("country"))
    alone = EngagementCountry.objects.filter(~Exists(others), country__in=countries)
    return rows.filter(Q(country__in=countries) | Q(country__isnull=True, engagement__in=alone.values("engagement_id")))


NAMED = (
    Prefetch("entrypartner_set", EntryPartner.objects.select_related("partner").order_by("partner__sort_name")),
    Prefetch("entryperson_set", EntryPerson.objects.select_related("person").order_by("person__sort_name")),
)
"""Prefetches partners and persons for all entries of a page, with two queries. Leaves out hidden partners and persons.
"""


def named_in_entry(*entries: JournalEntry) -> list[Any]:
    """The visible partners and persons of these entries. Their levels count for the marking of the page."""
    partners = [row.partner for entry in entries for row in entry.entrypartner_set.all()]
    return [*partners, *(row.person for entry in entries for row in entry.entryperson_set.all())]


def count_entries(engagement: Engagement) -> tuple[int, bool]:
    """The number of entries of an engagement that the viewer can see, at most `CAP`, and whether there are more."""
    found = JournalEntry.objects.filter(engagement=engagement).order_by()[: CAP + 1].count()
    return min(found, CAP), found > CAP


@dataclass(frozen=True)
class ShownEntry:
    """An entry in the timeline, whether the viewer may correct it, and the URLs of its correction and its history."""

    entry: JournalEntry
    may_correct: bool
    correct_url: str
    history_url: str

    @property
    def sensitivity(self) -> int:
        """Level of the entry, for the marking of a printed page."""
        return int(self.entry.sensitivity)


def present_entry(entry: JournalEntry, rights: Rights) -> ShownEntry:
    """An entry for the timeline of a viewer with these rights. Entries of a closed engagement cannot be corrected."""
    address = [entry.engagement.reference, entry.pk]
    return ShownEntry(
        entry,
        may_correct=not entry.engagement.is_closed and rights.can(Permission.CORRECT_ENTRY, entry),
        correct_url=reverse("entry-correct", args=address),
        history_url=reverse("entry-history", args=address),
    )
