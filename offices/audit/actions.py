"""Export of the audit trail, the only action on it; the export itself is recorded there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offices.access.models import User
from offices.access.permissions import Permission
from offices.audit import queries
from offices.audit.choices import Verb
from offices.audit.models import AuditEvent
from offices.audit.notes import note
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.actions import action
from peaceapp.csv_export import write_csv
from peaceapp.errors import Refused
from peaceapp.text import tidy

MAX_EVENTS = 200_000


@dataclass(frozen=True)
class Export:
    """The exported file, its number of events, and their highest level."""

    file: IO[bytes]
    many: int
    level: Sensitivity

    @property
    def name(self) -> str:
        """The file name with sensitivity and date."""
        return f"audit-trail-{self.level.word.replace('_', '-')}-{timezone.now():%Y-%m-%d}.csv"


@action(Permission.EXPORT_TRAIL)
def export_trail(events: QuerySet[AuditEvent], *, actor: User, reason: str = "") -> Export:
    """Writes the events that the actor may read to a CSV file, newest first, and records the export.

    Above unclassified a reason is required. Refused for more than `MAX_EVENTS` events, and if the file has fewer rows
    than events were counted.
    """
    newest = events.aggregate(number=Max("number"))["number"] or 0
    events = events.filter(number__lte=newest)  # without events added during the export
    many, level = queries.count_and_level(events)
    reason = tidy(reason)
    if level > Sensitivity.UNCLASSIFIED and not reason:
        raise ValidationError({"reason": _("Give a reason: some of the events are not unclassified.")})
    if many > MAX_EVENTS:
        raise Refused(_("Too many events for one file. Choose a shorter period."))
    file, wrote = write_csv(str(level.label), queries.ROW.names, _cells(events))
    if wrote != many:
        file.close()
        raise Refused(_("The export failed and no file was sent. Try again."))
    about = {"kind": "audit trail", "object": str(many), "level": level, "reason": reason}
    note(Verb.EXPORTED, actor.pk, **about)
    return Export(file, many, level)


def _cells(events: QuerySet[AuditEvent]) -> Iterator[list[Any]]:
    shape, batch = queries.ROW, []
    for row in events.order_by("-number").values_list(*shape.columns).iterator(2000):
        batch.append(row)
        if len(batch) == 2000:
            yield from _presented(batch)
            batch = []
    yield from _presented(batch)


def _presented(batch: list[tuple[Any, ...]]) -> Iterator[list[Any]]:
    for row in queries.ROW.present(batch):
        yield [_cell(value) for value in row.values()]


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return value["id"]
    if isinstance(value, list):
        return " ".join(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
