"""Letters: short, without content of the register, because a mailbox is under no rule. They say where to look."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.core.mail.backends.filebased import EmailBackend
from django.utils.translation import override

from peaceapp.errors import Text


def write_to(address: str, subject: Text, text: Text) -> bool:
    """Send a letter in the installation's language; whether there was an address. Raises what the server raises."""
    if not address:
        return False
    with override(settings.LANGUAGE_CODE):
        home = settings.HOME_ADDRESS
        send_mail(f"PeaceApp: {subject}", f"{text}\n\n{home}\n", None, [address])
    return True


class LetterFiles(EmailBackend):
    """Letters as files, for installations without a mail server. Only the account that runs the process reads them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        Path(self.file_path).chmod(0o700)

    def open(self) -> bool:
        """Begin the next letter's file."""
        is_closed = self.stream is None
        if is_closed:
            path = os.open(self._get_filename(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)  # type: ignore[attr-defined]  # not in the stubs
            self.stream = os.fdopen(path, "ab")  # type: ignore[assignment]  # the library's own is of bytes, too
        return is_closed
