"""Participations of partners and offices in engagements."""

from datetime import date
from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engagements.coordination.choices import RUNNING, Posture, State
from engagements.partners.models import Partner
from engagements.register.scope import NOT_RECORDED, EngagementRow
from offices.directory.models import Office
from offices.geography.models import Country
from offices.taxonomy.models import Kind, PartnerRole
from peaceapp.dates import Precision, end_of, today


def state_today(state: str, until_on: date | None, precision: str) -> str:
    """The state as of today: `ended` after the end of the period, if the stored state is one of `RUNNING`."""
    is_over = until_on is not None and end_of(until_on, precision) < today()
    return State.ENDED.value if is_over and state in RUNNING else state


@pghistory.track(exclude=NOT_RECORDED)
class Participation(EngagementRow):
    """The participation of a partner or an office in an engagement. Gives nobody access to the engagement.

    Has exactly one of `partner` and `office`. A requested participation may have neither.
    """

    amendable: ClassVar[tuple[str, ...]] = (
        "partner", "office", "role", "kind", "posture", "does", "country", "from_on", "from_precision", "until_on",
        "until_precision", "state", "focal_point", "contribution", "evidence", "sources",
    )  # fmt: skip

    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="participations", verbose_name=_("partner")
    )
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("office")
    )
    role = models.ForeignKey(PartnerRole, models.PROTECT, related_name="+", verbose_name=_("role"))
    kind = models.ForeignKey(
        Kind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kind of work")
    )
    posture = models.CharField(_("posture"), max_length=10, choices=Posture, blank=True)
    does = models.TextField(_("what it does"), blank=True)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("country")
    )
    from_on = models.DateField(_("from"), null=True, blank=True)
    from_precision = models.CharField(_("known"), max_length=5, choices=Precision, default=Precision.DAY)
    until_on = models.DateField(_("until"), null=True, blank=True)
    until_precision = models.CharField(_("known"), max_length=5, choices=Precision, default=Precision.DAY)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UNDER_WAY)
    focal_point = models.CharField(_("focal point"), max_length=160, blank=True)
    contribution = models.TextField(_("contribution"), blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    sources = ArrayField(models.CharField(max_length=20), verbose_name=_("sources"), default=list, blank=True)
    reason = models.TextField(blank=True, editable=False)
    version = models.IntegerField(default=1, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("participation"), _("participations")
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(partner__isnull=True, office__isnull=False)
                | Q(partner__isnull=False, office__isnull=True)
                | Q(partner__isnull=True, office__isnull=True, state=State.REQUESTED),
                name="participation_of_one",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="participation_dates_ordered"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="participation_state_known"),
            models.CheckConstraint(condition=Q(posture__in=["", *Posture.values]), name="participation_posture_known"),
        ]

    @property
    def state_now(self) -> State:
        """The state as of today."""
        return State(state_today(self.state, self.until_on, self.until_precision))

    def __str__(self) -> str:
        try:
            partner = self.partner
        except Partner.DoesNotExist:  # an unclassified engagement can refer to a confidential partner
            partner = None
        return f"{partner or self.office or State.REQUESTED.label}: {self.role}"
