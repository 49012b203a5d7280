"""Offices."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from offices.geography.models import Country
from peaceapp.dates import Precision


class OfficeKind(models.TextChoices):
    """What sort of office this is."""

    REGIONAL = "regional_political_office", _("Regional political office")
    ENVOY = "special_envoy", _("Office of a special envoy")
    HEADQUARTERS = "headquarters", _("Headquarters desk")


@pghistory.track()
class Office(models.Model):
    """A regional political office, a special envoy's office or a headquarters desk. Never deleted, only closed.

    The members of the office that `succeeded_by` names stand for a closed one: its engagements stay readable and kept.
    """

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
