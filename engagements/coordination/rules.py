"""Validators of participations for form, API and import."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from engagements.coordination.choices import State
from engagements.register.rules import validate_date_order
from peaceapp.text import tidy_values


def checked(values: dict[str, Any]) -> dict[str, Any]:
    """`values` with tidy texts; `ValidationError` unless they name a partner or an office, and not both.

    Only what is requested may name nobody yet.
    """
    values = tidy_values(values)
    partner, office = values.get("partner"), values.get("office")
    if partner and office:
        raise ValidationError({"office": _("Name the partner or the office, not both.")})
    if not partner and not office and values.get("state") != State.REQUESTED:
        raise ValidationError({"partner": _("Say who takes part. Only what is requested may leave it open.")})
    validate_date_order("from_on", "until_on", values.get("from_on"), values.get("until_on"))
    return values
