"""Password validators: words of this application, and a file of breached passwords. Additional to Django's."""

import os
import re
from hashlib import sha1
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from offices.directory.models import Office

WORDS = frozenset({
    "unowas", "unowa", "unrcca", "unoca", "osesggl", "greatlakes", "unhq", "peaceapp", "peace", "united", "nations",
    "security", "council", "mediation", "mandate", "engagement", "office", "manager", "administrator", "admin",
    "auditor", "observer", "staff", "confidential", "strictly", "password", "passphrase", "welcome", "login",
    "letmein", "secret", "qwerty", "january", "february", "march", "april", "june", "july", "august", "september",
    "october", "november", "december", "spring", "summer", "autumn", "winter",
})  # fmt: skip
"""Words of this application and of the calendar. The acronyms of the offices are added when a member's password is
checked."""
NEEDED = 8
"""Minimum number of letters and digits left after removing such words, years and final numbers."""


class OwnWords:
    """Refuses a password made mostly of words of this application, an office, or the calendar."""

    def validate(self, password: str, user: Any = None) -> None:
        """Counts the rest after removing such words: “UNOWAS-manager-2026” leaves nothing."""
        acronyms = Office.objects.values_list("acronym", flat=True)
        known = WORDS | {plain for acronym in acronyms if len(plain := _plain(acronym)) > 2}
        rest = _plain(password)
        for word in sorted(known, key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(re.sub(r"(19|20)\d\d|\d{1,4}$", "", rest)) < NEEDED:
            raise ValidationError(self.get_help_text(), code="password_of_known_words")

    def get_help_text(self) -> str:
        return str(
            _("The password must not consist of the name of this application, of an office, a role, a month or a year.")
        )


class Breached:
    """Refuses a password in the installation's file of breached passwords, if there is one. Makes no requests.

    Each line of the file begins with a SHA-1 in hexadecimal, sorted, as in the public lists. A binary search makes its
    size irrelevant.
    """

    def validate(self, password: str, user: Any = None) -> None:
        if settings.BREACHED_PASSWORDS and is_listed(Path(settings.BREACHED_PASSWORDS), password):
            raise ValidationError(
                _("This password appears in a data breach. Choose another one."), code="password_breached"
            )

    def get_help_text(self) -> str:
        return ""


def is_listed(file: Path, password: str) -> bool:
    """Whether a line of the sorted `file` begins with the digest of `password`."""
    wanted = sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with file.open("rb") as lines:
        low, high = 0, os.fstat(lines.fileno()).st_size
        while low < high:  # the line starts at or after `low`, and before `high`
            middle = (low + high) // 2
            lines.seek(max(middle - 1, 0))
            if middle:
                lines.readline()  # skip the line that started before `middle`
            begins, line = lines.tell(), lines.readline()
            if begins >= high or not line:
                high = middle
                continue
            found = line[:40].upper()
            if found == wanted:
                return True
            if found < wanted:
                low = lines.tell()
            else:
                high = middle
    return False


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()
