"""The words that a task may be flagged with. They are sorted, so that equal tasks look equal."""

from __future__ import annotations

from collections.abc import Iterable

# A guest is in the room that the task is for, or waits for it (T65, T66, T131).
GUEST_WAITING = "guest_waiting"
OCCUPIED_ASK_DESK = "occupied_ask_desk"
ROOM_SWAP = "room_swap"
# Set by people or by the host: the room is needed at once (T36).
RUSH = "rush"
# Set by people: the inspection was rejected (T76).
INSPECTION_REJECTED = "inspection_rejected"
# Housekeeping found the room other than the hotel system shows it (T20, T84).
SKIP = "skip"
DISCREPANCY = "discrepancy"
# How the departure was noticed (T112, T113), and who left (T14).
LATE_DETECTED = "late_detected"
MISSED_TURNOVER = "missed_turnover"
SAME_GUEST = "same_guest_b2b"
# The booking was deleted in the hotel system (T63); so long a stay takes more work (T142).
DETACHED = "detached"
LONG_STAY = "long_stay"
# The room was closed for the season (T138).
SEASON = "season"
# Why the task is on hold (T57, T86).
CHECK_OUT_REVERTED = "check_out_reverted"
OUT_OF_ORDER = "out_of_order"
# The hotel system shows the room clean while somebody works (T72).
PMS_SAYS_CLEAN = "pms_says_clean"
# The room is mapped to no room of the host (T116).
UNMAPPED = "unmapped"
# Who comes next (T11, T39, T42, T35).
IN_HOUSE_MOVER = "in_house_mover"
VIP = "vip"
TENTATIVE = "tentative"
EARLY_CHECK_IN = "early_check_in"
# What the clock did (T137).
OVERDUE = "overdue"
CARRIED_OVER = "carried_over"
# With the people who are there, the room will be ready too late (T136).
LATE_BY_PROJECTION = "late_by_projection"
# A person set the due time or the priority, and the room is needed at another time now (T46).
NEEDED_BY_CHANGED = "needed_by_changed"

#: While one of these stands that automation set, the task stays on hold.
HOLDS = frozenset({CHECK_OUT_REVERTED, OUT_OF_ORDER, DISCREPANCY})


def with_flags(flags: Iterable[str], *, add: Iterable[str] = (), drop: Iterable[str] = ()) -> tuple[str, ...]:
    """The flags with some added, then some dropped; words that others set stay."""
    return tuple(sorted((set(flags) | set(add)) - set(drop)))


def set_flags(flags: Iterable[str], states: dict[str, bool]) -> tuple[str, ...]:
    """The flags with each of `states` present or absent as given."""
    return with_flags(
        flags,
        add=[word for word, on in states.items() if on],
        drop=[word for word, on in states.items() if not on],
    )
