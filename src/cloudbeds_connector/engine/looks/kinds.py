"""The kinds of syncs."""

from __future__ import annotations

from enum import StrEnum


class SyncKind(StrEnum):
    """What a sync reads.

    FULL: rooms, and everything that a reconcile reads. RECONCILE: every stay around today, blocks, and every room's
    state. CHANGES: the stays that the hotel system says changed since the last time, and every room's state.
    """

    FULL = "full"
    CHANGES = "changes"
    RECONCILE = "reconcile"
