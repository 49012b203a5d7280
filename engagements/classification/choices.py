"""Kinds of notices about last readers, and the error for a change that would remove the last reader."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    """The recipient of a notice.

    `HOLDER`: the last reader, before the access ends. `MANAGER`: managers of the lead office, before the access ends.
    `UNREAD`: cleared managers of the lead office, once nobody can read the engagement.
    """

    HOLDER = "holder", _("Last reader")
    MANAGER = "manager", _("Manager of the office")
    UNREAD = "unread", _("Manager, of one that nobody reads")


NO_READER = "PA001"
"""SQLSTATE for a change after which nobody could read an engagement."""

LAST_READER = _(
    "This person is the last reader of an engagement. A manager of the office must first add another team member."
)
"""Message for this error. Leaves out which engagement and how many: users who may end the membership need not have
access to them."""
