"""Lists that code depends on."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """How far a follow-up has come. Overdue is computed, never stored."""

    OPEN = "open", _("Open")
    IN_PROGRESS = "in_progress", _("In progress")
    BLOCKED = "blocked", _("Blocked")
    DONE = "done", _("Done")
    VERIFIED = "verified", _("Verified")
    CANCELLED = "cancelled", _("Cancelled")


LIVE_STATUSES = {Status.OPEN, Status.IN_PROGRESS, Status.BLOCKED}
"""Statuses of follow-ups that are still to be done."""


class Priority(models.TextChoices):
    """A high one is verified by a second person."""

    LOW = "low", _("Low")
    NORMAL = "normal", _("Normal")
    HIGH = "high", _("High")
