"""Engagements, their links to other records, their team and their supporting offices."""

from typing import ClassVar
from uuid import UUID

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from engagements.partners.models import Person
from engagements.peacemap.models import Capacity, Threat
from engagements.register.choices import Language, Orientation, Origin, Setting, Status
from engagements.register.scope import NOT_RECORDED, EngagementRow, ReaderColumns, ReadLogged
from offices.access.models import User
from offices.directory.models import Office
from offices.geography.models import Country
from offices.mandates.models import MandateTask
from offices.taxonomy.models import Kind, Sdg, Theme
from peaceapp.access.keys import uuid7
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.access.tables import EngagementAccess, EngagementRowAccess, RowAccess
from peaceapp.dates import Precision, date_column, end_column, long_periods
from peaceapp.links import link_trackers
from peaceapp.search.fields import SearchField, sort_key

COMPUTED = ["last_open_entry_on", "latest_on", "opened_end", "closed_end", "search_vector", "sort_title"]
"""Columns that the database computes. Versions do not contain them."""


@pghistory.track(exclude=[*COMPUTED, *NOT_RECORDED])
class Engagement(ReadLogged, ReaderColumns):
    """The case: one sustained piece of preventive work, led by an office.

    `last_open_entry_on` is the date of the newest entry whose level is not above the engagement's. Everybody who sees
    the engagement sees that entry too. A trigger sets this column. Lists sort by `latest_on`. `reason` holds the reason
    of the last change, if that change had one. Reasons of earlier changes are in the history.
    """

    row_access: ClassVar[RowAccess] = EngagementAccess()

    amendable: ClassVar[tuple[str, ...]] = (
        "title", "origin", "orientation", "setting", "opened_on", "opened_precision", "entry_point", "peace_aim",
        "summary", "outcome", "lessons", "language", "sources",
    )  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField(_("reference"), max_length=32, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    lead_office = models.ForeignKey(Office, models.PROTECT, related_name="engagements", verbose_name=_("lead office"))
    lead_officer = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lead officer")
    )
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT, editable=False)
    sensitivity = models.SmallIntegerField(
        _("sensitivity"), choices=Sensitivity, default=Sensitivity.UNCLASSIFIED, editable=False
    )
    origin = models.CharField(_("origin"), max_length=24, choices=Origin, blank=True)
    orientation = models.CharField(_("orientation"), max_length=24, choices=Orientation, blank=True)
    setting = models.CharField(_("setting"), max_length=20, choices=Setting, blank=True)
    entry_point = models.TextField(_("entry point"), blank=True)
    peace_aim = models.TextField(_("peace aim"), blank=True)
    opened_on = models.DateField(_("opened on"))
    opened_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    opened_end = end_column("opened_on", "opened_precision")
    closed_end = end_column("closed_on", "closed_precision", null=True)
    language = models.CharField(_("language of the text"), max_length=2, choices=Language, default=Language.ENGLISH)
    sources = ArrayField(models.CharField(max_length=20), verbose_name=_("sources"), default=list, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    lessons = models.TextField(_("lessons"), blank=True)
    reason = models.TextField(blank=True, editable=False)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_open_entry_on = models.DateField(null=True, blank=True, editable=False)
    latest_on = date_column(Coalesce(F("last_open_entry_on"), F("opened_on")))
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    version = models.IntegerField(default=1, editable=False)
    search_vector = SearchField("reference", "title", "summary")
    sort_title = sort_key("title")

    countries = models.ManyToManyField(Country, through="EngagementCountry", verbose_name=_("countries"))
    kinds = models.ManyToManyField(Kind, through="EngagementKind", verbose_name=_("kinds"))
    themes = models.ManyToManyField(Theme, through="EngagementTheme", verbose_name=_("themes"))

    class Meta:
        verbose_name, verbose_name_plural = _("engagement"), _("engagements")
        ordering: ClassVar[list[str]] = ["-latest_on", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(sensitivity__in=Sensitivity.values), name="engagement_level_known"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="engagement_status_known"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")), name="engagement_dates_ordered"
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.CLOSED) | (Q(closed_on__isnull=False) & ~Q(outcome="")),
                name="engagement_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(submitted_by__isnull=True, submitted_at__isnull=True)
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
                name="engagement_submitted_together",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-latest_on", "-id"], name="engagement_by_latest"),
            models.Index(fields=["-opened_on", "-id"], name="engagement_by_opening"),
            models.Index(fields=["closed_on"], name="engagement_by_closing"),
            long_periods("opened_on", "opened_end", "engagement_opened_roughly"),
            long_periods("closed_on", "closed_end", "engagement_closed_roughly"),
            models.Index(fields=["sort_title", "id"], name="engagement_by_title"),
            GinIndex(fields=["search_vector"], name="engagement_search"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def engagement_id(self) -> UUID:
        """The engagement's own key, so that permission checks read it as they read that of a child row."""
        return self.pk

    @property
    def is_closed(self) -> bool:
        """Whether the engagement is closed. Closed engagements accept no entries and no changes of content."""
        return self.status == Status.CLOSED


class EngagementLink(EngagementRow):
    """Base of links between an engagement and a row of another table."""

    row_access: ClassVar[RowAccess] = EngagementRowAccess(is_link=True)

    class Meta:
        abstract = True


@pghistory.track(*link_trackers(), exclude=NOT_RECORDED)
class EngagementCountry(EngagementLink):
    """A country of an engagement."""

    country = models.ForeignKey(Country, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["engagement", "country"], name="engagement_country_once")]


@pghistory.track(*link_trackers(), exclude=NOT_RECORDED)
class EngagementKind(EngagementLink):
    """A kind of work of an engagement."""

    kind = models.ForeignKey(Kind, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["engagement", "kind"], name="engagement_kind_once")]


