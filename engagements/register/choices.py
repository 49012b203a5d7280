"""Lists that code depends on."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where an engagement stands. Who moves it from one to another is in `engagements/lifecycle/rules.py`."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    CLOSING = "closing", _("Closing")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN = {Status.DRAFT, Status.IN_REVIEW, Status.ACTIVE, Status.PAUSED, Status.CLOSING}
"""Still being worked on."""


class Orientation(models.TextChoices):
    """Whether an engagement answers a crisis or builds long-term prevention; both are counted apart, never split."""

    CRISIS_RESPONSE = "crisis_response", _("Crisis response")
    LONG_TERM_PREVENTION = "long_term_prevention", _("Long-term prevention")
    BOTH = "both", _("Both")


class Setting(models.TextChoices):
    """The society in which the engagement takes place."""

    PEACEFUL_SOCIETY = "peaceful_society", _("Peaceful society")
    BEFORE_CONFLICT = "before_conflict", _("Before conflict")
    CRISIS = "crisis", _("Crisis")
    AFTER_CONFLICT = "after_conflict", _("After conflict")


class Origin(models.TextChoices):
    """The origin of an engagement."""

    OWN_ANALYSIS = "own_analysis", _("Own analysis")
    WARNING = "warning", _("Warning")
    GOVERNMENT = "government_request", _("Request of a government")
    COUNTRY_TEAM = "country_team_request", _("Request of a country team")
    HEADQUARTERS = "headquarters_request", _("Request of headquarters")


class Language(models.TextChoices):
    """The official languages of the United Nations, in one of which a row's text is written."""

    ARABIC = "ar", _("Arabic")
    CHINESE = "zh", _("Chinese")
    ENGLISH = "en", _("English")
    FRENCH = "fr", _("French")
    RUSSIAN = "ru", _("Russian")
    SPANISH = "es", _("Spanish")
