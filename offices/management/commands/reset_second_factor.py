"""`manage.py reset_second_factor`."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser

from offices.access.founding import by_command
from offices.access.models import User
from offices.accounts.letters import notify_second_factor_reset
from offices.sessions.models import Session


class Command(BaseCommand):
    """Removes a user's second factor when phone and recovery codes are lost. Ends their sessions."""

    help = "Take somebody's lost second factor away. It is noted in the audit trail; make sure that it is they who ask."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="the user name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs in one transaction; prints what the user must do next."""
        with by_command("reset_second_factor"):
            user = User.objects.filter(username=options["user"]).first()
            if user is None:
                raise CommandError(f"There is no account {options['user']}.")
            deleted, _ = Authenticator.objects.filter(user_id=user.pk).delete()
            if not deleted:
                raise CommandError(f"{user.username} has no second factor.")
            Session.objects.filter(user=user).delete()
            notify_second_factor_reset.defer(actor=user.pk)
        self.stdout.write(f"{user.username} has no second factor now, and is asked to set one up if the role needs it.")
