"""Loads rows from `fixtures/`: repeatable, never overwrites an edited row, and counts the results."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Field, Model

FIXTURES = Path(settings.ROOT) / "fixtures"


class Report(Counter[str]):
    """Numbers of rows that were new, the same, or kept because somebody edited them."""

    def __str__(self) -> str:
        return ", ".join(f"{self[what]} {what}" for what in ("new", "same", "kept as edited"))


def read(*path: str) -> Any:
    """A JSON file below `fixtures/`."""
    return json.loads(FIXTURES.joinpath(*path).read_text(encoding="utf-8"))


def create_or_keep(model: type[Model], key: str | tuple[str, ...], values: dict[str, Any], report: Report) -> Any:
    """Creates the row whose `key` columns have these values, or keeps the existing one; returns the row.

    If the key has several columns, these can be edited later. Then the row is found by its values when it was created.
    """
    columns = (key,) if isinstance(key, str) else key
    wanted = {f"{c}__isnull" if values[c] is None else c: True if values[c] is None else values[c] for c in columns}
    found = model._default_manager.filter(**wanted).first()
    if found is None and len(columns) > 1:
        found = _once(model, wanted)
    if found is None:
        report["new"] += 1
        return model._default_manager.create(**values)
    fresh = model(**values)
    is_same = all(
        _plain(model, name, getattr(found, name)) == _plain(model, name, getattr(fresh, name)) for name in values
    )
    report["same" if is_same else "kept as edited"] += 1
    return found


def _once(model: type[Model], wanted: dict[str, Any]) -> Any:
    events = model.pgh_event_model._default_manager  # type: ignore[attr-defined]  # pghistory adds it to tracked models
    event = events.filter(pgh_label="insert", **wanted).order_by("pgh_id").first()
    return event and model._default_manager.filter(pk=event.pgh_obj_id).first()


def _plain(model: type[Model], name: str, value: Any) -> Any:
    """The value as its column stores it; files contain dates as text."""
    field = model._meta.get_field(name.removesuffix("_id"))
    return field.to_python(value) if isinstance(field, Field) and not isinstance(value, Model) else value
