"""The store: every record, declared once, the few verbs to reach it, and the in-memory reference."""
