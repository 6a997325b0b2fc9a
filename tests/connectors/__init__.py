"""Connectors for invented hotel systems, written as the author of a connector would write one."""
