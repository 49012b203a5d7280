"""Versions of a row, as triggers wrote them, and as far as the acting user may read them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet, Window
from django.db.models.functions import Lag
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from peaceapp.access.opaque_ids import DIGITS, decrypt_id, encrypt_id, fixed
from peaceapp.access.read_log import record_read
from peaceapp.access.sensitivity import Sensitivity

OWN = {"version", "pgh_id", "pgh_obj", "pgh_label", "pgh_created_at", "pgh_context", "id"}
MAX_RELATED = 20
Mark = tuple[int, ...]
"""A place in a history: for each table, the row's own first, the key of the last event told; 0: none yet."""


NONE = Q()


@dataclass(frozen=True)
class RelatedHistory:
    """A table whose rows come and go around a row and are told in its history: who joined, which office was let in.

    `field` is what the outside calls them, `title` what people read; `who` is the column that says whom each is about,
    known by `id` and `label`; `owner` names the row. `ends` is the column that is filled when one ends; without it one
    ends when its row is deleted. `why` is the column with the reason. `only` narrows the rows to those of this field.
    """

    model: type[Model]
    field: str
    title: str | Promise
    who: str
    id: str
    label: str
    owner: str = "engagement_id"
    ends: str = ""
    why: str = ""
    only: Q = NONE


@dataclass(frozen=True)
class Version:
    """One change: when, by which user's key (none: set-up), and each changed field's value before and after.

    The first version of a row has no changes. A version that the viewer may not read is left out, and the next one is
    compared with the last that they may. `of` is the related table, if it is not about the row itself; then `changes`
    has one field, from nothing to `{"id", "label"}` of whom it is about, or back. `key` is the event's in its table.
    `says` is the whole row as it was then, by column; `is_written`: an action counted the version up, nothing followed
    from a change elsewhere.
    """

    key: int
    at: datetime
    user: int | None
    changes: dict[str, tuple[Any, Any]]
    is_first: bool
    rank: int = 0
    of: RelatedHistory | None = None
    reason: str = ""
    says: Mapping[str, Any] = field(default_factory=dict)
    is_written: bool = False


def versions(
    model: type[Model], key: Any, size: int = 20, before: Mark = (), related: Sequence[RelatedHistory] = ()
) -> list[Version]:
    """The newest `size` visible versions of the row and of its `related` tables, newest first; or those `before`.

    Each table's events stay in the order in which they were written; the tables are merged by time, and what happened
    to the row stands before what happened around it in the same transaction.
    """
    told = [_own(model, key, size, before[0] if before else 0)]
    for rank, one in enumerate(related, start=1):
        told.append(_versions_of_related(one, rank, key, size, before[rank] if rank < len(before) else 0))
    found = merge(*told, key=lambda version: (version.at, version.rank), reverse=True)
    return list(islice(found, size))


def onwards(before: Mark, told: Iterable[Version], related: Sequence[RelatedHistory]) -> Mark:
    """The place after `told`, which began at `before`."""
    mark = [*before, *(0 for _ in range(1 + len(related) - len(before)))]
    for version in told:
        mark[version.rank] = version.key
    return tuple(mark)


def _own(model: type[Model], key: Any, size: int, before: int) -> list[Version]:
    events = model.pgh_event_model  # type: ignore[attr-defined]  # pghistory adds it to tracked models
    names = [f.attname for f in events._meta.concrete_fields if f.name not in OWN - {"version"}]
    columns = ["pgh_id", "pgh_created_at", "pgh_context__metadata__user", "pgh_label", *names]
    rows = events.objects.filter(_below(before), pgh_obj=key)
    found = list(rows.order_by("-pgh_id").values_list(*columns)[: size + 1])
    if "sensitivity" in names and Sensitivity.STRICTLY_CONFIDENTIAL in {
        row[columns.index("sensitivity")] for row in found
    }:
        record_read(model, key)  # also where the row itself was lowered since
    return [_version(names, row, found[at + 1] if at + 1 < len(found) else None) for at, row in enumerate(found[:size])]


