"""The desk clerk and the housekeepers of a scripted day: which room a guest gets, and when it is clean.

Every choice is made from the hotel's state at that instant, and raises `Skipped` if the step is no longer possible.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from random import Random

from ..hotel.desk.stays import StayDesk
from ..hotel.state import Condition, FrontDeskError, HotelRoom, HotelSegment, RoomStatus

READY = frozenset({Condition.CLEAN, Condition.INSPECTED})
#: Housekeepers work from eight in the morning to seven in the evening.
LAST_CLEAN_HOUR, FIRST_CLEAN_HOUR = 19, 8
_LEFT_DIRTY, _INSPECTED = 0.08, 0.6

#: Adds a step to the script: its instant, its text, and its action.
AddStep = Callable[[datetime, str, Callable[[], object]], None]


class Skipped(FrontDeskError):
    """The step is no longer possible: the guest has left, the room is taken, no room is free."""


class DeskClerk:
    """Actions of the front desk that need a choice or several steps."""

    def __init__(self, hotel: StayDesk, *, seed: int, add_step: AddStep, housekeepers: bool) -> None:
        self.hotel = hotel
        self._seed = seed
        self._add_step = add_step
        self._housekeepers = housekeepers

    # -- look-ups --------------------------------------------------------------------------------------------------

    def number(self, room_id: str | None) -> str:
        """A room's number, for the text of a step."""
        return self.hotel.room(room_id).name if room_id else "no room"

    def free_rooms(self, *, ready: bool, room_type_id: str | None = None) -> list[HotelRoom]:
        """Vacant, unblocked rooms that no arrival of today has, in the order of their numbers.

        Without a type, only ordinary rooms: no beds, virtual rooms, or parts of virtual rooms.
        """
        today = self.hotel.today()
        taken = {segment.room_id for segment in self.hotel.arrivals(today)}
        return sorted(
            (
                room
                for room in self.hotel.rooms()
                if not room.occupied
                and not self.hotel.virtual(room)
                and (room_type_id is not None or self.hotel.sold_apart(room))
                and room.id not in taken
                and room_type_id in (None, room.room_type_id)
                and (room.condition in READY) is ready
                and not self._blocked(room.id)
            ),
            key=lambda room: natural(room.name),
        )

    def expected(self, segment_id: str) -> HotelSegment:
        """The segment, if its guest has not arrived yet; `Skipped` otherwise."""
        segment = self.hotel.segment(segment_id)
        if all(segment.id != known.id for known in self.hotel.arrivals(segment.start)):
            raise Skipped(f"{segment_id} is not expected any more.")
        return segment

    def staying(self, segment_id: str) -> HotelSegment:
        """The segment, if its guest is in house in a room; `Skipped` otherwise."""
        segment = self.hotel.segment(segment_id)
        if segment.status is not RoomStatus.IN_HOUSE or segment.room_id is None:
            raise Skipped(f"{segment_id} is not in house.")
        return segment

    # -- actions ---------------------------------------------------------------------------------------------------

    def check_out(self, segment_id: str, *, at: datetime) -> None:
        """Check the guest out, and schedule the cleaning."""
        room_id = self.staying(segment_id).room_id
        self.hotel.check_out(segment_id)
        self.schedule_cleaning(room_id, at=at)

    def move(self, segment_id: str, *, at: datetime) -> None:
        """Move the guest to a ready room, of the same type if there is one."""
        segment = self.staying(segment_id)
        room = self._best(segment)
        if room is None:
            raise Skipped("No ready room is free.")
        self.hotel.assign(segment_id, room.id)
        self.schedule_cleaning(segment.room_id, at=at)

    def move_back(self, segment_id: str, room_id: str, *, at: datetime) -> None:
        """Move the guest back to the room they moved out of."""
        there = self.staying(segment_id).room_id
        if there == room_id:
            raise Skipped("The guest is still in that room.")
        self.hotel.assign(segment_id, room_id)
        self.schedule_cleaning(there, at=at)

    def revert_check_in(self, segment_id: str, *, at: datetime) -> None:
        """Undo the check-in: the guest is expected again, and the room keeps its condition."""
        room_id = self.staying(segment_id).room_id
        self.hotel.revert_check_in(segment_id)
        self.schedule_cleaning(room_id, at=at)

    def arrive(self, segment_id: str, *, at: datetime, until: datetime) -> None:
        """Check the guest in to a ready room, their own or another; without one, try again in half an hour."""
        segment = self.expected(segment_id)
        own = self.hotel.room(segment.room_id) if segment.room_id else None
        if own is None or not self._can_have(own):
            own = self._best(segment)
            if own is not None:
                self.hotel.assign(segment_id, own.id)
        if own is not None:
            self.hotel.check_in(segment_id)
        elif at + timedelta(minutes=30) <= until:
            again = at + timedelta(minutes=30)
            self._add_step(again, f"{segment_id} asks again", partial(self.arrive, segment_id, at=again, until=until))
        else:
            raise Skipped("No ready room is free before the day ends.")

    # -- housekeeping ----------------------------------------------------------------------------------------------

    def schedule_cleaning(self, room_id: str | None, *, at: datetime) -> None:
        """Schedule the cleaning of a vacated room: a housekeeper starts 20 to 60 minutes later, in working hours."""
        if room_id is not None and self._housekeepers:
            for unit_id in self.hotel.units_of(room_id):
                self._send_housekeeper(unit_id, at=at)

    def _send_housekeeper(self, room_id: str, *, at: datetime) -> None:
        chance = self._chance("clean", room_id, at)
        done = at + timedelta(minutes=chance.uniform(20, 60) + chance.uniform(18, 32))
        local = self.hotel.local(done)
        if local.hour < FIRST_CLEAN_HOUR:
            done += timedelta(hours=FIRST_CLEAN_HOUR - local.hour)
        if self.hotel.local(done).hour >= LAST_CLEAN_HOUR or chance.random() < _LEFT_DIRTY:
            return
        self._add_step(done, f"housekeeping has cleaned {self.number(room_id)}", partial(self._clean, room_id))
        if chance.random() < _INSPECTED:
            inspected = done + timedelta(minutes=chance.uniform(8, 25))
            text = f"the supervisor has inspected {self.number(room_id)}"
            self._add_step(inspected, text, partial(self._inspect, room_id))

    def service(self, room_id: str) -> None:
        """Clean a stayover room."""
        if not self.hotel.room(room_id).occupied:
            raise Skipped("The guest has left the room.")
        for unit_id in self.hotel.units_of(room_id):
            self.hotel.set_condition(unit_id, Condition.CLEAN, by="housekeeper")

    def _clean(self, room_id: str) -> None:
        room = self.hotel.room(room_id)
        if room.occupied or room.condition is not Condition.DIRTY:
            raise Skipped("There is nothing to clean.")
        self.hotel.set_condition(room_id, Condition.CLEAN, by="housekeeper")

    def _inspect(self, room_id: str) -> None:
        room = self.hotel.room(room_id)
        if room.occupied or room.condition is not Condition.CLEAN:
            raise Skipped("There is nothing to inspect.")
        self.hotel.set_condition(room_id, Condition.INSPECTED, by="housekeeper")

    # -- inside ----------------------------------------------------------------------------------------------------

    def _best(self, segment: HotelSegment) -> HotelRoom | None:
        same = self.free_rooms(ready=True, room_type_id=segment.room_type_id)
        return next(iter(same or self.free_rooms(ready=True)), None)

    def _can_have(self, room: HotelRoom) -> bool:
        """Whether a room, or every part of it, is vacant, ready and not blocked."""
        units = [self.hotel.room(unit_id) for unit_id in self.hotel.units_of(room.id)]
        return all(not unit.occupied and unit.condition in READY and not self._blocked(unit.id) for unit in units)

    def _blocked(self, room_id: str) -> bool:
        return self.hotel.blocked(room_id, self.hotel.today(), self.hotel.blocks())

    def _chance(self, *what: object) -> Random:
        # seeded by its subject, so that a skipped step does not change the others
        return Random(":".join(str(part) for part in (self._seed, *what)))


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """A sort key for room numbers: 9 before 10, 101 before 101A."""
    return tuple((int(part or 0), word) for part, word in re.findall(r"(\d*)(\D*)", name))
