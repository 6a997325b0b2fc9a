"""Decides what happens to rooms: housekeeping conditions, service flags, blocks, and who is in them.

A room becomes dirty when its guest leaves or moves out, in the night while it is occupied, and, as the newer help
article has it, already when the guest checks in (Cloudbeds help center 216540808, 222174468).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from .core import HotelCore
from .truth import BlockType, Condition, FrontDeskError, HotelBlock, HotelRoom, HotelRoomType, HotelSegment
from .warts import Wart


class RoomDesk(HotelCore):
    """What housekeeping and maintenance do."""

    def add_room_type(
        self,
        name: str,
        short_name: str,
        *,
        max_guests: int = 2,
        private: bool = True,
        virtual: bool = False,
        rate: int = 120,
    ) -> str:
        """Add a category of rooms; returns its id. `private` False: rooms of it are beds of a dorm."""
        with self.lock:
            room_type = HotelRoomType(
                id=self._number("room_type"),
                name=name,
                short_name=short_name,
                max_guests=max_guests,
                private=private,
                virtual=virtual,
                rate=rate,
            )
            self._room_types[room_type.id] = room_type
            return room_type.id

    def add_room(
        self,
        name: str,
        room_type_id: str,
        *,
        condition: str = Condition.CLEAN,
        dorm_name: str = "",
        linked: Sequence[str] = (),
    ) -> str:
        """Add a room called `name`; returns its id. It is visible at once."""
        with self.lock:
            if room_type_id not in self._room_types:
                raise FrontDeskError(f"There is no room type {room_type_id!r}. Add it with add_room_type().")
            index = sum(1 for room in self._rooms.all_true() if room.room_type_id == room_type_id)
            prefixed = Wart.ROOM_IDS_WITH_TYPE_PREFIX in self.warts
            room = HotelRoom(
                id=f"{room_type_id}-{index}" if prefixed else str(30_001 + len(self._rooms)),
                name=name,
                room_type_id=room_type_id,
                condition=Condition(condition),
                changed_on=self.today(),
                dorm_name=dorm_name,
                linked=tuple(linked),
            )
            now = self.clock.now()
            self._rooms.put(room.id, room, visible_at=now, now=now)
            self._observer.on_condition(room.id, room.condition, now, "initial")
            return room.id

    def rename_room(self, room_id: str, name: str) -> None:
        """Give a room another number; its id stays."""
        with self.lock:
            self._save_room(replace(self.room(room_id), name=name))
            self._renamings += 1

    def remove_room(self, room_id: str) -> None:
        """Take an empty room out of the hotel. Stays that have it keep it until they are given another."""
        with self.lock:
            room = self.room(room_id)
            if room.occupied:
                raise FrontDeskError(f"Room {room.name} ({room_id}) is occupied by {room.occupied_by}.")
            self._save_room(replace(room, removed=True))

    def retype_room(self, room_id: str, room_type_id: str) -> str:
        """Make an empty room one of another type; returns its new id, since ids begin with the type's.

        Stays that have it follow without a word: that is no move of anybody.
        """
        with self.lock:
            room = self.room(room_id)
            self.remove_room(room_id)
            new_id = self.add_room(room.name, room_type_id, condition=room.condition, dorm_name=room.dorm_name)
            for reservation in self.reservations():
                if any(segment.room_id == room_id for segment in reservation.segments):
                    segments = tuple(
                        replace(segment, room_id=new_id, room_type_id=room_type_id)
                        if segment.room_id == room_id
                        else segment
                        for segment in reservation.segments
                    )
                    self._save_reservation(replace(reservation, segments=segments))
            return new_id

    def set_condition(self, room_id: str, condition: str, *, by: str = "housekeeper") -> None:
        """Say that a room is ``dirty``, ``clean`` or ``inspected``."""
        with self.lock:
            self._save_room(self._conditioned(self.room(room_id), Condition(condition), by=by))

    def set_flags(
        self,
        room_id: str,
        *,
        do_not_disturb: bool | None = None,
        refused_service: bool | None = None,
        vacant_pickup: bool | None = None,
        comments: str | None = None,
    ) -> None:
        """Set service flags; None leaves one as it is. No webhook tells of them."""
        wanted: dict[str, Any] = {
            "do_not_disturb": do_not_disturb,
            "refused_service": refused_service,
            "vacant_pickup": vacant_pickup,
            "comments": comments,
        }
        with self.lock:
            given = {name: value for name, value in wanted.items() if value is not None}
            self._save_room(replace(self.room(room_id), **given))

    def block(
        self, room_ids: Sequence[str], start: date, end: date, *, kind: str = BlockType.OUT_OF_SERVICE, reason: str = ""
    ) -> str:
        """Block rooms from `start` to `end`, the last blocked night; returns the block's id."""
        with self.lock:
            rooms = tuple(self.room(room_id).id for room_id in room_ids)
            block = HotelBlock(
                id=self._number("block"), kind=BlockType(kind), room_ids=rooms, start=start, end=end, reason=reason
            )
            self._announce_block(block, "created")
            return block.id

    def change_block(self, block_id: str, *, start: date | None = None, end: date | None = None) -> None:
        """Change a block's dates; None leaves one as it is."""
        with self.lock:
            block = self._block(block_id)
            block = replace(block, start=start or block.start, end=end or block.end)
            self._announce_block(block, "changed", event="details_changed")

    def remove_block(self, block_id: str) -> None:
        """Lift a block."""
        with self.lock:
            self._announce_block(replace(self._block(block_id), removed=True), "removed")

    def blocked(self, room_id: str, day: date, blocks: Sequence[HotelBlock]) -> bool:
        """Whether one of these blocks keeps a room from being sold for the night of `day`."""
        return any(room_id in block.room_ids and block.start <= day <= block.end for block in blocks)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _block(self, block_id: str) -> HotelBlock:
        block = self._blocks.truth(block_id)
        if block is None or block.removed:
            raise FrontDeskError(f"There is no block {block_id!r}. Look at the hotel's blocks().")
        return block

    def _announce_block(self, block: HotelBlock, change: str, *, event: str | None = None) -> None:
        self._save_block(block)
        for room_id in block.room_ids:
            self._observer.on_block(room_id, change, self.clock.now())
        fields = {
            "roomBlockID": block.id,
            "roomBlockType": block.kind,
            "roomBlockReason": block.reason,
            "startDate": block.start.isoformat(),
            "endDate": block.end.isoformat(),
            "rooms": [{"roomID": room_id, "roomTypeID": self.room(room_id).room_type_id} for room_id in block.room_ids],
        }
        self._emit(f"roomblock/{event or change}", fields)

    def _conditioned(self, room: HotelRoom, condition: Condition, *, by: str) -> HotelRoom:
        """The room in this condition, the observer and the webhooks told; not saved yet."""
        changed = room.condition is not condition
        if changed:
            self._observer.on_condition(room.id, condition, self.clock.now(), "initial" if self._opening else by)
        if changed or Wart.DIRTY_AGAIN_IS_SILENT not in self.warts:
            self._emit("housekeeping/room_condition_changed", {"roomID": room.id, "condition": condition})
        return replace(room, condition=condition, changed_on=self.today()) if changed else room

    def _enter(self, room_id: str, segment: HotelSegment, *, how: str) -> None:
        room = replace(self.room(room_id), occupied_by=segment.id, vacant_pickup=False)
        self._observer.on_occupied(room.id, segment.id, self.clock.now(), "initial" if self._opening else how)
        if how == "check_in" and Wart.DIRTY_AT_CHECK_IN in self.warts and not self._opening:
            room = self._conditioned(room, Condition.DIRTY, by="desk")
        self._save_room(room)
        self._announce_occupancy(room, segment)

    def _leave(self, room_id: str, segment: HotelSegment, *, cause: str) -> None:
        room = replace(self.room(room_id), occupied_by=None, do_not_disturb=False, refused_service=False)
        if not self._opening:
            self._observer.on_vacated(room.id, segment.id, self.clock.now(), cause)
        if cause != "check_in_reverted":
            room = self._conditioned(room, Condition.DIRTY, by="desk")
        self._save_room(room)
        self._announce_occupancy(room, segment)

    def _announce_occupancy(self, room: HotelRoom, segment: HotelSegment) -> None:
        status = "occupied" if room.occupied else "unoccupied"
        fields = {"reservationID": segment.reservation_id, "roomID": room.id, "status": status}
        self._emit("reservation/accommodation_status_changed", fields)
        # the two housekeeping bodies are not documented beyond their names: the room's id is what they must have
        self._emit("housekeeping/housekeeping_room_occupancy_status_changed", {"roomID": room.id})
        self._emit("housekeeping/housekeeping_reservation_status_changed", {"roomID": room.id})

    def _housekeep_at_night(self) -> None:
        for room in self.rooms():
            after = replace(room, refused_service=False)
            if room.occupied and Wart.DIRTY_AT_NIGHT in self.warts:
                after = self._conditioned(after, Condition.DIRTY, by="audit")
            if after != room:
                self._save_room(after)
