"""The store: every record, declared once, the verbs of a store, and the in-memory store."""

from . import records

__all__ = ["records"]
