"""`manage.py verify_audit`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from offices.audit import queries
from offices.audit.models import AuditSeal
from peaceapp.postgres.base import as_owner


class Command(BaseCommand):
    """Checks every seal of the audit trail, and the copies outside, against the stored events."""

    help = "Check every seal of the audit trail, and those kept outside, against the events that are there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--outside", help="what seal_audit --out wrote, or a letter with seals: finds what was cut")

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs as the owner; exits with 1 if anything is wrong."""
        with as_owner(), transaction.atomic():
            faults, unsealed = queries.faults(), queries.unsealed()
            held = dict(AuditSeal.objects.values_list("pk", "digest"))
        if options["outside"]:
            try:
                outside = queries.read_seals(Path(options["outside"]).read_text(encoding="utf-8", errors="replace"))
            except OSError as error:
                raise CommandError(f"{options['outside']} cannot be read: {error.strerror}") from error
            except ValueError as error:
                raise CommandError(f"A line of {options['outside']} was broken: {error}") from error
            if not outside:
                raise CommandError(f"There is no seal in {options['outside']}.")
            for seal in outside:
                if seal["seal"] not in held:
                    faults.append(f"Seal {seal['seal']}, given out at {seal['at']}, is gone: the tail was cut.")
                elif held[seal["seal"]] != seal["digest"]:
                    faults.append(f"Seal {seal['seal']} is not the one that was given out at {seal['at']}.")
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError("The audit trail was altered.")
        fit = "1 seal fits" if len(held) == 1 else f"{len(held)} seals fit"
        since = "1 event" if unsealed == 1 else f"{unsealed} events"
        self.stdout.write(f"{fit}. {since} came after the last.")
