"""Lists that code depends on."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Posture(models.TextChoices):
    """How a partner stands to what the engagement does."""

    BACKS = "backs", _("Backs it")
    JOINS = "joins", _("Joins in")
    INFORMED = "informed", _("Is informed")
    DISAGREES = "disagrees", _("Disagrees")


class State(models.TextChoices):
    """How far a participation has come."""

    REQUESTED = "requested", _("Requested: nobody yet")
    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    UNDER_WAY = "under_way", _("Under way")
    ENDED = "ended", _("Ended")


RUNNING = {State.PROPOSED, State.AGREED, State.UNDER_WAY}
"""States that are shown as ended after the end of their period."""
