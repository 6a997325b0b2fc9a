"""How failures are reported: what may be said of an exception, when it is logged, and what the store keeps of it."""
