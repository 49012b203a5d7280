"""Where the worker finds this app's jobs."""

from engagements.discretion.letters import tell_auditor, tell_holder, tell_lead_officer, tell_manager, tell_of_unread
from engagements.discretion.tasks import tell_of_last_readers

__all__ = [
    "tell_auditor",
    "tell_holder",
    "tell_lead_officer",
    "tell_manager",
    "tell_of_last_readers",
    "tell_of_unread",
]
