"""Pages that show many nouns at once. Nouns never import a page."""
