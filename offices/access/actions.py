"""Writes of reference data: the lists, countries and offices that administrators keep for everybody."""

from typing import Any, TypeVar

from django.db.models import Model

from offices.access.models import User
from offices.access.permissions import Permission
from peaceapp.actions import action
from peaceapp.text import tidied

M = TypeVar("M", bound=Model)


@action(Permission.KEEP_REFERENCE_DATA, on="model")
def add_reference(*, actor: User, model: type[M], **values: Any) -> M:
    """Add a row to a list. Refused for what the model's own checks refuse, and for a code that is taken."""
    row = model(**tidied(values))
    row.full_clean()
    row.save(force_insert=True)
    return row


@action(Permission.KEEP_REFERENCE_DATA)
def amend_reference(row: M, *, actor: User, **changes: Any) -> M:
    """Change a row of a list; it is retired or closed by its date, never deleted: old rows refer to it."""
    for name, value in tidied(changes).items():
        setattr(row, name, value)
    row.full_clean()
    row.save(update_fields=list(changes))
    return row
