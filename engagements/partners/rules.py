"""Validators of partners, persons and contacts for form, API and import."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from engagements.partners.models import LONGEST_NAME, MOST_NAMES, Mergeable
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.dates import today
from peaceapp.errors import Refused
from peaceapp.search.folding import search_text
from peaceapp.text import tidy, tidy_values


def checked(values: dict[str, Any]) -> dict[str, Any]:
    """`values` with tidy texts; `ValidationError` for an empty name or a level that such rows cannot have."""
    values = tidy_values(values)
    if "other_names" in values:
        values["other_names"] = _other_names(values["other_names"])
    if "name" in values and not values["name"]:
        raise ValidationError({"name": _("Give a name.")})
    if values.get("sensitivity", Sensitivity.UNCLASSIFIED) not in {Sensitivity.UNCLASSIFIED, Sensitivity.CONFIDENTIAL}:
        raise ValidationError({"sensitivity": _("Choose unclassified or confidential.")})
    last = values.get("last_contact_on")
    if last and last > today():
        raise ValidationError({"last_contact_on": _("Give a date that is not in the future.")})
    return values


def _other_names(names: list[str]) -> list[str]:
    """Tidy names, each once; `ValidationError` for too many, or one too long."""
    try:
        found = [tidy(name) for name in names]
    except ValidationError as error:
        raise ValidationError({"other_names": error}) from error
    found = [name for name in dict.fromkeys(found) if search_text(name)]
    if len(found) > MOST_NAMES:
        raise ValidationError({"other_names": _("Give at most 20 other names.")})
    if any(len(name) > LONGEST_NAME for name in found):
        raise ValidationError({"other_names": _("A name can have at most 200 characters.")})
    return found


def label_in_full(row: Mergeable) -> str:
    """A row as a list of choices names it: with acronym or function, since two may share a name."""
    acronym, function = getattr(row, "acronym", ""), getattr(row, "function", "")
    return f"{acronym} – {row.name}" if acronym else f"{row.name}, {function}" if function else row.name


def validate_merge(row: Mergeable, into: Mergeable) -> None:
    """Merging goes one step, to a row that stands: chains and circles would have to be followed on every reading."""
    if row.merged_into_id is not None:
        raise Refused(_("This record is already merged into another. Undo that merge first."))
    if into.pk == row.pk:
        raise ValidationError({"into": _("A record cannot be merged into itself.")})
    if into.merged_into_id is not None:
        raise ValidationError({"into": _("That record is itself merged into another. Choose the other one.")})
    if would_hide_from_readers(row, into.office_id, into.sensitivity):
        raise ValidationError({"into": _("Some readers of this record have no access to that one.")})


def would_hide_from_readers(row: Mergeable, office_id: int, sensitivity: int) -> bool:
    """Whether somebody who reads `row` could not read what it stands for, kept by that office at that level."""
    if sensitivity == Sensitivity.UNCLASSIFIED:
        return False
    return row.sensitivity < sensitivity or row.office_id != office_id
