"""The contract of Store."""
