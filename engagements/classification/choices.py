"""As what somebody is told that an engagement loses its last reader."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    """Whoever reads it last and the managers of its office, beforehand; its cleared managers, once nobody reads it."""

    HOLDER = "holder", _("Last reader")
    MANAGER = "manager", _("Manager of the office")
    UNREAD = "unread", _("Manager, of one that nobody reads")


NO_READER = "PA001"
"""The SQLSTATE of a change that would leave an engagement which nobody can read."""

LAST_READER = _(
    "This person is the last reader of an engagement. A manager of the office must first add another team member."
)
"""Which one, and how many, is not for everybody who may end a membership."""
