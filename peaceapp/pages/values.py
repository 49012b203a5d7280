"""Shows the value of a form field in words."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def in_words(field: forms.Field, value: Any) -> str:
    """`value` (initial or cleaned) in words: rows and choices by their labels; empty for no value.

    Rows that the viewer may not see are left out.
    """
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        choices: Any = field.choices
        words = {str(key): str(label) for key, label in _flat(choices)}
        values = value if isinstance(value, list | tuple) else ["" if value is None else value]
        return ", ".join(words.get(str(one), str(one)) for one in values).strip("-")
    if value is None or value in ("", [], ()):
        return ""
    if isinstance(field, forms.ModelChoiceField):
        several = isinstance(field, forms.ModelMultipleChoiceField)
        return ", ".join(field.label_from_instance(row) for row in _rows(field, value if several else [value]))
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_format(value, pgettext("day, until or alone", "j M Y"))
    if isinstance(value, time):
        return time_format(value, "H:i")
    return ", ".join(map(str, value)) if isinstance(value, list | tuple | set) else str(value)


def _rows(field: Any, values: Iterable[Any]) -> list[Model]:
    """The rows among `values`, given as instances or keys. Includes rows that are no longer among the choices."""
    key = field.to_field_name or "pk"
    keys = [field.prepare_value(value) for value in values]
    rows = {
        str(row.serializable_value(key)): row
        for row in field.queryset.model._default_manager.filter(**{f"{key}__in": keys})
    }
    return [rows[str(each)] for each in keys if str(each) in rows]


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield key, label
