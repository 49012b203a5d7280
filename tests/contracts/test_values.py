"""Values that no form, import or slip may bring in: the database itself refuses them."""

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, models

from engagements.models import Engagement, JournalEntry, Participation
from offices.models import Coverage, Leadership, Mandate, MandateTask, Membership, Office
from tests.arrange import arranging
from tests.cast import World

SPANS = [
    ("from_on", "until_on"),
    ("opened_on", "closed_on"),
    ("occurred_on", "occurred_until"),
    ("established_on", "closed_on"),
]
NOT_HISTORY = [
    model
    for model in apps.get_models()
    if model.__module__.startswith(("offices.", "engagements.")) and not hasattr(model, "pgh_created_at")
]
"""A history holds what once stood in its table: what the table refuses never comes to it."""


def definitions(model: type[models.Model], kind: str) -> list[str]:
    """The constraints of one kind (`c` check, `f` foreign key) as the database spells them."""
    with arranging() as cursor:
        cursor.execute(
            "select pg_get_constraintdef(oid) from pg_constraint where conrelid = %s::regclass and contype = %s",
            [model._meta.db_table, kind],
        )
        return [definition for (definition,) in cursor.fetchall()]


def test_every_span_has_its_end_after_its_start(db: None) -> None:
    seen, loose = set(), []
    for model in NOT_HISTORY:
        columns = {field.column for field in model._meta.concrete_fields}
        for start, end in SPANS:
            if {start, end} <= columns:
                seen.add(model)
                checks = definitions(model, "c")
                if not any(f"{end} >= {start}" in check or f"{start} <= {end}" in check for check in checks):
                    loose.append((model._meta.label, start, end))
    assert loose == []
    held = {Office, Coverage, Leadership, Membership, Mandate, MandateTask, Engagement, Participation, JournalEntry}
    assert seen == held


def test_every_country_is_one_of_the_list(db: None) -> None:
    columns = [
        (model, field.column)
        for model in NOT_HISTORY
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model._meta.label == "offices.Country"
    ]
    assert len(columns) >= 9
    loose = [
        (model._meta.label, column)
        for model, column in columns
        if not any(
            key.startswith(f"FOREIGN KEY ({column}) REFERENCES offices_country(") for key in definitions(model, "f")
        )
    ]
    assert loose == []


@pytest.mark.parametrize(
    ("model", "end"), [(Engagement, "closed_on"), (JournalEntry, "occurred_until"), (Membership, "until_on")]
)
def test_the_owner_itself_cannot_turn_a_span_round(world: World, model: type[models.Model], end: str) -> None:
    with pytest.raises(IntegrityError, match="violates check constraint"), arranging() as cursor:
        cursor.execute(f"update {model._meta.db_table} set {end} = %s", [date(1900, 1, 1)])


def test_the_owner_itself_cannot_name_a_country_that_is_none(world: World) -> None:
    with pytest.raises(IntegrityError, match="violates foreign key constraint"), arranging() as cursor:
        cursor.execute("update engagements_journalentry set country_id = 'ZZ'; set constraints all immediate")
