"""`manage.py backup`."""

import json
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from peaceapp.postgres import dump
from peaceapp.postgres.base import as_owner


class Command(BaseCommand):
    """Dumps the whole database to a file, and its inventory to a second file. The application keeps running."""

    help = "Dump the whole database, as its owner, to FILE, and its inventory to FILE.json; docs/restore.md says more."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a new file; one that is there is not written over")

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes dump and inventory of one snapshot. Files are complete or absent, and readable by their owner only."""
        file = Path(options["file"])
        inventory_file, unfinished = Path(f"{file}.json"), Path(f"{file}.unfinished")
        if file.exists() or inventory_file.exists():
            raise CommandError(f"{file} or {inventory_file} is there already. Give another name.")
        mask = os.umask(0o077)
        try:
            with as_owner() as owner, transaction.atomic(), owner.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
                cursor.execute("select pg_export_snapshot()")
                arguments = ["--format=custom", f"--snapshot={cursor.fetchone()[0]}", f"--file={unfinished}"]
                dump.run(owner, "pg_dump", *arguments)
                found = dump.inventory(owner)
            inventory_file.write_text(json.dumps(found, indent=1) + "\n")
            unfinished.rename(file)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}") from error
        finally:
            os.umask(mask)
            unfinished.unlink(missing_ok=True)
        rows = sum(map(int, found["rows"].values()))
        self.stdout.write(f"{file}: {file.stat().st_size:,} bytes, {len(found['rows'])} tables, {rows:,} rows.")
        self.stdout.write(f"Keep {inventory_file.name} with it, and PEACEAPP_SECRET_KEY elsewhere: it is in neither.")
