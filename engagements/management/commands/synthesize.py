"""The command `manage.py synthesize`."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from engagements import synthesis
from offices.directory.models import Office
from peaceapp.postgres.base import as_owner


class Command(BaseCommand):
    """Loads a large register of generated engagements for benchmarks. Running it again replaces the generated rows."""

    help = "Load invented engagements, five times as many entries, and their offices and people (demo mode only)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Adds the options for the number of engagements and the seed."""
        parser.add_argument("--engagements", type=int, default=100_000, metavar="N")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same rows")
        parser.add_argument("--force", action="store_true", help="also beside engagements that are not the demo's")

    def handle(self, *args: Any, **options: Any) -> None:
        """Loads the register as the owner of the tables, in one transaction."""
        if not settings.DEMO:
            raise CommandError("Invented engagements have no place beside real ones: set PEACEAPP_MODE=demo.")
        number, began = options["engagements"], monotonic()
        if number < 0:
            raise CommandError("--engagements must not be negative.")
        with as_owner():
            if not Office.objects.exists():
                raise CommandError("There are no offices and countries yet: run load_reference first.")
            if (others := synthesis.count_real_rows()) and not options["force"]:
                raise CommandError(
                    f"This database holds {others:,} engagements that are neither invented nor the demo's. "
                    "Use a database of its own (PEACEAPP_DATA), or say --force."
                )
            synthesis.load(number, options["seed"], self._tell(number, began))
            synthesis.vacuum_tables()
        self.stdout.write(f"{number:,} invented engagements, {monotonic() - began:.0f} s")

    def _tell(self, number: int, began: float) -> Any:
        def tell(done: int) -> None:
            if done % 10_000 == 0 and done < number:
                self.stdout.write(f"  {done:,} of {number:,} ({monotonic() - began:.0f} s)")
                self.stdout.flush()

        return tell
