"""Terms on which code depends."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Depth(models.TextChoices):
    """Whether a threat is near to violence or lies beneath it."""

    PROXIMATE = "proximate", _("Proximate")
    STRUCTURAL = "structural", _("Structural")
