"""Versions of a row, written by triggers, as far as the acting user may read them."""

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

INTERNAL_COLUMNS = {"version", "pgh_id", "pgh_obj", "pgh_label", "pgh_created_at", "pgh_context", "id"}
MAX_RELATED = 20
Mark = tuple[int, ...]
"""A position in a history: for each table (the row's own first) the key of the last event shown; 0: none yet."""


NONE = Q()


@dataclass(frozen=True)
class RelatedHistory:
    """A table whose rows are shown in a row's history when they start and end, such as team members.

    `field` is their name in the API, `title` their label. `who` is the foreign key to the person or office, shown by
    its columns `id` and `label`; `owner` is the foreign key to the row. `ends` is the column that is filled when a row
    ends; without it, a row ends by being deleted. `why` is the column with the reason. `only` selects the rows of this
    field.
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
    """One change: time, the user's key (`None`: set-up), and each changed field's value before and after.

    The first version of a row has no changes. Versions that the viewer may not read are left out; the next one is then
    compared with the last readable one. `of` is the related table of a change that is not about the row itself. Its
    `changes` has one field, from `None` to `{"id", "label"}` or back. `key` is the key of the event in its table.
    `says` is the whole row after the change, by column. `is_written` is true where an action increased the version,
    false where the change followed from another table.
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
    """The newest `size` visible versions of the row and its `related` tables, newest first; or those `before`.

    The events of each table stay in the order in which they were written. The tables are merged by time. Changes of the
    row come before changes of related rows of the same transaction.
    """
    found_in_tables = [_own(model, key, size, before[0] if before else 0)]
    for rank, one in enumerate(related, start=1):
        found_in_tables.append(_versions_of_related(one, rank, key, size, before[rank] if rank < len(before) else 0))
    found = merge(*found_in_tables, key=lambda version: (version.at, version.rank), reverse=True)
    return list(islice(found, size))


def next_mark(before: Mark, found_in_tables: Iterable[Version], related: Sequence[RelatedHistory]) -> Mark:
    """The position after the versions `found_in_tables`, which began at `before`."""
    mark = [*before, *(0 for _ in range(1 + len(related) - len(before)))]
    for version in found_in_tables:
        mark[version.rank] = version.key
    return tuple(mark)


def _own(model: type[Model], key: Any, size: int, before: int) -> list[Version]:
    events = model.pgh_event_model  # type: ignore[attr-defined]  # pghistory adds it to tracked models
    names = [f.attname for f in events._meta.concrete_fields if f.name not in INTERNAL_COLUMNS - {"version"}]
    columns = ["pgh_id", "pgh_created_at", "pgh_context__metadata__user", "pgh_label", *names]
    rows = events.objects.filter(_below(before), pgh_obj=key)
    found = list(rows.order_by("-pgh_id").values_list(*columns)[: size + 1])
    if "sensitivity" in names and Sensitivity.STRICTLY_CONFIDENTIAL in {
        row[columns.index("sensitivity")] for row in found
    }:
        record_read(model, key)  # also where the row's level was lowered since
    return [_version(names, row, found[at + 1] if at + 1 < len(found) else None) for at, row in enumerate(found[:size])]


def _version(names: Iterable[str], row: tuple[Any, ...], before: tuple[Any, ...] | None) -> Version:
    key, at, user, label, *values = row
    says, said = dict(zip(names, values, strict=True)), dict(zip(names, before[4:] if before else values, strict=True))
    changes = {
        name: (said[name], now) for name, now in says.items() if said[name] != now and name not in INTERNAL_COLUMNS
    }
    is_written = says.get("version") != said.get("version")
    return Version(key, at, user, changes, label == "insert", says=says, is_written=is_written)


def _versions_of_related(related: RelatedHistory, rank: int, key: Any, size: int, before: int) -> list[Version]:
    """Only starts and ends. Changes of level or office are copied from the engagement and shown there."""
    events = related.model.pgh_event_model  # type: ignore[attr-defined]  # pghistory adds it to tracked models
    rows: QuerySet[Any] = events.objects.filter(related.only, **{related.owner: key})
    arrivals = Q(pgh_label="insert")
    if related.ends:
        was = Window(Lag(related.ends), partition_by=F("pgh_obj_id"), order_by=F("pgh_id").asc())
        rows = rows.annotate(was=was).filter(arrivals | Q(**{f"{related.ends}__isnull": False}, was__isnull=True))
    else:
        # Links that were made together with the row are left out.
        rows = rows.filter(arrivals | Q(pgh_label="delete"), pgh_created_at__gt=_made(related, key))
    id_, label = f"{related.who}__{related.id}", f"{related.who}__{related.label}"
    columns = ["pgh_id", "pgh_created_at", "pgh_context__metadata__user", "pgh_label", id_, label]
    columns += [related.why] if related.why else []
    found = rows.filter(_below(before)).order_by("-pgh_id").values(*columns)[:size]
    found_in_tables = []
    for event in found:
        who, started = {"id": event[id_], "label": event[label]}, event["pgh_label"] == "insert"
        changes = {related.field: (None, who) if started else (who, None)}
        by, reason = event["pgh_context__metadata__user"], event[related.why] if started and related.why else ""
        found_in_tables.append(
            Version(event["pgh_id"], event["pgh_created_at"], by, changes, False, rank, related, reason)
        )
    return found_in_tables


def _below(key: int) -> Q:
    return Q(pgh_id__lt=key) if key else Q()


def _made(related: RelatedHistory, key: Any) -> QuerySet[Any, Any]:
    """The creation time of the row that owns these links, by the database's clock."""
    owner: Any = related.model._meta.get_field(related.owner.removesuffix("_id")).related_model
    if any(field.name == "created_at" for field in owner._meta.concrete_fields):
        made: QuerySet[Any, Any] = owner._default_manager.filter(pk=key).values("created_at")
        return made
    events: QuerySet[Any, Any] = owner.pgh_event_model.objects.filter(pgh_obj=key).order_by("pgh_id")
    return events.values("pgh_created_at")[:1]


def write_mark(mark: Mark) -> str:
    """A position in a history as an encrypted cursor."""
    return encrypt_id("-".join(map(fixed, mark)))


def read_mark(cursor: str | None) -> Mark:
    """The position in a cursor of `write_mark`; the newest for `None`. `ValidationError` for any other text."""
    if cursor is None:
        return ()
    parts = (decrypt_id(cursor) or "").split("-")
    if len(parts) > MAX_RELATED or any(not part.isdecimal() or len(part) > DIGITS for part in parts):
        raise ValidationError({"cursor": _("This cursor is not valid for this list.")})
    return tuple(map(int, parts))


def write_key(model: type[Model], version: Version) -> str | None:
    """The public name of a version of a row; `None` for a version of a related table."""
    return None if version.of else encrypt_id(f"{model._meta.label_lower} {fixed(version.key)}")


def read_key(model: type[Model], name: str) -> int | None:
    """The key in a name that `write_key` made for this model; `None` for any other text."""
    of, _space, key = (decrypt_id(name) or "").partition(" ")
    return int(key) if of == model._meta.label_lower and key.isdecimal() and len(key) <= DIGITS else None
