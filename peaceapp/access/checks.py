"""System checks of the access machinery."""

from typing import Any

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security)
def two_roles(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """Error if the app logs in as the owner of its tables."""
    if settings.DATABASES["default"]["OWNER"]["USER"] == settings.APP_ROLE:
        return [
            checks.Error(
                "The app logs in as the owner of its tables: nothing would be enforced.",
                hint="Give DATABASE_URL a role of its own.",
                id="peaceapp.E001",
            )
        ]
    return []
