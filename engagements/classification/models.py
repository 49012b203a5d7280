"""Requests to lower the level from strictly confidential, and notices about last readers."""

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from engagements.classification.choices import NoticeKind
from engagements.register.models import Engagement
from engagements.register.scope import NOT_RECORDED, EngagementRow
from offices.access.models import User
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.access.tables import NoAccess, RowAccess


@pghistory.track(exclude=NOT_RECORDED)
class Lowering(EngagementRow):
    """A request of a manager to lower the level of an engagement, decided by a second manager, who joins the team.

    The request itself stays strictly confidential. `agreed` is `None` until the decision; it is false for a declined
    and for a withdrawn request.
    """

    level = models.SmallIntegerField(_("lower to"), choices=Sensitivity)
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"), db_default=Now(), editable=False)
    second = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("second manager"))
    agreed = models.BooleanField(_("agreed"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("request to lower"), _("requests to lower")
        constraints = [
            models.UniqueConstraint(
                fields=["engagement"], condition=Q(agreed__isnull=True), name="lowering_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(asked_by=F("second")), name="lowering_takes_two"),
            models.CheckConstraint(
                condition=Q(level__in=[Sensitivity.UNCLASSIFIED, Sensitivity.CONFIDENTIAL]), name="lowering_lowers"
            ),
            models.CheckConstraint(
                condition=Q(agreed__isnull=True, answered_at__isnull=True)
                | Q(agreed__isnull=False, answered_at__isnull=False),
                name="lowering_answered_together",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="lowering_has_reason"),
        ]
        indexes = [
            models.Index(fields=["second"], condition=Q(agreed__isnull=True), name="lowering_to_answer"),
            models.Index(fields=["-asked_at", "-id"], name="lowering_by_time"),
        ]

    def __str__(self) -> str:
        return str(_("To %(level)s")) % {"level": str(Sensitivity(self.level).label).lower()}


class ReaderNotice(models.Model):
    """A notice that an engagement loses its last reader after `ends_on`; without a day, that it has no reader.

    Only SQL functions read and write this table: a row refers to an engagement that its user may not see.
    """

    row_access: ClassVar[RowAccess] = NoAccess()

    id = models.BigAutoField(primary_key=True)
    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+", db_index=False)
    ends_on = models.DateField(null=True, blank=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=NoticeKind)
    told_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("notice of a last reader"), _("notices of last readers")
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "ends_on", "user"], nulls_distinct=False, name="readernotice_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="readernotice_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=NoticeKind.UNREAD, ends_on__isnull=True)
                | ~Q(kind=NoticeKind.UNREAD) & Q(ends_on__isnull=False),
                name="readernotice_dated_ahead",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.user_id}"
