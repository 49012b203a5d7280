"""`manage.py reseal`."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand
from django.db import transaction

from offices.access.sealed import seal, unseal

SEALED = ("secret", "seed")
"""What of a second factor is sealed: the key of an app, that of the recovery codes."""


class Command(BaseCommand):
    """Seal all secrets anew under the present key. After it the former one is needed no more."""

    help = "Seal secrets of second factors anew under PEACEAPP_SECRET_KEY; then PEACEAPP_FORMER_SECRET_KEYS can go."

    def handle(self, *args: Any, **options: Any) -> None:
        """All or none."""
        many = 0
        with transaction.atomic():
            for factor in Authenticator.objects.select_for_update().order_by("pk"):
                held = {name: seal(unseal(factor.data[name])) for name in SEALED if name in factor.data}
                if held:
                    factor.data |= held
                    factor.save(update_fields=["data"])
                    many += 1
        self.stdout.write(f"Second factors sealed anew: {many}.")
