"""`manage.py unlink_identity`."""

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.core.management.base import BaseCommand, CommandError, CommandParser

from offices.access.founding import by_command
from offices.sessions.models import Session


class Command(BaseCommand):
    """Unlinks an account from its identity at the provider: it was recreated there, or the wrong one was linked."""

    help = "Part an account from its identity at the OpenID Connect provider: the next that has its address is linked."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="the user name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs in one transaction, recorded in the audit trail. Ends the account's sessions."""
        name = options["user"]
        with by_command("unlink_identity"):
            deleted, _ = SocialAccount.objects.filter(user__username=name).delete()
            if not deleted:
                raise CommandError(f"There is no account {name} that an identity is linked to.")
            Session.objects.filter(user__username=name).delete()
        self.stdout.write(f"{name} is linked to no identity now.")
