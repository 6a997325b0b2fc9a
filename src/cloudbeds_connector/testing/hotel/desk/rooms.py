"""Decides which rooms there are: types, rooms, beds, virtual rooms, and what becomes of them when they are changed.

A virtual room is linked with the rooms it is made of, which may be virtual again (split inventory, Cloudbeds help
center 18686720671515). What is linked is told in both directions, nested relations included (OpenAPI description).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..quirks import Quirk
from ..truth import Condition, FrontDeskError, HotelRoom, HotelRoomType
from .housekeeping import HousekeepingDesk


class RoomDesk(HousekeepingDesk):
    """What the hotelier does with rooms."""

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
        """Add a room called `name`; returns its id. It is visible at once.

        `dorm_name` is the room that a bed stands in. `linked` are the rooms that a virtual room is made of; they are
        linked with it from then on. A virtual room without any is only a name (T97).
        """
        with self.lock:
            kind = self.room_type(room_type_id)
            if linked and not kind.virtual:
                raise FrontDeskError(f"{kind.name} is not virtual: only a virtual room is made of others.")
            index = sum(1 for room in self._rooms.all_true() if room.room_type_id == room_type_id)
            prefixed = Quirk.ROOM_IDS_WITH_TYPE_PREFIX in self.quirks
            room = HotelRoom(
                id=f"{room_type_id}-{index}" if prefixed else str(30_001 + len(self._rooms)),
                name=name,
                room_type_id=room_type_id,
                condition=Condition(condition),
                changed_on=self.today(),
                dorm_name=dorm_name,
                parts=tuple(self.room(part).id for part in linked),
            )
            now = self.clock.now()
            self._rooms.put(room.id, room, visible_at=now, now=now)
            if kind.virtual:
                self._relink()
                self._observer.on_composed(room.id, self.units_of(room.id), now)
            else:
                self._observer.on_condition(room.id, room.condition, now, "initial")
            return room.id

    def rename_room(self, room_id: str, name: str) -> None:
        """Give a room another number; its id stays (T117). No webhook tells of it."""
        with self.lock:
            self._save_room(replace(self.room(room_id), name=name))
            self._edition += 1

    def remove_room(self, room_id: str) -> None:
        """Take an empty room out of the hotel. Stays that have it keep it until they are given another.

        A room that a virtual one is made of cannot go before that one.
        """
        with self.lock:
            room = self.room(room_id)
            whole = next((other for other in self.rooms() if room_id in other.parts), None)
            if whole is not None:
                raise FrontDeskError(f"Room {room.name} ({room_id}) is part of {whole.name}. Remove that first.")
            self._remove(room)
            self._relink()

    def retype_room(self, room_id: str, room_type_id: str) -> str:
        """Make an empty room one of another type; returns its new id, since ids begin with the type's (T118).

        Stays and blocks that have it follow without a word: that is no move of anybody. Cloudbeds itself un-assigns
        them, to be re-assigned by hand (help center 360053896793); here the desk has done so at once.
        """
        with self.lock:
            room = self.room(room_id)
            if self.virtual(room) is not self.room_type(room_type_id).virtual:
                raise FrontDeskError(f"Room {room.name} ({room_id}) cannot become or cease to be virtual. Add another.")
            self._remove(room)
            new_id = self.add_room(
                room.name, room_type_id, condition=room.condition, dorm_name=room.dorm_name, linked=room.parts
            )
            self._follow_to(new_id, room_type_id, old_id=room_id)
            return new_id

    def sold_apart(self, room: HotelRoom) -> bool:
        """Whether a room is nothing but a room: neither virtual, nor part of a virtual one, nor a bed of a dorm."""
        return not (room.linked or room.dorm_name or self.virtual(room))

    # -- inside ----------------------------------------------------------------------------------------------------

    def _remove(self, room: HotelRoom) -> None:
        if room.occupied:
            raise FrontDeskError(f"Room {room.name} ({room.id}) is occupied by {room.occupied_by}.")
        self._save_room(replace(room, removed=True))

    def _follow_to(self, new_id: str, room_type_id: str, *, old_id: str) -> None:
        """Let everything that names a room by its old id name it by its new one."""
        for reservation in self.reservations():
            if any(segment.room_id == old_id for segment in reservation.segments):
                segments = tuple(
                    replace(segment, room_id=new_id, room_type_id=room_type_id)
                    if segment.room_id == old_id
                    else segment
                    for segment in reservation.segments
                )
                self._save_reservation(replace(reservation, segments=segments))
        for block in self.blocks():
            if old_id in block.room_ids:
                rooms, added = (_renamed(ids, old_id, new_id) for ids in (block.room_ids, block.added))
                self._save_block(replace(block, room_ids=rooms, added=added))
        wholes = [room for room in self.rooms() if old_id in room.parts]
        for room in wholes:
            self._save_room(replace(room, parts=_renamed(room.parts, old_id, new_id)))
        self._relink()
        for room in self.rooms():
            if wholes and self.virtual(room):
                self._observer.on_composed(room.id, self.units_of(room.id), self.clock.now())

    def _relink(self) -> None:
        """Work out anew what every room is linked with."""
        rooms = {room.id: room for room in self.rooms()}
        within = {room_id: self._parts_of(room, rooms) for room_id, room in rooms.items()}
        for room_id, room in rooms.items():
            wholes = tuple(other for other, parts in within.items() if room_id in parts)
            linked = (*within[room_id], *wholes)
            if linked != room.linked:
                self._save_room(replace(room, linked=linked))

    def _parts_of(self, room: HotelRoom, rooms: dict[str, HotelRoom]) -> tuple[str, ...]:
        """What a room is made of, nested parts included."""
        direct = [part for part in room.parts if part in rooms]
        nested = (inner for part in direct for inner in (part, *self._parts_of(rooms[part], rooms)))
        return tuple(dict.fromkeys(nested))


def _renamed(room_ids: tuple[str, ...], old_id: str, new_id: str) -> tuple[str, ...]:
    return tuple(new_id if room_id == old_id else room_id for room_id in room_ids)
