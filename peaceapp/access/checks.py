"""System checks of the access machinery."""

from typing import Any

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security)
def two_roles(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """The app must not log in as the owner of its tables."""
    if settings.DATABASES["default"]["OWNER"]["USER"] == settings.APP_ROLE:
        return [
            checks.Error(
                "The app logs in as the owner of its tables: nothing would be enforced.",
                hint="Give DATABASE_URL a role of its own.",
                id="peaceapp.E001",
            )
        ]
    return []


@checks.register(checks.Tags.security, deploy=True)
def given_key(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """A key that changes with every process signs nothing that the next one accepts."""
    if not settings.SECRET_KEY_IS_GIVEN:
        return [
            checks.Error("PEACEAPP_SECRET_KEY is not set.", hint="50 random characters or more.", id="peaceapp.E002")
        ]
    return []


@checks.register(checks.Tags.security, deploy=True)
def given_mail(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """Without letters nobody is invited, and nobody told at once of break-glass."""
    if not settings.EMAIL_IS_GIVEN:
        hint = "For instance smtp+tls://user:password@mail.example.org:587; and PEACEAPP_EMAIL_FROM, the sender."
        return [checks.Warning("PEACEAPP_EMAIL_URL is not set: no letter is sent.", hint=hint, id="peaceapp.W001")]
    return []
