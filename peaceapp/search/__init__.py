"""Search in text: one normalisation of what is stored and of what is asked, and the order of names by it."""
