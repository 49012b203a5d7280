"""A models module makes Django emit `post_migrate` for this app; the mechanism's own tables stand here too."""

from peaceapp.rest.models import IdempotentAnswer

__all__ = ["IdempotentAnswer"]
