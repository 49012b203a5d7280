"""Lists of rows: their columns, filters, order and pages."""
