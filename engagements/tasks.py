"""Where the worker finds this app's jobs."""

from engagements.discretion.letters import tell_auditor, tell_lead_officer

__all__ = ["tell_auditor", "tell_lead_officer"]
