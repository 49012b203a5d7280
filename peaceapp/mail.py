"""Letters (email). Letters say only where to look: row-level security does not protect content in a mailbox."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.crypto import salted_hmac
from django.utils.translation import override

from peaceapp.errors import Text

_occasion: ContextVar[str] = ContextVar("occasion", default="")


@contextmanager
def letters_of(occasion: str) -> Iterator[None]:
    """Letters written in this block belong to `occasion`: repeated ones have the same Message-ID."""
    token = _occasion.set(occasion)
    try:
        yield
    finally:
        _occasion.reset(token)


def write_to(address: str, subject: Text, text: Text) -> bool:
    """Sends a letter in the installation's language. Returns whether there was an address. Raises server errors."""
    if not address:
        return False
    with override(settings.LANGUAGE_CODE):
        home = settings.HOME_ADDRESS
        EmailMessage(f"PeaceApp: {subject}", f"{text}\n\n{home}\n", to=[address], headers=_identity(address)).send()
    return True


def _identity(address: str) -> dict[str, str]:
    """The Message-ID of a letter that may be sent twice, so that mail servers detect it. Reveals no internal id."""
    if not (occasion := _occasion.get()):
        return {}
    mark = salted_hmac("letter", f"{occasion} {address}", algorithm="sha256").hexdigest()[:32]
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return {"Message-ID": f"<{occasion[:14]}.{mark}@{domain}>"}


class LetterFiles(BaseEmailBackend):
    """Email backend that writes each letter to a file of the owner. A repeated letter replaces its file."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.folder = Path(str(settings.EMAIL_FILE_PATH))  # type: ignore[misc]  # the setting comes from PEACEAPP_EMAIL_URL

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Writes each letter under its Message-ID, completely or not at all."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)  # also for an existing folder
        for letter in email_messages:
            message = letter.message()
            name = re.sub(r"[^\w.-]", "", str(message["Message-ID"]).partition("@")[0])
            unfinished = self.folder / f".{name}.{os.getpid()}"
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(message.as_bytes())
            unfinished.replace(self.folder / f"{name}.eml")
        return len(email_messages)
