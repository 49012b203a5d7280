"""Status, prevention profile and languages of engagements. Code depends on these choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """The status of an engagement. `engagements/lifecycle/rules.py` defines the moves between statuses."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    CLOSING = "closing", _("Closing")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN = {Status.DRAFT, Status.IN_REVIEW, Status.ACTIVE, Status.PAUSED, Status.CLOSING}
"""Statuses of engagements that are not closed and not withdrawn."""


class Orientation(models.TextChoices):
    """Whether an engagement responds to a crisis or builds long-term prevention.

    `BOTH` is counted as a group of its own and not split between the two.
    """

    CRISIS_RESPONSE = "crisis_response", _("Crisis response")
    LONG_TERM_PREVENTION = "long_term_prevention", _("Long-term prevention")
    BOTH = "both", _("Both")


class Setting(models.TextChoices):
    """The state of the society in which an engagement takes place."""

    PEACEFUL_SOCIETY = "peaceful_society", _("Peaceful society")
    BEFORE_CONFLICT = "before_conflict", _("Before conflict")
    CRISIS = "crisis", _("Crisis")
    AFTER_CONFLICT = "after_conflict", _("After conflict")


class Origin(models.TextChoices):
    """The origin of an engagement: own analysis, a warning or a request."""

    OWN_ANALYSIS = "own_analysis", _("Own analysis")
    WARNING = "warning", _("Warning")
    GOVERNMENT = "government_request", _("Request of a government")
    COUNTRY_TEAM = "country_team_request", _("Request of a country team")
    HEADQUARTERS = "headquarters_request", _("Request of headquarters")


class Language(models.TextChoices):
    """The official languages of the United Nations. A row's text is written in one of them."""

    ARABIC = "ar", _("Arabic")
    CHINESE = "zh", _("Chinese")
    ENGLISH = "en", _("English")
    FRENCH = "fr", _("French")
    RUSSIAN = "ru", _("Russian")
    SPANISH = "es", _("Spanish")
