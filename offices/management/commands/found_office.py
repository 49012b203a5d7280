"""`manage.py found_office`."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from offices.access import founding
from offices.access.choices import Role
from offices.directory.choices import OfficeKind
from peaceapp.access.sensitivity import Sensitivity


class Command(BaseCommand):
    """Gives an office its first manager, with the highest clearance. Creates office and account if needed."""

    help = "Give an office its first manager. Makes the office and the account if need be. Noted in the audit trail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("acronym", help="capitals, digits and hyphens, as UNOWAS")
        parser.add_argument("--manager", required=True, help="the manager's user name")
        parser.add_argument("--name", default="", help="the office's full name, for a new one")
        parser.add_argument("--kind", choices=OfficeKind.values, default=OfficeKind.REGIONAL)
        parser.add_argument("--city", default="", help="where it sits, for a new one")
        parser.add_argument("--time-zone", default="UTC", help="as Africa/Dakar, for a new one")
        parser.add_argument("--manager-name", default="", help="the manager's name, for a new account")
        parser.add_argument("--manager-email", default="", help="the manager's address, for a new account")

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs in one transaction; prints what was done and what is left to do."""
        details = {"kind": options["kind"], "host_city": options["city"], "time_zone": options["time_zone"]}
        try:
            with founding.by_command("found_office"):
                office, is_new = founding.office(options["acronym"], name=options["name"], **details)
                user, made = founding.account(
                    options["manager"], name=options["manager_name"], email=options["manager_email"], home=office
                )
                founding.grant(user, office, Role.MANAGER, Sensitivity.STRICTLY_CONFIDENTIAL)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{office.acronym} {'is founded' if is_new else 'was there'}: {office.name}.")
        self.stdout.write(f"{user.username} manages it, cleared for strictly_confidential.")
        if made:
            self.stdout.write(f"The account is new. Give it a password: manage.py changepassword {user.username}")
