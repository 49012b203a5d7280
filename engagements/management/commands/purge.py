"""The command `manage.py purge`."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, transaction
from django.utils import timezone

from engagements import purging
from offices import purging as people
from offices.access.founding import by_command
from peaceapp.postgres.base import as_owner

LEAST = 1


class Command(BaseCommand):
    """Purges data that is older than its retention period. Without `--confirm` it only lists them."""

    help = "Purge by rule what is kept no longer. Without --confirm it only says what that would be."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--engagements", type=int, metavar="YEARS", help="those over for longer than this")
        parser.add_argument("--accounts", type=int, metavar="YEARS", help="names of those deactivated for longer")
        parser.add_argument("--basis", default="", help="the rule that says so, kept in each tombstone")
        parser.add_argument("--confirm", action="store_true", help="do it: nothing brings it back but a backup")

    def handle(self, *args: Any, **options: Any) -> None:
        """Purges each engagement and account in a transaction of its own: one error does not stop the rest."""
        years = {name: options[name] for name in ("engagements", "accounts") if options[name] is not None}
        if any(number < LEAST for number in years.values()):
            raise CommandError("Nothing is purged before a year is over.")
        self.basis = " ".join(options["basis"].split())
        if years and options["confirm"] and not self.basis:
            raise CommandError("Say by which rule: --basis.")
        self.confirm, self.failed = options["confirm"], False
        if "engagements" in years:
            self.engagements(_ago(years["engagements"]))
        if "accounts" in years:
            self.accounts(_ago(years["accounts"]))
        self.expired()
        if not self.confirm:
            self.stdout.write("Nothing was purged: --confirm does it.")
        if self.failed:
            raise CommandError("Not everything could be purged.")

    def engagements(self, before: datetime) -> None:
        """Purges engagements that ended before `before`, each with all its rows."""
        with as_owner(), transaction.atomic():
            found = list(purging.due_for_purge(before).values_list("pk", "reference"))
        self.stdout.write(f"Engagements over since before {before:%Y-%m-%d}: {len(found)}")
        for key, reference in found if self.confirm else []:
            try:
                with by_command("purge"):
                    tombstone = purging.purge(key, before, self.basis)
            except DatabaseError as error:
                self.failed = True
                self.stderr.write(f"{reference} was not purged: {error.__cause__ or error}".splitlines()[0])
                continue
            if tombstone:
                rows = sum(tombstone.counts.values())
                self.stdout.write(f"  {reference}: {rows} rows, SHA-256 {tombstone.digest}")

    def accounts(self, before: datetime) -> None:
        """Removes name and email address of accounts that were deactivated before `before`."""
        with as_owner(), transaction.atomic():
            found = list(people.accounts_due(before).values_list("pk", "username"))
        self.stdout.write(f"Accounts deactivated since before {before:%Y-%m-%d}: {len(found)}")
        for key, username in found if self.confirm else []:
            with by_command("purge"):
                user = people.accounts_due(before).select_for_update().filter(pk=key).first()
                if user is not None:
                    people.strip_personal_data(user, self.basis)
                    self.stdout.write(f"  {username}: name and address")

    def expired(self) -> None:
        """Reports expired rows, and deletes them when confirmed."""
        for name, rows in people.expired().items():
            with by_command("purge"):
                number = rows().count()
                if self.confirm:
                    rows().delete()
            self.stdout.write(f"Expired {name}: {number}")


def _ago(years: int) -> datetime:
    now = timezone.now()
    return now.replace(year=now.year - years, day=min(now.day, 28))
