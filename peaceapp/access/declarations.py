"""Collects the declared functions and triggers (`database.py`) and the declared access of every table.

A function is declared once, in `DECLARED` of its noun's `database.py`. The access of a table is declared once, on its
model, or in `ACCESS` of a `database.py` where a higher noun decides about the table of a lower one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.db.backends.utils import CursorWrapper

from peaceapp.access.tables import NoAccess, RowAccess
from peaceapp.postgres.catalog import compare, read_catalog, read_versions

ROOT = Path(__file__).resolve().parents[2]
FUNCTION = re.compile(r"create (?:or replace )?function.*?\$\$.*?\$\$;", re.DOTALL)
"""Matches a declared function; its body is between the only two `$$`."""
CONSTRAINT_TRIGGER = re.compile(r"create constraint trigger (\w+) ([^;]*?) on (\w+)")
LIBRARIES = tuple(
    f"{kind} {prefix}"
    for kind in ("function", "trigger")
    for prefix in ("pgtrigger_", "_pgtrigger_", "_pgh_", "procrastinate_")
)
"""Keys that start with one of these are created by migrations of libraries."""


def declared_tables() -> dict[str, RowAccess]:
    """The declared access by table name. Parents come before their children.

    A history table is as accessible as its table. The history of an undeclared table (accounts) is accessible to
    nobody.
    """
    models = list(apps.get_models())
    tables: dict[str, RowAccess] = {
        model._meta.db_table: model.row_access for model in models if hasattr(model, "row_access")
    }
    for module in _modules():
        tables |= getattr(module, "ACCESS", {})
    for model in models:
        if tracked := getattr(model, "pgh_tracked_model", None):
            table = tracked._meta.db_table
            access = tables[table].history(table, tracked._meta.pk.column) if table in tables else NoAccess()
            tables.setdefault(model._meta.db_table, access)
    return dict(sorted(tables.items(), key=lambda item: item[1].depth))


def declared_functions() -> str:
    """The SQL of all `DECLARED`; apps in the order of `INSTALLED_APPS`."""
    return "\n".join(getattr(module, "DECLARED", "") for module in _modules())


def _modules() -> Iterator[ModuleType]:
    for config in apps.get_app_configs():
        root = Path(config.path)
        for file in sorted(root.glob("*/database.py")) if root.parent == ROOT else ():
            yield import_module(f"{config.name}.{file.parent.name}.database")


@dataclass(frozen=True)
class Differences:
    """Differences between a database and its declarations: keys of `peaceapp.postgres.catalog`, and both catalogues."""

    held: dict[str, str]
    declared: dict[str, str]
    changed: list[str]
    undeclared: list[str]
    """Functions, triggers and policies that neither a declaration nor a library makes."""


def find_differences(cursor: CursorWrapper) -> Differences:
    """Compares the database with the declarations. Needs the owner, and a transaction that the caller rolls back."""
    held, before = read_catalog(cursor), read_versions(cursor)
    apply_declarations(cursor)
    after = read_versions(cursor)
    declared = read_catalog(cursor)
    changed = compare(declared, held)
    # PostgreSQL's deparsed text of a policy does not always deparse to the same text again; the declared text does.
    for table, access in declared_tables().items():
        for name, text in access.policies(table).items():
            declared[f"policy {name} on {table}"] = f"create policy {name} on {table} {text}"
    untouched = [key for key in before if after.get(key) == before[key] and not key.startswith(LIBRARIES)]
    return Differences(held, declared, changed, sorted(untouched))


def apply_declarations(cursor: CursorWrapper) -> None:
    """Applies the declarations as the owner. Rebuilds constraints and indexes: only for small databases."""
    cursor.execute("set local check_function_bodies = off")
    text = declared_functions()
    for function in FUNCTION.findall(text):
        cursor.execute(_replacing(function), None)
    cursor.execute(_replacing(FUNCTION.sub("", text)), None)
    for table, access in declared_tables().items():
        for statement in _table_statements(table, access):
            cursor.execute(statement, None)


def _replacing(text: str) -> str:
    text = text.replace("create function", "create or replace function")
    text = text.replace("create trigger", "create or replace trigger")
    return CONSTRAINT_TRIGGER.sub(
        r"drop trigger if exists \1 on \3;\n\g<0>", text
    )  # PostgreSQL cannot replace constraint triggers


def _table_statements(table: str, access: RowAccess) -> Iterator[str]:
    yield f"alter table {table} enable row level security"
    for name, text in access.constraints(table).items():
        yield f"alter table {table} drop constraint if exists {name} cascade"
        yield f"alter table {table} add constraint {name} {text}"
    for name, columns in access.indexes(table).items():
        yield f"drop index if exists {name}"
        yield f"create index {name} on {table} ({columns})"
    for name, text in access.triggers(table).items():
        when, does = text.split("ON", 1)
        yield f"create or replace trigger {name} {when}on {table}{does}"
    for name, text in access.policies(table).items():
        yield f"drop policy if exists {name} on {table}"
        yield f"create policy {name} on {table} {text}"
