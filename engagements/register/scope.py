"""Columns of every row of an engagement that the access rule reads (`peaceapp/access/rule.py`)."""

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
"""Columns that no version of a row holds, and whose change makes none."""

KEPT_BY_DATABASE = ["lead_office", "floor", "sensitivity"]
"""Columns of a row of an engagement that the database fills (`EngagementRow`)."""


class ReadLogged(models.Model):
    """A row with a `sensitivity`. That a strictly confidential one was read is noticed here, on every surface."""

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **more: Any) -> Self:
        """Builds the instance as Django does, and notes a strictly confidential row in `peaceapp.access.read_log`."""
        row = super().from_db(db, field_names, values, **more)
        if row.__dict__.get("sensitivity") == Sensitivity.STRICTLY_CONFIDENTIAL:
            record_read(cls, row.pk)
        return row


class ReaderColumns(models.Model):
    """A row that says itself whom its engagement is open to, beside the lead office. Kept by the database alone.

    Offices that support now, and people on the team whose seat has no end set: what the rule asks of each row. They are
    in no version: supporting offices and seats have a history of their own.
    """

    supporting_ids = ArrayField(models.BigIntegerField(), editable=False, db_default=Value([], _IDS))
    team_ids = ArrayField(models.BigIntegerField(), editable=False, db_default=Value([], _IDS))

    class Meta:
        abstract = True


def lock_engagement(engagement: ReaderColumns) -> None:
    """Lock an engagement until the end of this transaction, before a seat or a supporting office changes.

    Those changes are written to its row and all its children: two at once would otherwise wait for each other for ever.
    """
    list(type(engagement)._default_manager.select_for_update().filter(pk=engagement.pk).values_list("pk"))


class EngagementRow(ReadLogged, ReaderColumns):
    """A row that belongs to an engagement. The database fills `lead_office` and `floor` and keeps them true.

    `mark` is what somebody set on this row itself; `sensitivity` is what the rule reads: never below the engagement's.
    """

    row_access: ClassVar[RowAccess] = EngagementRowAccess()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # No index of its own: the one over the scope begins with this column.
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
        choices=Sensitivity,  # of its own: forms and the admin look for words here
    )

    class Meta:
        abstract = True
