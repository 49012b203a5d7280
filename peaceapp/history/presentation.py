"""Presents versions by the field names of the API; pages turn these into words."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth import get_user_model

from peaceapp.history.versions import Version, write_key
from peaceapp.lists.shape import As, One, Row, Shape


def present_versions(shape: Shape, found: list[Version], reason_field: str) -> list[Row]:
    """Versions as `{"id", "at", "by", "is_first", "reason", "changes": [{"field", "before", "after"}]}`.

    Fields that `shape` does not have are left out. `reason_field` is the column with the reason of the last change. The
    reason is shown with the change that wrote it, not with changes that followed from other tables.
    """
    people = get_user_model()._default_manager.filter(pk__in={version.user for version in found if version.user})
    names = {user.pk: {"id": user.get_username(), "label": str(user)} for user in people}
    labels = {name: _labels(shape, part, found) for name, part in shape.parts.items() if isinstance(part, One)}
    return [
        {
            "id": write_key(shape.model, version),
            "at": version.at,
            "by": names.get(version.user) if version.user else None,
            "is_first": version.is_first,
            "reason": _reason(version, reason_field),
            "changes": list(_changes(shape, version, labels)),
        }
        for version in found
    ]


def _reason(version: Version, reason_field: str) -> str:
    """The reason of this version, also where two changes in a row have the same reason."""
    if version.of:
        return version.reason
    return str(version.says.get(reason_field) or "") if version.is_written or reason_field in version.changes else ""


Labels = dict[str, dict[Any, Row]]


def _labels(shape: Shape, part: One, found: Iterable[Version]) -> dict[Any, Row]:
    """Labels of related rows by key, with one query for all versions."""
    keys = {key for version in found for key in version.changes.get(f"{part.path}_id", ())}
    related = shape.model._meta.get_field(part.path).related_model
    return _named(related, keys, part.id, part.label)


def _named(model: Any, keys: set[Any], id_: str, label: str) -> dict[Any, Row]:
    if not (keys := keys - {None}):
        return {}
    rows = model._default_manager.filter(pk__in=keys).values_list("pk", id_, label)
    return {key: {"id": id_, "label": label} for key, id_, label in rows}


def _changes(shape: Shape, version: Version, labels: Labels) -> Iterator[Row]:
    if related := version.of:
        before, after = version.changes[related.field]
        yield {"field": related.field, "before": before, "after": after}
        return
    for name, part in shape.parts.items():
        if isinstance(part, As) and part.column in version.changes:
            before, after = (
                part.turn(value) if part.turn and value is not None else value for value in version.changes[part.column]
            )
            yield {"field": name, "before": before, "after": after}
        elif isinstance(part, One) and f"{part.path}_id" in version.changes:
            before, after = (labels[name].get(value) for value in version.changes[f"{part.path}_id"])
            yield {"field": name, "before": before, "after": after}