def _version(names: Iterable[str], row: tuple[Any, ...], before: tuple[Any, ...] | None) -> Version:
    key, at, user, label, *values = row
    says, said = dict(zip(names, values, strict=True)), dict(zip(names, before[4:] if before else values, strict=True))
    changes = {name: (said[name], now) for name, now in says.items() if said[name] != now and name not in OWN}
    is_written = says.get("version") != said.get("version")
    return Version(key, at, user, changes, label == "insert", says=says, is_written=is_written)


def _versions_of_related(related: RelatedHistory, rank: int, key: Any, size: int, before: int) -> list[Version]:
    """Only their coming and ending: that an engagement's level or office went over to them is told with it."""
    events = related.model.pgh_event_model  # type: ignore[attr-defined]  # likewise
    rows: QuerySet[Any] = events.objects.filter(related.only, **{related.owner: key})
    arrivals = Q(pgh_label="insert")
    if related.ends:
        was = Window(Lag(related.ends), partition_by=F("pgh_obj_id"), order_by=F("pgh_id").asc())
        rows = rows.annotate(was=was).filter(arrivals | Q(**{f"{related.ends}__isnull": False}, was__isnull=True))
    else:
        # What came with the row itself is not told apart from it.
        rows = rows.filter(arrivals | Q(pgh_label="delete"), pgh_created_at__gt=_made(related, key))
    id_, label = f"{related.who}__{related.id}", f"{related.who}__{related.label}"
    columns = ["pgh_id", "pgh_created_at", "pgh_context__metadata__user", "pgh_label", id_, label]
    columns += [related.why] if related.why else []
    found = rows.filter(_below(before)).order_by("-pgh_id").values(*columns)[:size]
    told = []
    for event in found:
        who, came = {"id": event[id_], "label": event[label]}, event["pgh_label"] == "insert"
        changes = {related.field: (None, who) if came else (who, None)}
        by, reason = event["pgh_context__metadata__user"], event[related.why] if came and related.why else ""
        told.append(Version(event["pgh_id"], event["pgh_created_at"], by, changes, False, rank, related, reason))
    return told


def _below(key: int) -> Q:
    return Q(pgh_id__lt=key) if key else Q()


def _made(related: RelatedHistory, key: Any) -> QuerySet[Any, Any]:
    """When the row to which these belong was made, by the database's own clock."""
    owner: Any = related.model._meta.get_field(related.owner.removesuffix("_id")).related_model
    if any(field.name == "created_at" for field in owner._meta.concrete_fields):
        made: QuerySet[Any, Any] = owner._default_manager.filter(pk=key).values("created_at")
        return made
    events: QuerySet[Any, Any] = owner.pgh_event_model.objects.filter(pgh_obj=key).order_by("pgh_id")
    return events.values("pgh_created_at")[:1]


def write_mark(mark: Mark) -> str:
    """A place in a history as the outside sends it back."""
    return encrypt_id("-".join(map(fixed, mark)))


def read_mark(cursor: str | None) -> Mark:
    """The place that `write_mark` wrote, the newest without one; `ValidationError` for anything else."""
    if cursor is None:
        return ()
    parts = (decrypt_id(cursor) or "").split("-")
    if len(parts) > MAX_RELATED or any(not part.isdecimal() or len(part) > DIGITS for part in parts):
        raise ValidationError({"cursor": _("This cursor is not valid for this list.")})
    return tuple(map(int, parts))


def write_key(model: type[Model], version: Version) -> str | None:
    """A version of a row as the outside names it; nothing for one of a related table."""
    return None if version.of else encrypt_id(f"{model._meta.label_lower} {fixed(version.key)}")


def read_key(model: type[Model], name: str) -> int | None:
    """The key that `write_key` wrote for this model; nothing for anything else."""
    of, _space, key = (decrypt_id(name) or "").partition(" ")
    return int(key) if of == model._meta.label_lower and key.isdecimal() and len(key) <= DIGITS else None
