"""Everything the bot must remember, in one SQLite file: the only SQL on mutable state."""
