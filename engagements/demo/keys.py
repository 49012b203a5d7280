"""Fixed keys of demo rows, so that loading again finds the rows of the first time."""

from typing import Any
from uuid import UUID, uuid5

from django.db.models import Model, Q

from peaceapp.postgres.base import as_owner

FIRST_DATA = UUID("5b0b2b1e-6f0e-5c55-9a0a-2f6a3b7f1c11")


def key_of(*names: str) -> UUID:
    """The key of the demo row with these names."""
    return uuid5(FIRST_DATA, "/".join(names))


def was_entered(model: type[Model], key: UUID) -> bool:
    """Whether a row with this key ever existed. A row that somebody deleted is not added again."""
    with as_owner():
        return bool(model.pgh_event_model.objects.filter(pgh_obj=key).exists())  # type: ignore[attr-defined]  # pghistory adds it to tracked models


def was_changed(model: type[Any], key: UUID, archive: Any) -> bool:
    """Whether another account than the archive ever wrote this row."""
    with as_owner():
        by_others = ~Q(pgh_context__metadata__user=archive.pk)
        return bool(model.pgh_event_model.objects.filter(by_others, pgh_obj=key).exists())


def versions_of(model: type[Any], keys: list[UUID]) -> dict[UUID, int]:
    """The versions of those of these rows that exist, including rows hidden from the acting user."""
    with as_owner():
        return dict(model._default_manager.filter(pk__in=keys).values_list("pk", "version"))
