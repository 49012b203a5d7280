"""Lists that code depends on."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CapacityKind(models.TextChoices):
    """Kinds of capacities for peace, as the brief names them."""

    STRUCTURE = "structure", _("Structure")
    ATTITUDE = "attitude", _("Attitude")
    INSTITUTION = "institution", _("Institution")


class Reach(models.TextChoices):
    """Where it works."""

    CAPITAL = "capital", _("Capital")
    LOCAL = "local", _("Local")
    REGIONAL = "regional", _("Regional")


class Depth(models.TextChoices):
    """Whether a threat is what sets violence off, or what makes it possible."""

    PROXIMATE = "proximate", _("Proximate")
    STRUCTURAL = "structural", _("Structural")
