"""The models of this app, gathered from its nouns for Django."""

from engagements.journal.models import JournalEntry
from engagements.register.models import (
    Engagement,
    EngagementCountry,
    EngagementKind,
    EngagementTheme,
    Support,
    TeamMember,
)

__all__ = [
    "Engagement",
    "EngagementCountry",
    "EngagementKind",
    "EngagementTheme",
    "JournalEntry",
    "Support",
    "TeamMember",
]
