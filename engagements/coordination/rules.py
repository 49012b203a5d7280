"""Validators of participations for form, API and import."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from engagements.coordination.choices import State
from engagements.register.rules import validate_date_order
from peaceapp.text import tidy_values


def checked(values: dict[str, Any]) -> dict[str, Any]:
    """`values` with tidy texts. `ValidationError` at the field for an invalid value.

    `office`: both a partner and an office are given. `partner`: neither is given, unless the state is `requested`.
    `until_on`: the end is before the start.
    """
    values = tidy_values(values)
    partner, office = values.get("partner"), values.get("office")
    if partner and office:
        raise ValidationError({"office": _("Give either a partner or an office, not both.")})
    if not partner and not office and values.get("state") != State.REQUESTED:
        raise ValidationError(
            {"partner": _("Name a partner or an office. Only a requested participation can leave this open.")}
        )
    validate_date_order("from_on", "until_on", values.get("from_on"), values.get("until_on"))
    return values
