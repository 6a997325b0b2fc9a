"""Looks that the engine takes by itself: what each reads, and in which pieces that is applied."""
