"""Secrets and guest data that must not turn up anywhere but where they were asked for."""
