"""Sends the seals of the audit trail by email, so that copies exist outside the database."""

from django.conf import settings
from django.db import connection
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from offices.access.models import User
from offices.audit.models import AuditSeal, SealLetter
from offices.audit.queries import as_line
from peaceapp.dates import utc_today
from peaceapp.mail import write_to

FIXED = 0
"""Recipient number of the address in the settings."""
MAX_SEALS = 1000
"""Maximum number of seals in a letter, more than a month has. The rest follows the next day."""


def due() -> list[int]:
    """Recipients (auditors, or the address in the settings) without a letter today (UTC). For the worker."""
    if settings.AUDIT_MAIL == "none":
        return []
    recipients = _auditors() if settings.AUDIT_MAIL == "auditors" else [FIXED]
    written = SealLetter.objects.filter(on=utc_today()).values_list("recipient", flat=True)
    return sorted(set(recipients) - set(written))


def send(recipient: int) -> bool:
    """Sends the seals since the last letter, unless today's is sent. One letter a day, however often this runs.

    Runs in a transaction: if the mail server refuses the letter, it counts as not sent; a parallel run waits. A new
    recipient starts with the seals after the latest letter to anybody.
    """
    letters = SealLetter.objects.order_by("-last").values_list("last", flat=True)
    former = letters.filter(recipient=recipient).first() or letters.first() or 0
    seals = list(AuditSeal.objects.raw("select * from seals_after(%s, %s)", [former, MAX_SEALS]))
    if not seals:
        return False
    today = utc_today()
    _letter, is_new = SealLetter.objects.get_or_create(recipient=recipient, on=today, defaults={"last": seals[-1].pk})
    if not is_new:
        return False
    text = format_lazy("{}\n\n{}", INTRODUCTION, "\n".join(map(as_line, seals)))
    return write_to(_address(recipient), _("seals of the audit trail"), text)


INTRODUCTION = _(
    "This email contains the newest seals of the audit trail. Keep it. Save its text to a file and compare the file"
    " with the audit trail: “manage.py verify_audit --outside FILE”."
)


def _auditors() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select * from seal_readers()")
        return [key for (key,) in cursor.fetchall()]


def _address(recipient: int) -> str:
    if recipient == FIXED:
        return str(settings.AUDIT_MAIL)
    return User.objects.filter(pk=recipient, is_active=True).values_list("email", flat=True).first() or ""
