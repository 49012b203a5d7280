"""Validators of journal entries for form, API and import."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from engagements.register import rules
from peaceapp.text import tidy_values


def checked(values: dict[str, Any]) -> dict[str, Any]:
    """`values` with tidy texts. `ValidationError` at the field for an invalid value.

    Invalid are: text that cannot be stored, a date in the future or before 1900, an end before the start, and an empty
    headline.
    """
    values = tidy_values(values)
    start: date | None = values.get("occurred_on")
    rules.validate_past_date("occurred_on", start)
    rules.validate_date_order("occurred_on", "occurred_until", start, values.get("occurred_until"))
    if not values.get("headline"):
        raise ValidationError({"headline": _("Give a headline.")})
    return values
