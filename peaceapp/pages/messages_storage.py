"""Storage of messages for the next page, such as “Entry saved”: in a signed cookie, else in the session."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookie(CookieStorage):
    """Django's message cookie, signed, with a name prefix that binds it to this host."""

    @property
    def cookie_name(self) -> str:  # type: ignore[override]  # Django has a constant here
        return f"{settings.COOKIE_PREFIX}peaceapp_told"


class MessagesStorage(FallbackStorage):
    """Stores messages in a cookie, and in the session if they are too long for a cookie."""

    storage_classes = (HostCookie, SessionStorage)
