"""The command `manage.py demo`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from engagements import demo
from engagements.demo.partners import load_partners, load_persons, load_threats
from offices.access.models import User
from peaceapp.postgres.base import as_owner


class Command(BaseCommand):
    """Loads the demo's accounts and engagements. Running it again keeps edits and adds only missing rows."""

    help = "Load the first engagements and the demo accounts (demo mode only). Repeatable; keeps edits."

    def handle(self, *args: Any, **options: Any) -> None:
        """Creates accounts as the owner of the tables, and engagements by actions as the account `archive`."""
        if not settings.DEMO:
            raise CommandError("Demo accounts exist in demo mode only: set PEACEAPP_MODE=demo.")
        if not settings.DEMO_PASSWORD:
            raise CommandError("Set PEACEAPP_DEMO_PASSWORD: the demo accounts sign in with it.")
        with as_owner():
            self.stdout.write(f"accounts: {demo.load_accounts(settings.DEMO_PASSWORD)}")
        archive = User.objects.get(username=demo.ARCHIVE)
        self.stdout.write(f"partners: {load_partners(archive)}")
        self.stdout.write(f"persons: {load_persons(archive)}")
        self.stdout.write(f"threats of regions: {load_threats(archive)}")
        self.stdout.write(f"engagements: {demo.load_engagements(self.stdout.write)}")
