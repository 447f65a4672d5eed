"""What is told when: the agenda of days, what of it is due, and what the messages say."""
