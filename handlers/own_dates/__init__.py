"""`/event`: admins tell of dates that no release has yet, in a short dialogue with a preview."""
