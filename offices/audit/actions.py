"""Taking the trail away: the one thing that is done with it, and it is noted there."""

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
from peaceapp.csv_export import written
from peaceapp.errors import Refused
from peaceapp.text import tidy

MOST = 200_000


@dataclass(frozen=True)
class Export:
    """A file, how many events are in it, and the highest level among them."""

    file: IO[bytes]
    many: int
    level: Sensitivity

    @property
    def name(self) -> str:
        """The name of the file, with its sensitivity and its day."""
        return f"audit-trail-{self.level.word.replace('_', '-')}-{timezone.now():%Y-%m-%d}.csv"


@action(Permission.EXPORT_TRAIL)
def export_trail(events: QuerySet[AuditEvent], *, actor: User, reason: str = "") -> Export:
    """Write the events that the actor reads to a file, newest first, and note it.

    A reason is needed for what is above unclassified. Refused where the file has fewer rows than there are events, and
    for more than `MOST`.
    """
    newest = events.aggregate(number=Max("number"))["number"] or 0
    events = events.filter(number__lte=newest)  # none that comes while this is being written
    many, level = queries.measured(events)
    reason = tidy(reason)
    if level > Sensitivity.UNCLASSIFIED and not reason:
        raise ValidationError({"reason": _("Give a reason: some of the events are not unclassified.")})
    if many > MOST:
        raise Refused(_("Too many events for one file. Choose a shorter period."))
    file, wrote = written(str(level.label), queries.ROW.names, _cells(events))
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
            yield from _dressed(batch)
            batch = []
    yield from _dressed(batch)


def _dressed(batch: list[tuple[Any, ...]]) -> Iterator[list[Any]]:
    for row in queries.ROW.dress(batch):
        yield [_cell(value) for value in row.values()]


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return value["id"]
    if isinstance(value, list):
        return " ".join(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
