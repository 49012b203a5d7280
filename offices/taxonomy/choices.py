"""Choices that code depends on."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Depth(models.TextChoices):
    """Whether a threat is close to violence or underlies it."""

    PROXIMATE = "proximate", _("Proximate")
    STRUCTURAL = "structural", _("Structural")
