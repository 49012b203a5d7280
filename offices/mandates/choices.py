"""Kinds of instruments of a mandate."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Instrument(models.TextChoices):
    """The document that gives, renews, reviews or frames a mandate."""

    EXCHANGE_OF_LETTERS = "exchange_of_letters", _("Exchange of letters")
    LETTER = "letter", _("Letter")
    RESOLUTION = "resolution", _("Resolution")
    PRESIDENTIAL_STATEMENT = "presidential_statement", _("Presidential statement")
    DELEGATION = "delegation", _("Delegation")
    EXTENSION = "extension", _("Extension")
    REVIEW = "review", _("Review")
    REPORT = "report", _("Report")
    BRIEFING = "briefing", _("Briefing")
    PROGRAMME_OF_ACTION = "programme_of_action", _("Programme of action")
    FRAMEWORK = "framework", _("Framework")
    STRATEGY = "strategy", _("Strategy")
