"""Journal entries, and their links to partners and persons."""

from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from engagements.journal.choices import EntryKind, Level
from engagements.partners.models import Partner, Person
from engagements.register.choices import Language
from engagements.register.models import Engagement
from engagements.register.scope import NOT_RECORDED, EngagementRow, ReaderColumns
from offices.access.models import User
from offices.directory.models import Office
from offices.geography.models import Country
from peaceapp.access.keys import uuid7
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.access.tables import EngagementRowAccess, EngagementRowLinkAccess, RowAccess
from peaceapp.dates import Precision, date_column, long_periods, period_end
from peaceapp.links import link_trackers
from peaceapp.search.fields import SearchField


@pghistory.track(exclude=["search_vector", *NOT_RECORDED])  # `search_vector` is computed from other columns
class JournalEntry(EngagementRow):
    """An event on a date, by the office or by others. A correction needs a reason and keeps the old text.

    `occurred_on` is the date of the event, `created_at` the time when the entry was added. Entries about past dates are
    normal.
    """

    row_access: ClassVar[RowAccess] = EngagementRowAccess(has_children=True)

    amendable: ClassVar[tuple[str, ...]] = (
        "kind", "headline", "body", "occurred_on", "occurred_until", "occurred_precision", "occurred_at", "place",
        "country", "level", "effort_days", "language", "sources",
    )  # fmt: skip

    kind = models.CharField(_("kind"), max_length=12, choices=EntryKind, default=EntryKind.MEETING)
    headline = models.CharField(_("headline"), max_length=200)
    body = models.TextField(_("what happened"), blank=True)
    occurred_on = models.DateField(_("date"))
    occurred_until = models.DateField(_("until"), null=True, blank=True)
    occurred_precision = models.CharField(_("known"), max_length=5, choices=Precision, default=Precision.DAY)
    occurred_end = date_column(period_end(Coalesce(F("occurred_until"), F("occurred_on")), "occurred_precision"))
    occurred_at = models.TimeField(_("time"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("country"), db_index=False
    )
    level = models.CharField(_("level"), max_length=8, choices=Level, blank=True)
    effort_days = models.DecimalField(
        _("effort in days"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(366)],
    )
    author = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False, db_index=False)
    language = models.CharField(_("language of the text"), max_length=2, choices=Language, default=Language.ENGLISH)
    sources = ArrayField(models.CharField(max_length=20), verbose_name=_("sources"), default=list, blank=True)
    correction_reason = models.TextField(_("reason for the correction"), blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    corrected_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.IntegerField(default=1, editable=False)
    search_vector = SearchField("headline", "body")

    class Meta:
        verbose_name, verbose_name_plural = _("journal entry"), _("journal entries")
        ordering = ["-occurred_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(headline=""), name="entry_has_headline"),
            models.CheckConstraint(
                condition=Q(occurred_until__isnull=True) | Q(occurred_until__gte=F("occurred_on")),
                name="entry_dates_ordered",
            ),
            models.CheckConstraint(
                condition=Q(corrected_at__isnull=True) | ~Q(correction_reason=""), name="entry_corrected_with_reason"
            ),
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="entry_kind_known"),
        ]
        indexes = [
            models.Index(fields=["engagement", "-occurred_on", "-id"], name="entry_timeline"),
            models.Index(fields=["-occurred_on", "-id"], name="entry_by_date"),
            models.Index(fields=["-created_at", "-id"], name="entry_by_writing"),
            long_periods("occurred_on", "occurred_end", "entry_spans_by_end"),
            GinIndex(fields=["search_vector"], name="entry_search"),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def is_corrected(self) -> bool:
        """Whether the entry was corrected."""
        return self.corrected_at is not None


class EntryLink(ReaderColumns):
    """Base of an entry's links. The database fills the columns of the access rule and keeps them up to date."""

    row_access: ClassVar[RowAccess] = EngagementRowLinkAccess(
        "engagements_journalentry", "entry_id", "take_scope_of_entry"
    )

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(JournalEntry, models.CASCADE, db_index=False, db_constraint=False)
    engagement = models.ForeignKey(
        Engagement, models.CASCADE, related_name="+", editable=False, db_index=False, db_constraint=False
    )
    lead_office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", editable=False, db_default=0, db_index=False, db_constraint=False
    )
    sensitivity = models.SmallIntegerField(choices=Sensitivity, editable=False, db_default=0)

    class Meta:
        abstract = True


@pghistory.track(*link_trackers(), exclude=NOT_RECORDED)
class EntryPartner(EntryLink):
    """A partner of an entry. `is_joint`: a partner of a joint statement or joint mission of the office."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="entries")
    is_joint = models.BooleanField(_("jointly"), default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "partner", "is_joint"], name="entry_partner_once")]


@pghistory.track(*link_trackers(), exclude=NOT_RECORDED)
class EntryPerson(EntryLink):
    """A person of an entry."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="entries")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "person"], name="entry_person_once")]
