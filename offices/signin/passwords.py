"""Passwords that anybody would try first, beside the common ones that the framework knows."""

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
"""Words of this place and of its seasons. Acronyms of the offices that there are come on top, where a member asks."""
NEEDED = 8
"""Letters and digits that must be left when such words, years and numbers at the end are taken away."""


class OwnWords:
    """Refuses a password that is little more than words of this application, of an office, or of the calendar."""

    def validate(self, password: str, user: Any = None) -> None:
        """By what is left: “UNOWAS-manager-2026” leaves nothing."""
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
    """Refuses what is in the installation's own file of breached passwords, if it has one. Nothing is asked outside.

    The file has a SHA-1 in hexadecimal at the beginning of each line, sorted: as the public lists come. It is searched
    by halving, so its size does not matter.
    """

    def validate(self, password: str, user: Any = None) -> None:
        if settings.BREACHED_PASSWORDS and is_listed(Path(settings.BREACHED_PASSWORDS), password):
            raise ValidationError(
                _("This password appears in a data breach. Choose another one."), code="password_breached"
            )

    def get_help_text(self) -> str:
        return ""


def is_listed(file: Path, password: str) -> bool:
    """Whether the sorted `file` has a line that begins with the digest of `password`."""
    wanted = sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with file.open("rb") as lines:
        low, high = 0, os.fstat(lines.fileno()).st_size
        while low < high:  # the line that is looked for begins at `low` or after it, and before `high`
            middle = (low + high) // 2
            lines.seek(max(middle - 1, 0))
            if middle:
                lines.readline()  # what began before `middle`
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
