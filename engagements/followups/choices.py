"""Statuses and priorities of follow-ups. Code depends on these choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """The status of a follow-up. Overdue is computed, not stored."""

    OPEN = "open", _("Open")
    IN_PROGRESS = "in_progress", _("In progress")
    BLOCKED = "blocked", _("Blocked")
    DONE = "done", _("Done")
    VERIFIED = "verified", _("Verified")
    CANCELLED = "cancelled", _("Cancelled")


LIVE_STATUSES = {Status.OPEN, Status.IN_PROGRESS, Status.BLOCKED}
"""Statuses of follow-ups that still have to be done."""


class Priority(models.TextChoices):
    """The priority of a follow-up. The completion of a high-priority one is verified by a second person."""

    LOW = "low", _("Low")
    NORMAL = "normal", _("Normal")
    HIGH = "high", _("High")
