"""Storage of messages for the next page, such as “Entry saved”: in a signed cookie, else in the session."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookie(CookieStorage):
    """Django's, signed, under a name that browsers take from this very host alone."""

    @property
    def cookie_name(self) -> str:  # type: ignore[override]  # the framework's is a constant
        return f"{settings.COOKIE_PREFIX}peaceapp_told"


class MessagesStorage(FallbackStorage):
    """In a cookie; what is too long for one, in the session."""

    storage_classes = (HostCookie, SessionStorage)
