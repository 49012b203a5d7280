"""Actions on accounts and memberships, for the administrators and managers of an office."""
