"""Lists that code depends on."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryKind(models.TextChoices):
    """Kinds of entries. A development is an event by others: on the timeline, never counted as the office's effort."""

    MEETING = "meeting", _("Meeting")
    CALL = "call", _("Call")
    VISIT = "visit", _("Visit")
    STATEMENT = "statement", _("Statement")
    MISSION = "mission", _("Mission")
    WORKSHOP = "workshop", _("Workshop")
    ANALYSIS = "analysis", _("Analysis")
    DECISION = "decision", _("Decision")
    AGREEMENT = "agreement", _("Agreement")
    DEVELOPMENT = "development", _("Development")


EFFORT = set(EntryKind) - {EntryKind.DEVELOPMENT}
"""Kinds that are the office's own effort."""


class Level(models.TextChoices):
    """Where in a society it happened."""

    CAPITAL = "capital", _("Capital")
    LOCAL = "local", _("Local")
    REGIONAL = "regional", _("Regional")
