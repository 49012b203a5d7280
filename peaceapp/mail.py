"""Letters: short, without content of the register, because a mailbox is under no rule. They say where to look."""

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
    """Letters written in the block are those of this occasion: written again, each has the same Message-ID."""
    token = _occasion.set(occasion)
    try:
        yield
    finally:
        _occasion.reset(token)


def write_to(address: str, subject: Text, text: Text) -> bool:
    """Send a letter in the installation's language; whether there was an address. Raises what the server raises."""
    if not address:
        return False
    with override(settings.LANGUAGE_CODE):
        home = settings.HOME_ADDRESS
        EmailMessage(f"PeaceApp: {subject}", f"{text}\n\n{home}\n", to=[address], headers=_identity(address)).send()
    return True


def _identity(address: str) -> dict[str, str]:
    """The Message-ID of a letter that may be sent twice, so that mail servers can tell. It holds no number of ours."""
    if not (occasion := _occasion.get()):
        return {}
    mark = salted_hmac("letter", f"{occasion} {address}", algorithm="sha256").hexdigest()[:32]
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return {"Message-ID": f"<{occasion[:14]}.{mark}@{domain}>"}


class LetterFiles(BaseEmailBackend):
    """Keeps each letter in a file that only its owner reads; the same letter, sent again, is the same file."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.folder = Path(str(settings.EMAIL_FILE_PATH))  # type: ignore[misc]  # of the address in the settings

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each under its Message-ID, whole or not at all."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)  # also where an earlier state made it
        for letter in email_messages:
            message = letter.message()
            name = re.sub(r"[^\w.-]", "", str(message["Message-ID"]).partition("@")[0])
            unfinished = self.folder / f".{name}.{os.getpid()}"
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(message.as_bytes())
            unfinished.replace(self.folder / f"{name}.eml")
        return len(email_messages)
