"""Mandates: what an office is asked to do, by which document, and the tasks that follow from it."""

from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from offices.directory.models import Office
from offices.mandates.choices import Instrument
from offices.taxonomy.models import Theme
from peaceapp.access.tables import RowAccess, SharedListAccess
from peaceapp.dates import Precision
from peaceapp.links import link_trackers

CODE = RegexValidator(r"^[A-Z][A-Z0-9-]*\Z")


class Lasting(models.Model):
    """Base of rows with a period. An empty beginning or end is unknown."""

    from_on = models.DateField(_("from"), null=True, blank=True)
    from_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    until_on = models.DateField(_("until"), null=True, blank=True)
    until_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    sources = ArrayField(models.CharField(max_length=20), verbose_name=_("sources"), default=list, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(from_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="%(class)s_dates_ordered",
                violation_error_message=_("It ends before it begins."),
            )
        ]


@pghistory.track()
class Mandate(Lasting):
    """One document of an office's mandate. Without an office it binds all offices."""

    row_access: ClassVar[RowAccess] = SharedListAccess()

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[CODE])
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="mandates", verbose_name=_("office")
    )
    instrument = models.CharField(_("instrument"), max_length=24, choices=Instrument)
    title = models.CharField(_("title"), max_length=200)
    symbols = ArrayField(models.CharField(max_length=40), verbose_name=_("symbols"), default=list, blank=True)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    adopted_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    effect = models.TextField(_("effect"), blank=True)

    class Meta(Lasting.Meta):
        ordering = ["code"]
        verbose_name, verbose_name_plural = _("mandate"), _("mandates")
        constraints = [
            *Lasting.Meta.constraints,
            models.CheckConstraint(condition=Q(instrument__in=Instrument.values), name="mandate_instrument_known"),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class MandateTask(Lasting):
    """A task of an office, or of an office and its successor, with one or more prevention themes.

    `origin` says where the task comes from, in the words of its source.
    """

    row_access: ClassVar[RowAccess] = SharedListAccess()

    code = models.CharField(_("code"), max_length=16, unique=True, validators=[CODE])
    title = models.CharField(_("title"), max_length=200)
    origin = models.TextField(_("origin"), blank=True)
    offices = models.ManyToManyField(Office, through="TaskOffice", verbose_name=_("offices"), related_name="tasks")
    themes = models.ManyToManyField(Theme, through="TaskTheme", verbose_name=_("themes"), related_name="tasks")

    class Meta(Lasting.Meta):
        ordering = ["code"]
        verbose_name, verbose_name_plural = _("mandate task"), _("mandate tasks")

    def __str__(self) -> str:
        return self.title


@pghistory.track(*link_trackers())
class TaskOffice(models.Model):
    """An office that has a task."""

    row_access: ClassVar[RowAccess] = SharedListAccess("offices_mandatetask", "task_id")

    task = models.ForeignKey(MandateTask, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("office"))

    class Meta:
        verbose_name, verbose_name_plural = _("office of a task"), _("offices of tasks")
        constraints = [models.UniqueConstraint(fields=["task", "office"], name="task_office_once")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.office_id}"


@pghistory.track(*link_trackers())
class TaskTheme(models.Model):
    """A prevention theme of a task."""

    row_access: ClassVar[RowAccess] = SharedListAccess("offices_mandatetask", "task_id")

    task = models.ForeignKey(MandateTask, models.PROTECT, related_name="+")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="+", verbose_name=_("theme"))

    class Meta:
        verbose_name, verbose_name_plural = _("theme of a task"), _("themes of tasks")
        constraints = [models.UniqueConstraint(fields=["task", "theme"], name="task_theme_once")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.theme_id}"
