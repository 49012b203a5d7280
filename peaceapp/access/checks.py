"""System checks of the access machinery."""

from pathlib import Path
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


@checks.register(checks.Tags.security, deploy=True)
def encrypted_ways(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """The database asks who comes; rows and letters leave this machine encrypted, to whom they should."""
    database, found = settings.DATABASES["default"], []
    if settings.DEMO:
        return []
    if database["EMBEDDED"] and not getattr(settings, "EMBEDDED_IS_WANTED", False):
        hint = "Give a PostgreSQL with passwords or certificates in DATABASE_URL and DATABASE_OWNER_URL."
        found.append(
            checks.Warning("The embedded database trusts whoever reaches its socket.", hint=hint, id="peaceapp.W012")
        )
    is_near = database["EMBEDDED"] or database["HOST"] in {"", "localhost", "127.0.0.1", "::1"}
    if not is_near and database["OPTIONS"].get("sslmode") not in {"verify-ca", "verify-full"}:
        hint = "Add ?sslmode=verify-full&sslrootcert=… to DATABASE_URL."
        found.append(
            checks.Warning("The database is elsewhere and not asked who it is.", hint=hint, id="peaceapp.W010")
        )
    if settings.EMAIL_IS_GIVEN and not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL):
        hint = "Give smtp+tls:// or smtp+ssl:// in PEACEAPP_EMAIL_URL."
        found.append(checks.Warning("Letters go to the mail server in clear.", hint=hint, id="peaceapp.W011"))
    return [*found]


@checks.register(checks.Tags.security, deploy=True)
def readable_list(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """A list of breached passwords that is not there would fail whoever chooses a password."""
    if settings.BREACHED_PASSWORDS and not Path(settings.BREACHED_PASSWORDS).is_file():
        return [checks.Error("PEACEAPP_BREACHED_PASSWORDS names no file.", id="peaceapp.E020")]
    return []
