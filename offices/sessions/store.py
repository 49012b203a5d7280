"""Session store (`SESSION_ENGINE`): keeps sessions by the digest of their key, with their user."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as KeptInDatabase
from django.utils import timezone

from offices.sessions.models import Session

BEGAN, SEEN, FROM = "began", "seen", "from"
"""Keys in a session: when it began, when it was last used (both in seconds since 1970), and from where."""


def digest(key: str) -> str:
    """The stored digest of the cookie's key: 40 hexadecimal digits."""
    return sha256(key.encode()).hexdigest()[:40]


class SessionStore(KeptInDatabase):
    """Django's database store, with digests instead of keys, so that rows cannot be used as cookies."""

    @classmethod
    def get_model_class(cls) -> Any:
        return Session

    def _get_session_from_db(self) -> Any:
        found = Session.objects.filter(
            session_key=digest(str(self.session_key)), expire_date__gt=timezone.now()
        ).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=digest(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(session_key=digest(key)).delete()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Any = super().create_model_instance(data)
        row.session_key = digest(row.session_key)
        row.user_id = int(data["_auth_user_id"]) if data.get("_auth_user_id") else None
        row.began_at, row.seen_at = _moment(data.get(BEGAN)), _moment(data.get(SEEN))
        row.address, row.client = data.get(FROM) or ("", "")
        return row  # type: ignore[no-any-return]  # the base class is untyped


def _moment(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
