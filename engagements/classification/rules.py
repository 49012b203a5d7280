"""Limits of break-glass access."""

MAX_HOURS = 72
"""Maximum duration of break-glass access, in hours. The database enforces the same limit (`database.py`)."""
