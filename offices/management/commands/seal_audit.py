"""`manage.py seal_audit`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from offices.audit.models import AuditSeal
from offices.audit.queries import as_line
from peaceapp.postgres.base import as_owner


class Command(BaseCommand):
    """Seals the trail: a digest over the events since the last seal and over that seal. The worker does it hourly."""

    help = "Seal the audit trail: a digest over the new events and the last seal. The worker does it hourly."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", help="add the seal as a line to this file, best on storage that nobody rewrites")

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs as the owner, in one transaction."""
        with as_owner(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select seal_trail()")
            if not cursor.fetchone()[0]:
                raise CommandError("Somebody is writing to the trail just now. Try again.")
            seal = AuditSeal.objects.order_by("-id").first()
        if seal is None:
            self.stdout.write("There is nothing to seal yet.")
            return
        line = as_line(seal)
        if options["out"]:
            with open(options["out"], "a", encoding="utf-8") as kept:
                kept.write(line + "\n")
        self.stdout.write(line)
