"""Verbs of the audit trail."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verb(models.TextChoices):
    """An act, or an attempt that was refused."""

    SIGNED_IN = "signed_in", _("Signed in")
    SIGNED_OUT = "signed_out", _("Signed out")
    SIGN_IN_FAILED = "sign_in_failed", _("Failed to sign in")
    REFUSED = "refused", _("Was refused")
    READ = "read", _("Read what is strictly confidential")
    MEMBERSHIP = "membership", _("Membership given or changed")
    ACCOUNT = "account", _("Account made or changed")
    TOKEN = "token", _("Token made or ended")
    SEATED = "seated", _("Put on a team")
    UNSEATED = "unseated", _("Taken off a team")
    LET_IN = "let_in", _("Office let in")
    SHUT_OUT = "shut_out", _("Office shut out")
    RECLASSIFIED = "reclassified", _("Sensitivity changed")
    BROKE_GLASS = "broke_glass", _("Joined a team by break-glass")
    EXPORTED = "exported", _("Exported")
    PURGED = "purged", _("Purged")
    CHANGED = "changed", _("Record changed")
    HANDED_OVER = "handed_over", _("Lead officer or office changed")
