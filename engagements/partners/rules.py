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
    """`values` with tidy texts. `ValidationError` at the field for an invalid value.

    Invalid are: an empty name, too many or too long other names, the level strictly confidential, and a last contact in
    the future.
    """
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
    """Tidy names without duplicates. `ValidationError` at `other_names` for too many, or one that is too long."""
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
    """The name of a row with its acronym or function, because two rows may have the same name."""
    acronym, function = getattr(row, "acronym", ""), getattr(row, "function", "")
    return f"{acronym} – {row.name}" if acronym else f"{row.name}, {function}" if function else row.name


def validate_merge(row: Mergeable, into: Mergeable) -> None:
    """Checks that `row` can be merged into `into`. `into` must not be merged itself, so that queries follow one step.

    `Refused` if `row` is merged already. `ValidationError` at `into` if `into` is `row` itself, is merged, or is hidden
    from somebody who can read `row`.
    """
    if row.merged_into_id is not None:
        raise Refused(_("This record is already merged into another. Undo that merge first."))
    if into.pk == row.pk:
        raise ValidationError({"into": _("A record cannot be merged into itself.")})
    if into.merged_into_id is not None:
        raise ValidationError({"into": _("That record is itself merged into another. Choose the other one.")})
    if would_hide_from_readers(row, into.office_id, into.sensitivity):
        raise ValidationError({"into": _("Some readers of this record have no access to that one.")})


def would_hide_from_readers(row: Mergeable, office_id: int, sensitivity: int) -> bool:
    """Whether some readers of `row` could not read a row that `office_id` owns at the level `sensitivity`."""
    if sensitivity == Sensitivity.UNCLASSIFIED:
        return False
    return row.sensitivity < sensitivity or row.office_id != office_id
