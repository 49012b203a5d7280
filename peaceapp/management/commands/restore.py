"""`manage.py restore`."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from peaceapp.postgres import dump, leakproof
from peaceapp.postgres.base import DatabaseWrapper, as_owner


class Command(BaseCommand):
    """Fills an empty database from a dump and compares it with the inventory of the dump."""

    help = "Fill an empty database from what `backup` wrote, and compare all that it holds; docs/restore.md says more."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="what `backup` wrote; FILE.json must be beside it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restores completely or not at all. Exits with 1 if anything differs from the inventory."""
        file, inventory_file = Path(options["file"]), Path(f"{options['file']}.json")
        if not file.is_file() or not inventory_file.is_file():
            raise CommandError(f"{file} and {inventory_file} must both be there.")
        wanted: dump.Inventory = json.loads(inventory_file.read_text())
        with as_owner() as owner:
            self._refuse_a_full_one(owner)
            dump.run(owner, "pg_restore", "--no-owner", "--single-transaction", "--exit-on-error",
                     f"--dbname={owner.settings_dict['NAME']}", str(file))  # fmt: skip
            found = dump.inventory(owner)
            with owner.cursor() as cursor:
                cursor.execute("analyze")  # a dump has no planner statistics
                unmarked = leakproof.lacking(cursor)
        if wrong := list(dump.differences(wanted, found)):
            raise CommandError("It was restored, but is not as it was:\n  " + "\n  ".join(wrong))
        for kind, names in found.items():
            total = sum(map(int, names.values())) if kind == "rows" else len(names)
            self.stdout.write(f"{kind}: {total:,}, as they were")
        self._refuse_an_open_one(found)
        call_command("verify_audit", stdout=self.stdout)
        if unmarked:  # dumps do not contain this mark of a superuser
            lines = "".join(f"\n  {line};" for line in leakproof.statements(unmarked))
            self.stdout.write(f"Still to do, by a superuser in this database, so that searches use their index:{lines}")

    def _refuse_a_full_one(self, owner: DatabaseWrapper) -> None:
        with owner.cursor() as cursor:
            cursor.execute("show server_encoding")
            if (encoding := cursor.fetchone()[0]) != "UTF8":
                raise CommandError(
                    f"This database is encoded as {encoding}. Nothing was changed: create it anew, with"
                    " template template0 encoding 'UTF8' locale 'C.UTF-8'."
                )
            cursor.execute(dump.TABLES)
            if cursor.fetchall():
                name = owner.settings_dict["NAME"]
                raise CommandError(f"The database {name} is not empty. Nothing was changed: create another one.")

    def _refuse_an_open_one(self, found: dump.Inventory) -> None:
        """Checks as the app role without an actor that protected tables look empty."""
        guarded = [table for table in found["rows"] if _is_guarded(table)]
        with connection.cursor() as cursor:
            for table in guarded:
                cursor.execute(f'select exists (select from "{table}")')  # noqa: S608  (a table name from the catalogue)
                if cursor.fetchone()[0]:
                    raise CommandError(f"{settings.APP_ROLE} reads {table} without anybody acting. Do not serve this.")
        if not guarded:
            raise CommandError(
                f"{settings.APP_ROLE} may read no protected table: DATABASE_URL must name the role of before, to which"
                " the rights were granted. Do not serve this."
            )
        self.stdout.write(f"protected tables that show nothing to nobody: {len(guarded)}")


def _is_guarded(table: str) -> bool:
    """Whether the table shows rows to an acting user only: it is protected, and no policy is open to everybody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select relrowsecurity and has_table_privilege(oid, 'select') and not exists (select from pg_policies"
            " where tablename = relname and cmd in ('ALL', 'SELECT') and qual = 'true') from pg_class"
            " where relname = %s and relnamespace = 'public'::regnamespace",
            [table],
        )
        row = cursor.fetchone()
    return bool(row and row[0])
