"""Text search: one normalisation for stored texts and search terms; the sort order of names is based on it."""
