"""Limits of API tokens."""

MAX_DAYS = 365
"""Maximum lifetime of a token in days."""
