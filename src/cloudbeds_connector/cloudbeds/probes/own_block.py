"""Whether a block's last date is blocked: by existing blocks, or by one made far ahead on a free room and deleted.

``postRoomBlock`` takes a first and a last date. Two dates in a row are given, so the second night is blocked or not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ...errors import BadRequestError, MissingScopeError, NotFoundError
from ...pms.probing import Finding
from ..models.rooms import Room, RoomBlock
from .existing_blocks import by_existing_blocks
from .nights import DAY, around, blocked_around, for_sale, free_rooms, plain_rooms
from .subject import Subject, likely, still_open, sure
from .undo import undo

#: The beginning of the block's reason, by which it is found again and the hotel's staff see what it is.
MARK = "cloudbeds-connector probe"
_KEY = "block_end"
#: How many days ahead. The first of these dates with a suitable room is used.
_AHEAD = (200, 150, 100, 60)
#: Seconds before each reading. A result that is read twice in a row counts.
_READINGS = (0, 20, 20, 20)


@dataclass(frozen=True, slots=True)
class _Place:
    """A free room, the first date of the block, and how many of its type were for sale on the nights around."""

    room: Room
    first: date
    for_sale: Mapping[date, int | None]

    @property
    def last(self) -> date:
        return self.first + DAY

    def blocks(self, subject: Subject) -> Sequence[RoomBlock]:
        """The blocks around: this one, and perhaps one that an earlier probe left behind."""
        start, end = self.first - 15 * DAY, self.first + 15 * DAY
        return list(subject.client.room_blocks.list(start, end))


def block_end(subject: Subject) -> Sequence[Finding]:
    """By existing blocks, and if they do not show it, by a new one."""
    found = by_existing_blocks(subject)
    if found.sure == "sure" or not subject.allow_writes:
        return [found]
    if _may_delete(subject):
        made = _by_own_block(subject)
    else:
        made = still_open(_KEY, "The key may not delete blocks (delete:roomblock), so none was made.")
    return [found if made.answer is None and found.answer is not None else made]


def _may_delete(subject: Subject) -> bool:
    """Whether the key may delete blocks, tried with an id that no block has."""
    try:
        subject.client.room_blocks.delete("0")
    except MissingScopeError:
        return False
    except (BadRequestError, NotFoundError):
        return True
    return True


def _by_own_block(subject: Subject) -> Finding:
    """Make a block, read, and delete it."""
    place = _place(subject)
    if place is None:
        return still_open(_KEY, "No room is free on a date far ahead, so no block was made.")
    block_id: str | None = None
    made = True  # unless the call is refused: an answer may be lost
    try:
        try:
            block_id = _make(subject, place)
        except MissingScopeError:
            made = False
            return still_open(_KEY, "The key may not make blocks (write:roomblock).")
        except (BadRequestError, NotFoundError) as error:
            made = False
            return still_open(_KEY, f"No block could be made. {error.message}")
        return _read(subject, place)
    finally:
        if made:
            _remove(subject, place, block_id)


def _place(subject: Subject) -> _Place | None:
    """The first free room of a type of which another one is for sale, so that the type is not sold out."""
    today = subject.clock.now().astimezone(subject.client.zone).date()
    for days in _AHEAD:
        first = today + timedelta(days=days)
        nights = around(first + DAY)
        rooms = plain_rooms(free_rooms(subject.client, first - DAY, first + 3 * DAY))
        tried: set[str | None] = set()
        for room in rooms:
            if room.room_type_id in tried or room.room_blocked:
                continue
            tried.add(room.room_type_id)
            counts = {night: for_sale(subject.client, room.room_type_id or "", night) for night in nights}
            if all(count is not None and count >= 2 for count in counts.values()):
                return _Place(room, first, counts)
    return None


def _make(subject: Subject, place: _Place) -> str:
    room = place.room
    made = subject.client.room_blocks.create(
        "blocked_dates",
        start=place.first,
        end=place.last,
        rooms={room.room_id: room.room_type_id or ""},
        reason=f"{MARK}; it deletes this block within minutes",
    )
    return made.room_block_id


def _remove(subject: Subject, place: _Place, block_id: str | None) -> None:
    def shown() -> set[str]:
        return {
            block.room_block_id
            for block in place.blocks(subject)
            if block.room_block_id == block_id or (block.room_block_reason or "").startswith(MARK)
        }

    undone = undo(
        subject.clock,
        known=() if block_id is None else (block_id,),
        shown=shown,
        delete=subject.client.room_blocks.delete,
    )
    if not undone.clean:
        subject.left.append(
            f"A block of room {place.room.room_name or place.room.room_id} from {place.first} to {place.last} "
            f"({', '.join(sorted(undone.left)) or 'if it was made at all'}): delete it in Cloudbeds' calendar."
        )


def _read(subject: Subject, place: _Place) -> Finding:
    """Read until two results in a row are the same, because counts may follow a block with some delay."""
    before: Finding | None = None
    for pause in _READINGS:
        subject.clock.sleep(pause)
        found = _reading(subject, place)
        if found is not None and found == before:
            return found
        before = found
    return still_open(_KEY, "A block was made and deleted; neither rooms for sale nor roomBlocked followed it clearly.")


def _reading(subject: Subject, place: _Place) -> Finding | None:
    fewer = []
    for night in around(place.last):
        was, now = place.for_sale[night], for_sale(subject.client, place.room.room_type_id or "", night)
        fewer.append(None if was is None or now is None else was - now)
    made = f"A block from {place.first} to {place.last} was made and deleted"
    match fewer:
        case [1, 1, 0]:
            return sure(_KEY, "yes", f"{made}: its room was not for sale on either night.", block_end="inclusive")
        case [1, 0, 0]:
            return sure(_KEY, "no", f"{made}: its room was for sale on the second night.", block_end="exclusive")
    match blocked_around(subject.client, place.room.room_id, place.last):
        case [True, False, False]:
            return sure(_KEY, "no", f"{made}: getRooms had roomBlocked on the first night only.", block_end="exclusive")
        case [True, True, False]:
            return likely(_KEY, "yes", f"{made}: getRooms had roomBlocked on both nights; it may compare dates only.")
    return None
