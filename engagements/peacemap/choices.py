"""Kinds and levels of capacities for peace, and depths of threats. Code depends on these choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CapacityKind(models.TextChoices):
    """Kinds of capacities for peace. The brief defines these kinds."""

    STRUCTURE = "structure", _("Structure")
    ATTITUDE = "attitude", _("Attitude")
    INSTITUTION = "institution", _("Institution")


class Reach(models.TextChoices):
    """The level of society at which a capacity works."""

    CAPITAL = "capital", _("Capital")
    LOCAL = "local", _("Local")
    REGIONAL = "regional", _("Regional")


class Depth(models.TextChoices):
    """The depth of a threat: it triggers violence (`PROXIMATE`), or makes violence possible (`STRUCTURAL`)."""

    PROXIMATE = "proximate", _("Proximate")
    STRUCTURAL = "structural", _("Structural")
