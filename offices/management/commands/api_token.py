"""`manage.py api_token`."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from offices.access.founding import by_command
from offices.access.models import User
from offices.tokens.actions import make_token
from offices.tokens.choices import Scope
from peaceapp.access.sensitivity import Sensitivity


class Command(BaseCommand):
    """Creates an API token for a user and prints its key, once."""

    help = "Make a token for the API in somebody's name. It is noted in the audit trail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="the user name")
        parser.add_argument("--scope", choices=Scope.values, default=Scope.READ.value)
        levels = [level.word for level in Sensitivity]
        parser.add_argument("--ceiling", choices=levels, default=Sensitivity.CONFIDENTIAL.word)
        parser.add_argument("--days", type=int, default=90, help="until it expires")
        parser.add_argument("--name", default="manage.py api_token", help="what it is for")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints only the key to standard output, everything else to standard error."""
        try:
            with by_command("api_token"):
                user = User.objects.filter(username=options["user"], is_active=True, is_archive=False).first()
                if user is None:
                    raise CommandError(f"There is no active account {options['user']}.")
                ceiling = Sensitivity.of(options["ceiling"])
                token, key = make_token(
                    user, name=options["name"], scope=options["scope"], ceiling=ceiling, days=options["days"]
                )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        until = f"{token.expires_at:%Y-%m-%d}"
        self.stderr.write(f"For {user.username}: {token.scope}, up to {ceiling.word}, until {until}. Shown this once:")
        self.stdout.write(key)
