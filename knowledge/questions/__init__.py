"""Stage 3: what somebody typed to a Question."""
