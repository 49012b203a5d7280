"""`manage.py load_reference`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from offices import reference
from peaceapp.postgres.base import as_owner


class Command(BaseCommand):
    """Loads the reference data of every installation. Repeatable; keeps edited rows."""

    help = "Load countries, lists of terms, sources, offices, their heads and mandates. Repeatable; keeps edits."

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs as the owner, in one transaction."""
        with as_owner(), transaction.atomic():
            for name, report in reference.load().items():
                self.stdout.write(f"{name}: {report}")
