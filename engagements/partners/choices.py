"""Lists that code depends on."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Access(models.TextChoices):
    """How good a channel to a person is."""

    OPEN = "open", _("Open: answers, and calls")
    GUARDED = "guarded", _("Guarded: answers when asked")
    CLOSED = "closed", _("Closed: does not answer")
