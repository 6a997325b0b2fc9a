"""Parts: what a connection reads of a hotel system, and what is known of a part that an account refuses.

An account may be refused a call for good, because a scope was not granted or the hotel has not bought a feature. That
costs the part which needs the call, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """A part of a session. Without STAYS nothing can be connected; every other part may be missing."""

    STAYS = "stays"
    ROOMS = "rooms"
    ROOM_STATES = "room_states"
    BLOCKS = "blocks"
    TIMES = "times"
    EVENTS = "events"


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """A call that an account refuses.

    `scope` is what to grant, such as ``read:room``; empty if no scope is known to be missing. `instead` is a sentence
    for people: what is read instead, and what is missing then. It is empty where nothing is read instead.
    """

    scope: str = ""
    instead: str = ""
