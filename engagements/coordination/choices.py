"""Postures and states of participations. Code depends on these choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Posture(models.TextChoices):
    """The attitude of a partner to the work of the engagement."""

    BACKS = "backs", _("Backs it")
    JOINS = "joins", _("Joins in")
    INFORMED = "informed", _("Is informed")
    DISAGREES = "disagrees", _("Disagrees")


class State(models.TextChoices):
    """The state of a participation."""

    REQUESTED = "requested", _("Requested: nobody yet")
    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    UNDER_WAY = "under_way", _("Under way")
    ENDED = "ended", _("Ended")


RUNNING = {State.PROPOSED, State.AGREED, State.UNDER_WAY}
"""States that are shown as ended after the end of their period."""
