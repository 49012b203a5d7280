"""Limits of a team."""

MAX_TEAM_MEMBERS, MAX_SUPPORTING_OFFICES = 200, 50
"""Each row of an engagement holds all their ids (`team_ids`, `supporting_ids`); an index entry has a maximum size."""
