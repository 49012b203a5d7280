"""Collects the jobs of this app's nouns for the worker."""

from offices.accounts.letters import send_invitation, tell_of_proposal, tell_of_reset
from offices.audit.tasks import seal_audit, send_seals

__all__ = ["seal_audit", "send_invitation", "send_seals", "tell_of_proposal", "tell_of_reset"]
