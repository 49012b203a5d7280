"""Actions on reference data: lists, countries and offices that administrators maintain for all offices."""

from typing import Any, TypeVar

from django.db.models import Model

from offices.access.models import User
from offices.access.permissions import Permission
from peaceapp.actions import action
from peaceapp.text import tidy_values

M = TypeVar("M", bound=Model)


@action(Permission.KEEP_REFERENCE_DATA, on="model")
def add_reference(*, actor: User, model: type[M], **values: Any) -> M:
    """Adds a row to a list. Refused by the model's validation, and for a code that exists."""
    row = model(**tidy_values(values))
    row.full_clean()
    row.save(force_insert=True)
    return row


@action(Permission.KEEP_REFERENCE_DATA)
def amend_reference(row: M, *, actor: User, **changes: Any) -> M:
    """Changes a row of a list. Rows are retired or closed by a date, never deleted: old rows refer to them."""
    for name, value in tidy_values(changes).items():
        setattr(row, name, value)
    row.full_clean()
    row.save(update_fields=list(changes))
    return row
