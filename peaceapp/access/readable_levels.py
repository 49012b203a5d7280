"""The levels at which the writer of a row can still read it. Checked first: a policy refuses without a message."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext_lazy as _

from peaceapp.access.rule import REACHABLE
from peaceapp.access.sensitivity import Sensitivity


def readable_levels(*offices: int | None, engagement_id: UUID | None = None, of_team: bool = False) -> set[int]:
    """The levels at which the actor could read a row that one of `offices` owns or leads, in this engagement.

    `of_team`: as if the actor were on the team of this engagement, or of a new one led by one of these offices.
    """
    parameters: dict[str, Any] = {
        "levels": Sensitivity.values,
        "offices": list(offices),
        "engagement": engagement_id,
        "of_team": of_team,
    }
    with connection.cursor() as cursor:
        cursor.execute(REACHABLE, parameters)
        return {level for (level,) in cursor.fetchall()}


def validate_readable_level(level: int | None, office_id: int | None, engagement_id: UUID | None = None) -> None:
    """`ValidationError` at `sensitivity` for a level at which the actor could not read the row."""
    if not level or level <= Sensitivity.UNCLASSIFIED:
        return
    if level not in readable_levels(office_id, engagement_id=engagement_id):
        raise ValidationError({"sensitivity": _("At this level you could not open this record yourself.")})


def limit_level_choices(field: forms.Field, offices: Iterable[int | None], *, of_team: bool = False) -> None:
    """Limits the choices of a level field to the levels that the writer can read in one of `offices`.

    If the initial level is not among them, nothing is preselected: the writer must choose a level explicitly.
    """
    within = readable_levels(*offices, of_team=of_team)
    choice: Any = field
    levels = [(value, label) for value, label in choice.choices if int(value) in within]
    if field.initial and field.initial not in within:
        field.initial, levels = None, [("", _("Choose a level")), *levels]
    choice.choices = levels
