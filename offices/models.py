"""Collects the models of this app's nouns for Django."""

from offices.access.models import Membership, User
from offices.accounts.models import Invitation, Proposal
from offices.audit.models import AuditEvent, AuditSeal, SealLetter
from offices.directory.models import Characteristic, Coverage, Leadership, Office
from offices.geography.models import Country
from offices.mandates.models import Mandate, MandateTask, TaskOffice, TaskTheme
from offices.sessions.models import Session
from offices.sources.models import Source
from offices.taxonomy.models import CapacityGroup, Kind, PartnerRole, PartnerType, Sdg, Theme, ThreatType
from offices.tokens.models import Token

__all__ = [
    "AuditEvent",
    "AuditSeal",
    "CapacityGroup",
    "Characteristic",
    "Country",
    "Coverage",
    "Invitation",
    "Kind",
    "Leadership",
    "Mandate",
    "MandateTask",
    "Membership",
    "Office",
    "PartnerRole",
    "PartnerType",
    "Proposal",
    "Sdg",
    "SealLetter",
    "Session",
    "Source",
    "TaskOffice",
    "TaskTheme",
    "Theme",
    "ThreatType",
    "Token",
    "User",
]
