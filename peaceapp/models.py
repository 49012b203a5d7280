"""Models of the project package. Django sends `post_migrate` only for apps with a models module."""

from peaceapp.rest.models import IdempotentAnswer

__all__ = ["IdempotentAnswer"]
