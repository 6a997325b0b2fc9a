"""Decides what is said of questions that no call answers: what to look for when it happens."""

from __future__ import annotations

from collections.abc import Sequence

from ...pms.probing import Finding
from .subject import Subject, still_open


def dirty_again(subject: Subject) -> Sequence[Finding]:
    """Only a check-out shows it."""
    return [
        still_open(
            "dirty_again",
            "No call tells. Check a test booking out of a room that is dirty already, and see whether the inbox gets "
            "housekeeping/room_condition_changed. Until then nothing waits for it: departures come from stays.",
        )
    ]


def moves(subject: Subject) -> Sequence[Finding]:
    """Only moves show it."""
    return [
        still_open(
            "moves",
            "No call tells. Assign a room to a test booking, move it, take the room away, and see whether the inbox "
            "gets reservation/accommodation_changed or accommodation_removed. Until then the change feed finds moves.",
        )
    ]