@pghistory.track(*link_trackers(), exclude=NOT_RECORDED)
class EngagementTheme(EngagementLink):
    """A prevention theme of an engagement."""

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["engagement", "theme"], name="engagement_theme_once")]


@pghistory.track(*link_trackers(), exclude=NOT_RECORDED)
class EngagementTask(EngagementLink):
    """A mandate task that an engagement serves."""

    task = models.ForeignKey(MandateTask, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["engagement", "task"], name="engagement_task_once")]


@pghistory.track(*link_trackers(), exclude=NOT_RECORDED)
class EngagementSdg(EngagementLink):
    """A Sustainable Development Goal, or a target of one, to which an engagement contributes."""

    sdg = models.ForeignKey(Sdg, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["engagement", "sdg"], name="engagement_sdg_once")]


@pghistory.track(*link_trackers(), exclude=NOT_RECORDED)
class EngagementThreat(EngagementLink):
    """A threat that an engagement addresses."""

    threat = models.ForeignKey(Threat, models.PROTECT, related_name="addressed", verbose_name=_("threat"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["engagement", "threat"], name="engagement_threat_once")]


@pghistory.track(*link_trackers(), exclude=NOT_RECORDED)
class EngagementCapacity(EngagementLink):
    """A capacity for peace that an engagement relies on, with how it is relied on and how harm is avoided."""

    capacity = models.ForeignKey(Capacity, models.PROTECT, related_name="relied_on", verbose_name=_("capacity"))
    how = models.TextField(_("how it is relied on"), blank=True)
    do_no_harm = models.TextField(_("do no harm"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["engagement", "capacity"], name="engagement_capacity_once")]


@pghistory.track(*link_trackers(), exclude=NOT_RECORDED)
class EngagementPerson(EngagementLink):
    """A person involved in an engagement, with the person's function there."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="involved", verbose_name=_("person"))
    function = models.CharField(_("function"), max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["engagement", "person"], name="engagement_person_once")]


@pghistory.track(exclude=NOT_RECORDED)
class Support(EngagementRow):
    """An office with access to an engagement that another office leads, and the reason.

    Cleared members of the supporting office can read the engagement up to confidential.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("office"))
    reason = models.TextField(_("reason"))
    from_at = models.DateTimeField(db_default=Now(), editable=False)
    until_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("supporting office"), _("supporting offices")
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "office"], condition=Q(until_at__isnull=True), name="support_once_at_a_time"
            )
        ]
        indexes = [
            models.Index(fields=["office", "engagement"], condition=Q(until_at__isnull=True), name="support_now")
        ]


@pghistory.track(exclude=NOT_RECORDED)
class TeamMember(EngagementRow):
    """A user on the team of an engagement. The membership ends at `until_at`; the row stays as a record.

    `by_glass` marks break-glass access: a manager of the lead office joined the team alone, for some hours
    (`engagements.classification`).
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="seats", verbose_name=_("person"), db_index=False)
    reason = models.TextField(_("reason"), blank=True)
    from_at = models.DateTimeField(db_default=Now(), editable=False)
    until_at = models.DateTimeField(null=True, blank=True, editable=False)
    by_glass = models.BooleanField(_("by break-glass"), default=False, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("team member"), _("team members")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "engagement"], condition=Q(until_at__isnull=True), name="seat_once_at_a_time"
            )
        ]
        indexes = [
            models.Index(fields=["user", "engagement"], name="seats_by_user"),
            models.Index(fields=["user", "until_at"], condition=Q(until_at__isnull=False), name="seats_that_end"),
            models.Index(fields=["-from_at", "-id"], condition=Q(by_glass=True), name="seats_by_glass"),
        ]
