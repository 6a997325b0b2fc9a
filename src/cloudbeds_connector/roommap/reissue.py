"""Rooms under a new id: when a room that left and a room that appeared are the same, and its row then (T118).

Cloudbeds' room ids read ``{roomTypeID}-{n}``, so a room that changes its type gets a new one. That is an inference from
the ids themselves, not documented by Cloudbeds; hence a review and never a confirmation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from ..pms.model import Room
from .model import MAPPED_STATES, MapState, RoomMatch, without_pair
from .names import normalized


def find_reissued(
    rows: Mapping[str, RoomMatch], *, before: Mapping[str, Room], now: Mapping[str, Room]
) -> dict[str, str]:
    """New ids, and the old id of each: gone and come in the same look, with one name that nobody else has.

    The name counts as `normalized`, and must be the only one of its kind in the directory before and in that of now.
    """
    left, right = _unique_names(before), _unique_names(now)
    return {
        right[name]: left[name]
        for name in left.keys() & right.keys()
        if _gone(before[left[name]], now, rows)
        and _come(now[right[name]], before, rows)
        and _compatible(rows.get(left[name]), rows.get(right[name]))
    }


def carry(row: RoomMatch, *, room_id: str) -> tuple[RoomMatch, RoomMatch]:
    """What becomes of a decided row whose room has the new `room_id`: what is left of the old row, and the new one.

    The pair goes along and waits for review. A room that was set aside waits too, without a pair: it may be sold now.
    """
    aside = row.state is MapState.SET_ASIDE
    was = "set aside" if aside else "mapped"
    carried = replace(
        row,
        room_id=room_id,
        host_room_id=None if aside else row.host_room_id,
        state=MapState.NEEDS_REVIEW,
        reason=f"It was {was} as room {row.room_id}, whose id seems to have changed.",
        fingerprint="",
    )
    return left_behind(row, room_id=room_id), carried


def left_behind(row: RoomMatch, *, room_id: str) -> RoomMatch:
    """What stays of the old row: a trace that leads to the new id and claims no room of the host."""
    return without_pair(row, state=MapState.ORPHANED, reason=f"Its id seems to be {room_id} now.")


def is_carried(row: RoomMatch) -> bool:
    """Whether there is a decision to carry to a new id. An open row is simply suggested anew."""
    return row.state in MAPPED_STATES | {MapState.SET_ASIDE}


def _unique_names(rooms: Mapping[str, Room]) -> dict[str, str]:
    counts = Counter(normalized(room.name) for room in rooms.values())
    words = {normalized(room.name): room.id for room in rooms.values()}
    return {word: room_id for word, room_id in words.items() if word and counts[word] == 1}


def _gone(room: Room, now: Mapping[str, Room], rows: Mapping[str, RoomMatch]) -> bool:
    row = rows.get(room.id)
    return room.id not in now and not room.virtual and (row is None or row.state is not MapState.ORPHANED)


def _come(room: Room, before: Mapping[str, Room], rows: Mapping[str, RoomMatch]) -> bool:
    row = rows.get(room.id)
    return room.id not in before and not room.virtual and (row is None or row.state is MapState.ORPHANED)


def _compatible(old: RoomMatch | None, known: RoomMatch | None) -> bool:
    """A room that comes back with a pair of its own is not another one's new id, unless both mean the same pair."""
    if known is None or known.host_room_id is None:
        return True
    return old is not None and old.state in MAPPED_STATES and old.host_room_id == known.host_room_id
