"""An app whose only migration wants a table that everybody reads."""
