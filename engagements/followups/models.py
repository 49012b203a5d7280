"""Follow-ups: actions that follow from an engagement or from the work of an office."""

from datetime import date
from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from engagements.followups.choices import LIVE_STATUSES, Priority, Status
from engagements.journal.models import JournalEntry
from engagements.partners.models import Partner
from engagements.register.models import Engagement
from engagements.register.scope import NOT_RECORDED, EngagementRow
from offices.access.models import User
from offices.directory.models import Office
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.dates import Precision, period_end
from peaceapp.search.fields import SearchField


@pghistory.track(exclude=["search_vector", *NOT_RECORDED])  # `search_vector` is computed from other columns
class FollowUp(EngagementRow):
    """An action that must be done for an engagement or an office, with an owner and a due date.

    Without an engagement, `lead_office` is the office of the follow-up, set by its author, and the level is at most
    confidential.
    """

    amendable: ClassVar[tuple[str, ...]] = (
        "title", "why", "priority", "responsible_partner", "arises_from", "evidence", "sources",
    )  # fmt: skip

    # Replaces the fields of the base class: a follow-up of an office has no engagement, and its office is given.
    engagement = models.ForeignKey(  # type: ignore[assignment]  # unlike the field of the base class, it can be null
        Engagement, models.CASCADE, null=True, blank=True, related_name="follow_ups", db_index=False
    )
    lead_office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", db_default=0, db_index=False, verbose_name=_("office")
    )
    title = models.CharField(_("what must be done"), max_length=200)
    why = models.TextField(_("why"), blank=True)
    owner = models.ForeignKey(User, models.PROTECT, related_name="follow_ups", verbose_name=_("owner"), db_index=False)
    responsible_partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="follow_ups", verbose_name=_("responsible partner")
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    due_precision = models.CharField(_("known"), max_length=5, choices=Precision, default=Precision.DAY)
    priority = models.CharField(_("priority"), max_length=6, choices=Priority, default=Priority.NORMAL)
    status = models.CharField(_("status"), max_length=11, choices=Status, default=Status.OPEN, editable=False)
    outcome = models.TextField(_("what came of it"), blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    reason = models.TextField(_("reason"), blank=True, editable=False)
    arises_from = models.ForeignKey(
        JournalEntry, models.PROTECT, null=True, blank=True, related_name="follow_ups", verbose_name=_("arises from")
    )
    completed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    completed_at = models.DateTimeField(null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    sources = ArrayField(models.CharField(max_length=20), verbose_name=_("sources"), default=list, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    version = models.IntegerField(default=1, editable=False)
    # Last day of the period in which the follow-up is due. Rows without a date get the last possible date: they come
    # last, and paging needs a column without nulls.
    due_order = models.GeneratedField(
        expression=models.functions.Coalesce(
            period_end(F("due_on"), "due_precision"), models.Value(date(9999, 12, 31)), output_field=models.DateField()
        ),
        output_field=models.DateField(),
        db_persist=True,
    )
    search_vector = SearchField("title", "why", "outcome")

    class Meta:
        verbose_name, verbose_name_plural = _("follow-up"), _("follow-ups")
        ordering: ClassVar[list[str]] = ["due_order", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(title=""), name="followup_has_title"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="followup_status_known"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="followup_priority_known"),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.DONE, Status.VERIFIED]) | ~Q(outcome=""),
                name="followup_done_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True, verified_at__isnull=True)
                | Q(verified_by__isnull=False, verified_at__isnull=False),
                name="followup_verified_together",
            ),
            models.CheckConstraint(
                condition=Q(completed_by__isnull=True, completed_at__isnull=True)
                | Q(completed_by__isnull=False, completed_at__isnull=False),
                name="followup_completed_together",
            ),
            # Four eyes, also for raw SQL: a verified follow-up names two different users.
            models.CheckConstraint(
                condition=~Q(status__in=[Status.DONE, Status.VERIFIED]) | Q(completed_by__isnull=False),
                name="followup_done_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.VERIFIED) | Q(verified_by__isnull=False),
                name="followup_verified_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("completed_by")), name="followup_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(engagement__isnull=False) | Q(mark__isnull=True) | Q(mark__lte=Sensitivity.CONFIDENTIAL),
                name="followup_of_an_office_at_most_confidential",
            ),
            models.CheckConstraint(
                condition=Q(engagement__isnull=False) | Q(supporting_ids=[], team_ids=[]),
                name="followup_of_an_office_open_to_it_alone",
            ),
            models.CheckConstraint(
                condition=Q(arises_from__isnull=True) | Q(engagement__isnull=False),
                name="followup_arises_in_engagement",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_order", "id"], name="followup_by_due"),
            GinIndex(fields=["search_vector"], name="followup_search"),
            models.Index(
                fields=["owner", "due_order"],
                condition=Q(status__in=sorted(LIVE_STATUSES)),
                name="followup_live_by_owner",
            ),
        ]

    def __str__(self) -> str:
        return self.title
