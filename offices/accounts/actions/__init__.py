"""Writes of accounts and memberships, by the administrators and managers of an office."""
