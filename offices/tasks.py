"""Collects the jobs of this app's nouns for the worker."""

from offices.accounts.letters import notify_proposal, notify_second_factor_reset, send_invitation
from offices.audit.tasks import seal_audit, send_seals

__all__ = ["notify_proposal", "notify_second_factor_reset", "seal_audit", "send_invitation", "send_seals"]
