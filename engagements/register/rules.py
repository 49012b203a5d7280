"""Validators of engagements for form, API and import."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from engagements.register.models import (
    Engagement,
)
from peaceapp.access.readable_levels import readable_levels, validate_readable_level
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.dates import today
from peaceapp.errors import Refused
from peaceapp.text import tidy_values

EARLIEST = date(1900, 1, 1)
"""The first date that is accepted. An earlier year is a typing error, such as “0216” for 2016."""


def tidy_reason(reason: str) -> str:
    """An optional reason with tidy text. `ValidationError` at `reason` for text that cannot be stored."""
    return str(tidy_values({"reason": reason})["reason"])


def required_reason(reason: str) -> str:
    """A required reason with tidy text. `ValidationError` at `reason` for an empty one."""
    if not (given := tidy_reason(reason)):
        raise ValidationError({"reason": _("Give a reason.")})
    return given


def validate_past_date(field: str, value: date | None) -> None:
    """`ValidationError` at `field` for a date before 1900, or a date in the future in the user's time zone."""
    if value and value > today():
        raise ValidationError({field: _("Give a date that is not in the future.")})
    validate_year(field, value)


def validate_year(field: str, value: date | None) -> None:
    """`ValidationError` at `field` for a date before 1900. Dates in the future are accepted."""
    if value and value < EARLIEST:
        raise ValidationError({field: _("Check the year: this date is before 1900.")})


def validate_date_order(start: str, end: str, first: date | None, last: date | None) -> None:
    """`ValidationError` at `end` for an end date before the start date."""
    if first and last and last < first:
        raise ValidationError({end: _("The end date is before the start date.")})


def validate_not_empty(field: str, chosen: Collection[Any]) -> None:
    """`ValidationError` at `field` if nothing is chosen."""
    if not chosen:
        raise ValidationError({field: _("Choose at least one.")})


def refuse_if_closed(engagement: Engagement) -> None:
    """`Refused` if the engagement is closed.

    Not used by the actions that closed engagements allow: reopening, and changes of sensitivity and team.
    """
    if engagement.is_closed:
        raise Refused(_("This engagement is closed. Reopen it first."))


def validate_level(level: int) -> None:
    """`ValidationError` at `sensitivity` for a number that is not a level."""
    if level not in Sensitivity.values:
        raise ValidationError({"sensitivity": _("This sensitivity level does not exist.")})


def validate_mark(level: int | None, engagement: Engagement) -> None:
    """`ValidationError` at `sensitivity` for an unknown level, or a level at which the writer could not read the row.

    `level` is the level that the writer sets on a row of `engagement`; `None` sets none.
    """
    if level is None:
        return
    validate_level(level)
    if level > engagement.sensitivity:
        validate_readable_level(level, engagement.lead_office_id, engagement.pk)


def mark_choices(engagement: Engagement) -> list[tuple[str, Any]]:
    """Level choices for a row of `engagement`: levels above the engagement's level that the writer can read."""
    higher = [level for level in Sensitivity if level > engagement.sensitivity]
    within = readable_levels(engagement.lead_office_id, engagement_id=engagement.pk) if higher else set()
    return [(str(level.value), level.label) for level in higher if level in within]


def checked(values: dict[str, Any]) -> dict[str, Any]:
    """`values` with tidy texts. `ValidationError` at the field for an invalid date, or dates in the wrong order."""
    values = tidy_values(values)
    validate_past_date("opened_on", values.get("opened_on"))
    validate_date_order("opened_on", "closed_on", values.get("opened_on"), values.get("closed_on"))
    return values
