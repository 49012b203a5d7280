"""The database holds what the code declares: a change of a function, trigger or policy comes with a migration."""

import ast

import pytest
from django.db import transaction

from engagements.register import database
from peaceapp.access.declarations import ROOT, Differences, find_differences
from tests.arrange import arranging


def differences() -> Differences:
    """What would change if everything declared were applied now. Nothing is kept."""
    with transaction.atomic():
        with arranging() as cursor:
            found = find_differences(cursor)
        transaction.set_rollback(True)
    return found


def test_the_database_holds_what_is_declared(db: None) -> None:
    found = differences()
    assert found.changed == [], "Run: manage.py write_sql_migration <app> -n <name>"
    assert found.undeclared == []


def test_a_declaration_that_changes_without_a_migration_is_found(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    declared = database.DECLARED
    assert "where user_id = my_id()" in declared
    monkeypatch.setattr(database, "DECLARED", declared.replace("where user_id = my_id()", "where my_id() = user_id"))
    assert differences().changed == ["function my_temporary_seats()"]


@pytest.mark.parametrize(
    ("statement", "key"),
    [
        ("create function forgotten() returns int language sql as 'select 1'", "function forgotten()"),
        ("create policy forgotten on offices_office using (true)", "policy forgotten on offices_office"),
        (
            "create trigger forgotten before insert on offices_office"
            " for each row execute function refuse_alteration()",
            "trigger forgotten on offices_office",
        ),
    ],
)
def test_what_nobody_declares_is_found(db: None, statement: str, key: str) -> None:
    with arranging() as cursor:
        cursor.execute(statement)
    assert differences().undeclared == [key]


def test_a_policy_that_was_altered_by_hand_is_found(db: None) -> None:
    with arranging() as cursor:
        cursor.execute("alter policy visible on engagements_journalentry using (true)")
    assert differences().changed == ["policy visible on engagements_journalentry"]


OURS = {"engagements", "offices", "peaceapp"}
ALLOWED = {"peaceapp.access.keys", "offices.audit.models", "peaceapp.search.fields"}
"""Fields and defaults of columns, as Django writes them into a migration."""


def test_migrations_carry_their_own_sql() -> None:
    """A migration that imports SQL means something else whenever the code changes."""
    files = [
        file for app in ("offices", "engagements", "peaceapp") for file in (ROOT / app / "migrations").glob("0*.py")
    ]
    assert files
    imported = {
        (file.name, name)
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        for name in imports(node)
        if name.split(".")[0] in OURS
    }
    assert {pair for pair in imported if pair[1] not in ALLOWED} == set()


def imports(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
