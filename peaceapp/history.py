"""What a row said before: its versions, as the triggers wrote them and as the acting user may read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

OWN = {"version", "pgh_id", "pgh_obj", "pgh_label", "pgh_created_at", "pgh_context", "id"}


@dataclass(frozen=True)
class Version:
    """One change: when, by which user's key (none: set-up), and each changed field's value before and after.

    The first version of a row has no changes. A version that the viewer may not read is left out, and the next one is
    compared with the last that they may. `key` is where to go on from.
    """

    key: int
    at: datetime
    user: int | None
    changes: dict[str, tuple[Any, Any]]
    is_first: bool


def versions(model: type[Model], key: Any, size: int = 20, before: int | None = None) -> list[Version]:
    """The newest `size` visible versions of the row with this key, newest first; those before the version `before`."""
    events = model.pgh_event_model  # type: ignore[attr-defined]  # pghistory adds it to tracked models
    names = [f.attname for f in events._meta.concrete_fields if f.name not in OWN]
    columns = ["pgh_id", "pgh_created_at", "pgh_context__metadata__user", "pgh_label", *names]
    rows = events.objects.filter(pgh_obj=key)
    rows = rows if before is None else rows.filter(pgh_id__lt=before)
    found = list(rows.order_by("-pgh_id").values_list(*columns)[: size + 1])
    return [_version(names, row, found[at + 1] if at + 1 < len(found) else None) for at, row in enumerate(found[:size])]


def _version(names: Iterable[str], row: tuple[Any, ...], before: tuple[Any, ...] | None) -> Version:
    key, at, user, label, *values = row
    changes = {}
    if before is not None:
        changes = {name: (old, new) for name, old, new in zip(names, before[4:], values, strict=True) if old != new}
    return Version(key, at, user, changes, label == "insert")
