"""Imports the models of this app's packages, so that Django finds them."""

from engagements.classification.models import Lowering, ReaderNotice
from engagements.coordination.models import Participation
from engagements.followups.models import FollowUp
from engagements.journal.models import EntryPartner, EntryPerson, JournalEntry
from engagements.partners.models import Contact, Partner, PartnerCountry, Person
from engagements.peacemap.models import Capacity, Threat, ThreatCountry
from engagements.register.models import (
    Engagement,
    EngagementCapacity,
    EngagementCountry,
    EngagementKind,
    EngagementPerson,
    EngagementSdg,
    EngagementTask,
    EngagementTheme,
    EngagementThreat,
    Support,
    TeamMember,
)

__all__ = [
    "Capacity",
    "Contact",
    "Engagement",
    "EngagementCapacity",
    "EngagementCountry",
    "EngagementKind",
    "EngagementPerson",
    "EngagementSdg",
    "EngagementTask",
    "EngagementTheme",
    "EngagementThreat",
    "EntryPartner",
    "EntryPerson",
    "FollowUp",
    "JournalEntry",
    "Lowering",
    "Participation",
    "Partner",
    "PartnerCountry",
    "Person",
    "ReaderNotice",
    "Support",
    "TeamMember",
    "Threat",
    "ThreatCountry",
]
