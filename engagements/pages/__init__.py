"""Pages that show rows of several models. Other modules of this app never import a page."""
