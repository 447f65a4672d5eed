"""The one table of each notion: words and their meanings, names of organizations, what a base calls things."""
