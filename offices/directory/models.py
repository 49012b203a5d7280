"""Offices, their coverage, leadership and characteristics."""

from typing import ClassVar
from zoneinfo import available_timezones

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from offices.directory.choices import CoverageKind, OfficeKind, Post, Topic
from offices.geography.models import Country
from peaceapp.access.tables import RowAccess, SharedListAccess
from peaceapp.dates import Precision


@pghistory.track()
class Office(models.Model):
    """A regional political office, a special envoy's office or a headquarters desk. Never deleted, only closed.

    The members of `succeeded_by` take the place of a closed office's members: its engagements stay readable and
    editable.
    """

    row_access: ClassVar[RowAccess] = SharedListAccess()

    acronym = models.CharField(
        _("acronym"), max_length=16, unique=True, validators=[RegexValidator(r"^[A-Z][A-Z0-9-]*\Z")]
    )
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=32, choices=OfficeKind)
    host_city = models.CharField(_("host city"), max_length=60, blank=True)
    host_country = models.ForeignKey(Country, models.PROTECT, null=True, blank=True, related_name="hosted_offices")
    time_zone = models.CharField(_("time zone"), max_length=40, default="UTC")
    established_on = models.DateField(_("established on"), null=True, blank=True)
    established_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    succeeded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    how_established = models.TextField(_("how it was established"), blank=True)
    sources = ArrayField(models.CharField(max_length=20), verbose_name=_("sources"), default=list, blank=True)

    class Meta:
        ordering = ["acronym"]
        verbose_name, verbose_name_plural = _("office"), _("offices")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("established_on")), name="office_dates_ordered"
            ),
            models.CheckConstraint(
                condition=Q(succeeded_by__isnull=True) | Q(closed_on__isnull=False), name="office_succeeded_is_closed"
            ),
        ]

    def __str__(self) -> str:
        return self.acronym

    def clean(self) -> None:
        """Checks the time zone, because the days of the office's people begin by it."""
        if self.time_zone not in available_timezones():
            raise ValidationError({"time_zone": _("This time zone does not exist. Use a name such as “Africa/Dakar”.")})


@pghistory.track()
class Coverage(models.Model):
    """A country related to an office, and how. May begin before the office, if an agreement was signed earlier.

    A country can be in several groups of an office: a member of ECOWAS and a priority of the Sahel strategy.
    """

    row_access: ClassVar[RowAccess] = SharedListAccess()

    office = models.ForeignKey(Office, models.PROTECT, related_name="coverage", verbose_name=_("office"))
    country = models.ForeignKey(Country, models.PROTECT, related_name="coverage", verbose_name=_("country"))
    kind = models.CharField(_("kind"), max_length=10, choices=CoverageKind)
    group = models.CharField(_("group"), max_length=80)
    from_on = models.DateField(_("from"), null=True, blank=True)
    from_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    until_on = models.DateField(_("until"), null=True, blank=True)
    until_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    note = models.TextField(_("note"), blank=True)
    sources = ArrayField(models.CharField(max_length=20), verbose_name=_("sources"), default=list, blank=True)

    class Meta:
        ordering = ["office", "group", "country"]
        verbose_name, verbose_name_plural = _("country covered"), _("countries covered")
        constraints = [
            models.UniqueConstraint(fields=["office", "country", "group"], name="coverage_once"),
            models.CheckConstraint(condition=Q(kind__in=CoverageKind.values), name="coverage_kind_known"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(from_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="coverage_dates_ordered",
                violation_error_message=_("It ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.country_id} {self.group}"


@pghistory.track()
class Leadership(models.Model):
    """A head or deputy head of an office, by name: a public record, not an account.

    Periods are half-open: a successor may start on the day (or in the month or year, if the day is unknown) on which
    the predecessor left. Two heads of one office at once are refused; deputies and officers-in-charge are not.
    """

    row_access: ClassVar[RowAccess] = SharedListAccess()

    office = models.ForeignKey(Office, models.PROTECT, related_name="leadership", verbose_name=_("office"))
    name = models.CharField(_("name"), max_length=120)
    nationality = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("nationality")
    )
    title = models.CharField(_("title"), max_length=160)
    post = models.CharField(_("post"), max_length=20, choices=Post)
    named_on = models.DateField(_("named on"), null=True, blank=True)
    from_on = models.DateField(_("from"), null=True, blank=True)
    from_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    until_on = models.DateField(_("until"), null=True, blank=True)
    until_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    note = models.TextField(_("note"), blank=True)
    sources = ArrayField(models.CharField(max_length=20), verbose_name=_("sources"), default=list, blank=True)

    class Meta:
        ordering = ["office", F("from_on").asc(nulls_last=True), "name"]
        verbose_name, verbose_name_plural = _("head of office"), _("heads of offices")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "name", "post", "from_on"], nulls_distinct=False, name="leadership_once"
            ),
            models.CheckConstraint(condition=Q(post__in=Post.values), name="leadership_post_known"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(from_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="leadership_dates_ordered",
                violation_error_message=_("It ends before it begins."),
            ),
            # The office as a range of one value, so that no extension of PostgreSQL is needed. The expression uses the
            # field name: with the column name, Django's validation would not insert the row's own office.
            ExclusionConstraint(
                name="leadership_one_head_at_once",
                expressions=[
                    (Func("office", "office", Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (Func("from_on", "until_on", function="daterange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(post=Post.HEAD),
                violation_error_message=_("The office has another head at that time."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Checks the order of the dates first: PostgreSQL cannot build a range from dates in the wrong order."""
        if self.from_on and self.until_on and self.until_on < self.from_on:
            raise ValidationError({"until_on": _("It ends before it begins.")})


@pghistory.track()
class Characteristic(models.Model):
    """A characteristic of an office: purpose, status, resources or constraints.

    Without an office, a characteristic of all offices except headquarters desks.
    """

    row_access: ClassVar[RowAccess] = SharedListAccess()

    code = models.CharField(_("code"), max_length=24, unique=True, validators=[RegexValidator(r"^[a-z0-9-]+\Z")])
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="characteristics", verbose_name=_("office")
    )
    topic = models.CharField(_("topic"), max_length=12, choices=Topic)
    text = models.TextField(_("text"))
    sources = ArrayField(models.CharField(max_length=20), verbose_name=_("sources"), default=list, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name, verbose_name_plural = _("characteristic of offices"), _("characteristics of offices")
        constraints = [models.CheckConstraint(condition=Q(topic__in=Topic.values), name="characteristic_topic_known")]

    def __str__(self) -> str:
        return self.text
