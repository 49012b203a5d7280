"""Imports the jobs of this app's packages, so that the worker finds them."""

from engagements.classification.letters import (
    notify_auditor,
    notify_last_reader,
    notify_lead_officer,
    notify_manager,
    notify_manager_of_no_reader,
)
from engagements.classification.tasks import notify_of_last_readers

__all__ = [
    "notify_auditor",
    "notify_last_reader",
    "notify_lead_officer",
    "notify_manager",
    "notify_manager_of_no_reader",
    "notify_of_last_readers",
]
