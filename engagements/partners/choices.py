"""Quality of access to persons. Code depends on these choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Access(models.TextChoices):
    """The quality of the access that a contact has to a person."""

    OPEN = "open", _("Open: answers, and calls")
    GUARDED = "guarded", _("Guarded: answers when asked")
    CLOSED = "closed", _("Closed: does not answer")
