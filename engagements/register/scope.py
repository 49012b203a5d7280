"""Base models of rows that belong to an engagement, with the columns that the access rule reads.

The access rule is in `peaceapp/access/rule.py`.
"""

from collections.abc import Collection
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from offices.directory.models import Office
from peaceapp.access.keys import uuid7
from peaceapp.access.read_log import record_read
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.access.tables import EngagementRowAccess, RowAccess

_IDS = ArrayField(models.BigIntegerField())

NOT_RECORDED = ["supporting_ids", "team_ids"]
"""Columns that versions do not contain. A change of these columns alone makes no version."""

KEPT_BY_DATABASE = ["lead_office", "floor", "sensitivity"]
"""Columns of an `EngagementRow` that the database fills."""


class ReadLogged(models.Model):
    """Base of rows with a `sensitivity`. Logs each read of a strictly confidential row, on every interface."""

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **more: Any) -> Self:
        """Builds the instance as Django does. Reports a strictly confidential row to `peaceapp.access.read_log`."""
        row = super().from_db(db, field_names, values, **more)
        if row.__dict__.get("sensitivity") == Sensitivity.STRICTLY_CONFIDENTIAL:
            record_read(cls, row.pk)
        return row


class ReaderColumns(models.Model):
    """Columns with the readers of a row's engagement, besides the lead office. Only the database fills them.

    `supporting_ids` holds the offices that support the engagement now. `team_ids` holds the team members without an end
    date. The access rule reads both columns in each row. Versions do not contain them, because `Support` and
    `TeamMember` have histories of their own.
    """

    supporting_ids = ArrayField(models.BigIntegerField(), editable=False, db_default=Value([], _IDS))
    team_ids = ArrayField(models.BigIntegerField(), editable=False, db_default=Value([], _IDS))

    class Meta:
        abstract = True


def lock_engagement(engagement: ReaderColumns) -> None:
    """Locks the engagement until the end of the transaction. Call it before changing the team or supporting offices.

    Such a change is written to the engagement's row and to all its child rows. Without the lock, two parallel changes
    could deadlock.
    """
    list(type(engagement)._default_manager.select_for_update().filter(pk=engagement.pk).values_list("pk"))


class EngagementRow(ReadLogged, ReaderColumns):
    """Base of rows of an engagement. The database fills `lead_office` and `floor` and keeps them up to date.

    `mark` is the level that somebody set on this row. `floor` is the level of the engagement. `sensitivity`, which the
    access rule reads, is the higher of the two.
    """

    row_access: ClassVar[RowAccess] = EngagementRowAccess()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # No separate index: the index over the scope columns begins with this column.
    engagement = models.ForeignKey("engagements.Engagement", models.CASCADE, db_index=False)
    lead_office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", editable=False, db_default=0, db_index=False, db_constraint=False
    )
    floor = models.SmallIntegerField(choices=Sensitivity, editable=False, db_default=0)
    mark = models.SmallIntegerField(_("sensitivity"), choices=Sensitivity, null=True, blank=True)
    sensitivity = models.GeneratedField(
        verbose_name=_("sensitivity"),
        expression=Greatest(F("floor"), F("mark")),
        db_persist=True,
        output_field=models.SmallIntegerField(choices=Sensitivity),
        choices=Sensitivity,  # forms and the admin read labels from this field, not from `output_field`
    )

    class Meta:
        abstract = True
