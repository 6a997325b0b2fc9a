"""Cloudbeds' answers as read-only models. Each module is imported with the group of calls that it belongs to."""
