"""Versions of rows: reading them, presenting them, restoring one."""
