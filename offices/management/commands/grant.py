"""`manage.py grant`."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from offices.access import founding
from offices.access.choices import Role
from offices.access.models import User
from offices.directory.models import Office
from peaceapp.access.sensitivity import Sensitivity


class Command(BaseCommand):
    """Gives a user a role and a clearance in an office. For first managers and auditors."""

    help = "Give somebody a role and a clearance in an office. It is noted in the audit trail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="the user name")
        parser.add_argument("office", help="the office's acronym")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("clearance", choices=[level.word for level in Sensitivity])
        parser.add_argument("--until", type=date.fromisoformat, help="the last day, as 2027-12-31")
        parser.add_argument("--create", action="store_true", help="make the account if there is none")
        parser.add_argument("--name", default="", help="the person's name, for a new account")
        parser.add_argument("--email", default="", help="the address, for a new account")

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs in one transaction; prints what was done and what is left to do."""
        try:
            with founding.by_command("grant"):
                office = Office.objects.filter(acronym=options["office"], closed_on=None).first()
                if office is None:
                    raise CommandError(f"There is no open office {options['office']}. Make one with found_office.")
                if not options["create"] and not User.objects.filter(username=options["user"]).exists():
                    raise CommandError(f"There is no account {options['user']}. Give --create to make it.")
                user, made = founding.account(
                    options["user"], name=options["name"], email=options["email"], home=office
                )
                role, clearance = Role(options["role"]), Sensitivity.of(options["clearance"])
                did = founding.grant(user, office, role, clearance, options["until"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        words = {"new": "is now", "changed": "has been changed to", "same": "was already"}[did]
        self.stdout.write(f"{user.username} {words} {role.value} of {office.acronym}, cleared for {clearance.word}.")
        if made:
            self.stdout.write(f"The account is new. Give it a password: manage.py changepassword {user.username}")
