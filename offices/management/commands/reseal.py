"""`manage.py reseal`."""

from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from offices.models import Invitation
from offices.signin.encryption import decrypt_secret, encrypt_secret

SEALED = ("secret", "seed")
"""The encrypted values of a second factor: of an authenticator app, of recovery codes."""


def _anew(sealed: str) -> str:
    try:
        return encrypt_secret(decrypt_secret(sealed))
    except (ValueError, InvalidToken) as error:
        raise CommandError(
            "A second factor, or the link of an invitation, is sealed under a key that is not named here. Name the"
            " former one in PEACEAPP_FORMER_SECRET_KEYS. Nothing was changed."
        ) from error


class Command(BaseCommand):
    """Encrypts all secrets again under the present key. After that the former key is not needed any more."""

    help = "Seal secrets of second factors anew under PEACEAPP_SECRET_KEY; then PEACEAPP_FORMER_SECRET_KEYS can go."

    def handle(self, *args: Any, **options: Any) -> None:
        """Encrypts all secrets or none."""
        many = 0
        with transaction.atomic():
            for factor in Authenticator.objects.select_for_update().order_by("pk"):
                held = {name: _anew(factor.data[name]) for name in SEALED if name in factor.data}
                if held:
                    factor.data |= held
                    factor.save(update_fields=["data"])
                    many += 1
            for invitation in Invitation.objects.select_for_update().exclude(sealed_key="").order_by("pk"):
                invitation.sealed_key = _anew(invitation.sealed_key)
                invitation.save(update_fields=["sealed_key"])
        self.stdout.write(f"Second factors sealed anew: {many}.")
