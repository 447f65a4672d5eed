"""Finds records: an index of words with slips allowed, facets, and likeness by meaning where it is installed."""
