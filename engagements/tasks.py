"""Where the worker finds this app's jobs."""

from engagements.classification.letters import (
    tell_auditor,
    tell_holder,
    tell_lead_officer,
    tell_manager,
    tell_of_unread,
)
from engagements.classification.tasks import tell_of_last_readers

__all__ = [
    "tell_auditor",
    "tell_holder",
    "tell_lead_officer",
    "tell_manager",
    "tell_of_last_readers",
    "tell_of_unread",
]
