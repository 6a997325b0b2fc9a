"""Whether a block's last date is blocked, by blocks that exist already: nothing is written.

For the night before a block's last date and the night after it, the rooms of the type that are for sale must be all its
rooms less those that are taken or blocked. Then the night of that date itself shows whether it is blocked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from ...pms.probing import Finding
from ..models.reservations import Reservation
from ..models.rooms import Room, RoomBlock
from ..models.stays import RoomStay
from .nights import DAY, around, blocked_around, for_sale, plain_rooms
from .subject import Subject, likely, still_open, sure

_KEY = "block_end"
_AHEAD = timedelta(days=32)
_CASES = 3
_GONE = frozenset({"canceled", "cancelled", "no_show", "checked_out"})


@dataclass(frozen=True, slots=True)
class _Case:
    """A block of one room whose last date is in the future, the rooms of its type, and all blocks around that date."""

    room: Room
    last: date
    type_rooms: frozenset[str]
    blocks: Sequence[RoomBlock]

    def surely_blocked(self, night: date) -> set[str]:
        """Rooms that are blocked for a night, whether or not a last date is blocked."""
        return {room.room_id for block in self._on(night) if block.end_date != night for room in block.rooms}

    def perhaps_blocked(self, night: date) -> set[str]:
        """Rooms for which the night is their block's last date."""
        return {room.room_id for block in self._on(night) if block.end_date == night for room in block.rooms}

    def _on(self, night: date) -> Iterator[RoomBlock]:
        return (
            block
            for block in self.blocks
            if block.start_date is not None
            and block.end_date is not None
            and block.start_date <= night <= block.end_date
        )


def by_existing_blocks(subject: Subject) -> Finding:
    """Read up to three of them."""
    weak: Finding | None = None
    read = 0
    for case in islice(_cases(subject), _CASES):
        read += 1
        found = _by_count(subject, case) or _by_flags(subject, case)
        if found is not None and found.sure == "sure":
            return found
        weak = weak or found
    if weak is not None:
        return weak
    why = f"None of {read} blocks that end within a month shows it." if read else "No block ends within a month."
    return still_open(_KEY, f"{why} Where writes are allowed, one is made on a free room far ahead, and deleted.")


def _cases(subject: Subject) -> Iterator[_Case]:
    client = subject.client
    today = subject.clock.now().astimezone(client.zone).date()
    blocks = list(client.room_blocks.list(today, today + _AHEAD))
    if not blocks:
        return
    rooms = {room.room_id: room for room in plain_rooms(client.rooms.list(relations=True))}
    for block in blocks:
        start, last = block.start_date, block.end_date
        if start is None or last is None or not (start < last and today + DAY < last < today + _AHEAD):
            continue
        if (block.room_block_type or "") == "courtesy_hold":
            continue  # it may end after some hours
        room = next((rooms[each.room_id] for each in block.rooms if each.room_id in rooms), None)
        if room is not None:
            same = frozenset(each.room_id for each in rooms.values() if each.room_type_id == room.room_type_id)
            yield _Case(room, last, same, blocks)


def _by_count(subject: Subject, case: _Case) -> Finding | None:
    before, last, after = (_missing(subject, case, night) for night in around(case.last))
    if before is None or after is None or last is None or before or after:
        return None
    taken = _taken(subject, case, case.last)[0] | case.surely_blocked(case.last)
    perhaps = (case.perhaps_blocked(case.last) & case.type_rooms) - taken
    around_it = "the rooms for sale on the nights around a block's last date add up"
    if perhaps and last == 0:
        return sure(_KEY, "no", f"{around_it}, and on that date it is for sale again.", block_end="exclusive")
    if perhaps and last == len(perhaps):
        return sure(_KEY, "yes", f"{around_it}, and on that date it is not for sale.", block_end="inclusive")
    return None


def _missing(subject: Subject, case: _Case, night: date) -> int | None:
    """How many rooms fewer are for sale than if no block closed its last date; None if Cloudbeds does not say."""
    if night != case.last and (case.perhaps_blocked(night) & case.type_rooms):
        return None
    counted = for_sale(subject.client, case.room.room_type_id or "", night)
    if counted is None:
        return None
    taken, unassigned = _taken(subject, case, night)
    return len(case.type_rooms - taken - case.surely_blocked(night)) - unassigned - counted


def _taken(subject: Subject, case: _Case, night: date) -> tuple[set[str], int]:
    """Rooms with a stay for a night, and how many stays of the type have no room yet."""
    rows = subject.client.reservations.list(check_in_to=night, check_out_from=night + DAY)
    stays = [stay for stay in _stays(rows) if _covers(stay, night)]
    taken = {stay.room_id for stay in stays if stay.room_id is not None}
    return taken, sum(1 for stay in stays if stay.room_id is None and stay.room_type_id == case.room.room_type_id)


def _stays(rows: Iterable[Reservation]) -> Iterator[RoomStay]:
    for row in rows:
        if (row.status or "").lower() not in _GONE:
            yield from (room for room in row.rooms if (room.room_status or "").lower() not in _GONE)


def _covers(stay: RoomStay, night: date) -> bool:
    start, end = stay.room_check_in or stay.start_date, stay.room_check_out or stay.end_date
    return start is not None and end is not None and start <= night < end


def _by_flags(subject: Subject, case: _Case) -> Finding | None:
    day_after = case.last + DAY
    if case.room.room_id in case.perhaps_blocked(day_after) | case.surely_blocked(day_after):
        return None
    match blocked_around(subject.client, case.room.room_id, case.last):
        case [True, False, False]:
            until = "getRooms has roomBlocked until the night before a block's last date, not on it."
            return sure(_KEY, "no", until, block_end="exclusive")
        case [True, True, False]:
            return likely(_KEY, "yes", "getRooms has roomBlocked on a block's last date; it may compare dates only.")
    return None
