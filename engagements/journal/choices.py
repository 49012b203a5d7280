"""Kinds and levels of journal entries. Code depends on these choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryKind(models.TextChoices):
    """Kinds of entries. `DEVELOPMENT` is an event by others.

    A development is shown in the timeline and not counted as effort of the office.
    """

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
"""Kinds that are effort of the office itself."""


class Level(models.TextChoices):
    """The level of society at which the event happened."""

    CAPITAL = "capital", _("Capital")
    LOCAL = "local", _("Local")
    REGIONAL = "regional", _("Regional")
