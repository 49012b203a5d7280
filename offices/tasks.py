"""The periodic work of this app, gathered from its nouns for the worker."""

from offices.audit.tasks import seal_audit

__all__ = ["seal_audit"]
