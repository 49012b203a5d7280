"""`manage.py write_sql_migration`."""

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.migrations.loader import MigrationLoader

from peaceapp.access.declarations import LIBRARIES, ROOT, Differences, find_differences
from peaceapp.postgres.base import as_owner

ORDER = ("function", "constraint", "index", "row", "trigger", "policy")
"""Kinds of objects in the order in which they can be created. `post_migrate` sets the grants."""


class Command(BaseCommand):
    """Writes a migration with a copy of all functions, triggers, policies, keys and indexes that differ.

    Compares the declarations with the database of the installation, which must be migrated. Does not change it.
    """

    help = "Write a migration for functions, triggers and policies whose declaration changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The app, the name of the migration, and whether to copy unchanged objects, too."""
        parser.add_argument("app", help="The label of the app that gets the migration.")
        parser.add_argument("-n", "--name", required=True, help="What the migration does, as a file's name.")
        parser.add_argument("--all", action="store_true", help="Copy everything that is declared, to repair.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compares, writes the file and prints its objects."""
        with as_owner() as owner, owner.cursor() as cursor, transaction.atomic():
            found = find_differences(cursor)
            transaction.set_rollback(True)
        changed = repaired(found) if options["all"] else found.changed
        keys = [key for kind in ORDER for key in changed if key.startswith(f"{kind} ")]
        if not keys and not found.undeclared:
            raise CommandError("The database holds what is declared: there is nothing to write.")
        loader = MigrationLoader(None)
        file = self._file(loader, options["app"], options["name"])
        undo = undo_script(found, [key for key in keys if key in found.changed])
        file.write_text(module_text(options["name"], sorted(_leaves(loader)), apply_script(found, keys), undo))
        for key in keys + [f"{key} (dropped)" for key in found.undeclared]:
            self.stdout.write(f"  {key}")
        self.stdout.write(f"{file}")

    def _file(self, loader: MigrationLoader, app: str, name: str) -> Path:
        numbers = [int(key[1][:4]) for key in loader.disk_migrations if key[0] == app]
        return Path(apps.get_app_config(app).path) / "migrations" / f"{max(numbers, default=0) + 1:04}_{name}.py"


def repaired(found: Differences) -> list[str]:
    """All declared objects except keys and indexes, which are rebuilt only if they changed."""
    kinds = ("function ", "trigger ", "policy ", "row security ")
    made = {key for key in found.declared if key.startswith(kinds)} - set(found.undeclared)
    return sorted(key for key in made if not key.startswith(LIBRARIES))


def module_text(name: str, dependencies: list[tuple[str, str]], apply: str, undo: str) -> str:
    """The text of a migration module. With an empty `undo`, reversing the migration changes nothing."""
    after = ", ".join(f'("{app}", "{migration}")' for app, migration in dependencies)
    return f'''"""{name.replace("_", " ").capitalize()}: a copy of what the code declared when this was written."""

from django.db import migrations

APPLY = r"""
{apply}
"""

UNDO = r"""
{undo}
"""


class Migration(migrations.Migration):
    dependencies = [{after}]

    operations = [migrations.RunSQL(APPLY, UNDO.strip() or migrations.RunSQL.noop)]
'''


def apply_script(found: Differences, keys: Iterable[str]) -> str:
    """The statements that create the declared objects and drop the undeclared ones."""
    made = [remake(key, found.declared.get(key)) for key in keys]
    return "\n\n".join(["set local check_function_bodies = off;", *made, *(remake(k, None) for k in found.undeclared)])


def undo_script(found: Differences, keys: list[str]) -> str:
    """The statements that restore the former objects."""
    gone = sorted(keys, key=lambda key: key.startswith("function "))  # functions last, because the others use them
    dropped = [remake(key, None) for key in gone if key not in found.held]
    back = [*keys, *found.undeclared]
    return "\n\n".join([*dropped, *(remake(key, found.held[key]) for key in back if key in found.held)])


def remake(key: str, statement: str | None) -> str:
    """The statements that replace one object by `statement`; with `None`, that drop it."""
    statement = statement and "\n".join(line.rstrip() for line in statement.strip().splitlines())
    kind, _, rest = key.partition(" ")
    name, _, table = rest.partition(" on ")
    if kind == "function":
        return f"{statement};" if statement else f"drop function if exists {rest};"
    if kind == "row":
        table = key.removeprefix("row security of ")
        return f"{statement};" if statement else f"alter table {table} disable row level security;"
    drop = {
        "trigger": f"drop trigger if exists {name} on {table};",
        "policy": f"drop policy if exists {name} on {table};",
        "constraint": f"alter table {table} drop constraint if exists {name};",
        "index": f"drop index if exists {rest};",
    }[kind]
    return f"{drop}\n{statement};" if statement else drop


def _leaves(loader: MigrationLoader) -> list[tuple[str, str]]:
    """The newest migration of each app of the project."""
    ours = [config.label for config in apps.get_app_configs() if Path(config.path).parent == ROOT]
    return [node for label in ours if label in loader.migrated_apps for node in loader.graph.leaf_nodes(label)]
