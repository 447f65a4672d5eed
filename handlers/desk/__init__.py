"""The admins' desk: look before publishing, take back, put right, learn from what was missed."""
