"""Room types, rooms, beds and virtual rooms: adding, renaming, retyping and removing them.

A virtual room is linked with its parts, which may be virtual too (split inventory, Cloudbeds help center
18686720671515). Links are shown in both directions, nested ones included (OpenAPI description).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..quirks import Quirk
from ..state import Condition, FrontDeskError, HotelRoom, HotelRoomType
from .housekeeping import HousekeepingDesk


class RoomDesk(HousekeepingDesk):
    """The layer of the front desk that manages rooms."""

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
        """Add a room type; returns its id. With `private` False, its rooms are beds of a dorm."""
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

        `dorm_name` is the room that a bed is in. `linked` are the parts of a virtual room; a virtual room without
        parts is only a name (T97).
        """
        with self.lock:
            kind = self.room_type(room_type_id)
            if linked and not kind.virtual:
                raise FrontDeskError(f"{kind.name} is not virtual, so its rooms have no parts. Use a virtual type.")
            room = HotelRoom(
                id=self._room_id(room_type_id),
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
        """Change a room's number; its id stays (T117). No webhook is sent."""
        with self.lock:
            self._save_room(replace(self.room(room_id), name=name))
            self._name_changes += 1

    def remove_room(self, room_id: str) -> None:
        """Remove an empty room. Stays that have it keep it until they are assigned another.

        A virtual room must be removed before its parts.
        """
        with self.lock:
            room = self.room(room_id)
            whole = next((other for other in self.rooms() if room_id in other.parts), None)
            if whole is not None:
                raise FrontDeskError(f"Room {room.name} ({room_id}) is part of {whole.name}. Remove that first.")
            self._remove(room)
            self._relink()

    def retype_room(self, room_id: str, room_type_id: str) -> str:
        """Change a room's type; returns its new id, since ids begin with the id of the type (T118).

        Guests in house stay in it. Its stays and blocks get the new id without a webhook, because nobody moves.
        Cloudbeds itself un-assigns the stays, to be re-assigned by hand (help center 360053896793); here the desk has
        done that at once.
        """
        with self.lock:
            room = self.room(room_id)
            if self.virtual(room) is not self.room_type(room_type_id).virtual:
                raise FrontDeskError(
                    f"Room {room.name} ({room_id}) cannot change between virtual and real. Add a room."
                )
            new, now = replace(room, id=self._room_id(room_type_id), room_type_id=room_type_id), self.clock.now()
            visible_at = self._visible_at(room_id)  # one record with another id: no read shows both, or neither
            gone = replace(room, removed=True, occupied_by=None, also_in=())
            for one in (gone, new):
                self._rooms.put(one.id, one, visible_at=visible_at, now=now)
            self._observer.on_reissued(room_id, new.id, now)
            if self.virtual(new):
                self._observer.on_composed(new.id, self.units_of(new.id), now)
            self._follow_to(new.id, room_type_id, old_id=room_id)
            return new.id

    def sold_apart(self, room: HotelRoom) -> bool:
        """Whether a room is an ordinary one: not virtual, not a part of a virtual room, not a bed of a dorm."""
        return not (room.linked or room.dorm_name or self.virtual(room))

    # -- inside ----------------------------------------------------------------------------------------------------

    def _room_id(self, room_type_id: str) -> str:
        """A fresh id for a room of this type."""
        if Quirk.ROOM_IDS_WITH_TYPE_PREFIX not in self.quirks:
            return str(30_001 + len(self._rooms))
        return f"{room_type_id}-{sum(1 for room in self._rooms.all_current() if room.room_type_id == room_type_id)}"

    def _remove(self, room: HotelRoom) -> None:
        if room.occupied:
            raise FrontDeskError(f"Room {room.name} ({room.id}) is occupied by {room.occupied_by}.")
        self._save_room(replace(room, removed=True))

    def _follow_to(self, new_id: str, room_type_id: str, *, old_id: str) -> None:
        """Replace a room's old id by its new one in reservations, blocks and virtual rooms."""
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
        """Compute the links of every room again."""
        rooms = {room.id: room for room in self.rooms()}
        within = {room_id: self._parts_of(room, rooms) for room_id, room in rooms.items()}
        for room_id, room in rooms.items():
            wholes = tuple(other for other, parts in within.items() if room_id in parts)
            linked = (*within[room_id], *wholes)
            if linked != room.linked:
                self._save_room(replace(room, linked=linked))

    def _parts_of(self, room: HotelRoom, rooms: dict[str, HotelRoom]) -> tuple[str, ...]:
        """The parts of a room, nested ones included."""
        direct = [part for part in room.parts if part in rooms]
        nested = (inner for part in direct for inner in (part, *self._parts_of(rooms[part], rooms)))
        return tuple(dict.fromkeys(nested))


def _renamed(room_ids: tuple[str, ...], old_id: str, new_id: str) -> tuple[str, ...]:
    return tuple(new_id if room_id == old_id else room_id for room_id in room_ids)
