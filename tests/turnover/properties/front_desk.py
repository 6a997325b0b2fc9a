"""What guests and the desk do, in a hotel that has one of everything.

Nothing here has to make sense: two parties are in one room, a booking is cancelled after its guest left. Hotels do
all of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from cloudbeds_connector.pms.hotel_time import business_date
from cloudbeds_connector.pms.model import Condition, Segment, StayState
from cloudbeds_connector.turnover import TurnoverPolicy

from .chance import Chance
from .house_of_all_kinds import NOW, PHYSICAL, SOLD, TYPES
from .observer import HotelObserver, Shown

GONE = (StayState.DEPARTED, StayState.CANCELLED, StayState.NO_SHOW)


@dataclass
class FrontDesk:
    """The hotel and its guests. `guests` and `rooms` are the truth, `observer` has what looks have shown of it."""

    chance: Chance
    policy: TurnoverPolicy
    observer: HotelObserver
    now: datetime = NOW
    guests: dict[str, Segment] = field(default_factory=dict)
    rooms: dict[str, Shown] = field(default_factory=lambda: {unit_id: Shown() for unit_id in PHYSICAL})
    number: int = 0

    @property
    def today(self) -> date:
        hotel = self.observer.view.property
        return business_date(self.now, hotel.night_audit_time or self.policy.day_rollover, hotel.zone)

    # -- guests

    def book(self, state: StayState = StayState.EXPECTED) -> Segment:
        self.number += 1
        chance, start = self.chance, self.today + timedelta(days=self.chance.number(-1, 1))
        if state is not StayState.EXPECTED:
            start -= timedelta(days=2)
        guest = Segment(
            id=f"S{self.number}",
            reservation_id=f"R{max(1, self.number - chance.one((0, 0, 1)))}",
            room_id=chance.one((self._some_room(), self._some_room(), self._some_room(), None)),
            room_type_id=chance.one(TYPES),
            start_date=start,
            end_date=start + timedelta(days=chance.one((1, 2, 0, 4))),
            state=state,
            tentative=chance.one((False, False, True)),
            party_id=chance.one(("", "P1", f"P{self.number}")),
            eta=chance.one((None, None, time(1, 30), time(12), time(22))),
            early_check_in=chance.one((None, None, time(11))),
            vip=chance.one((False, False, True)),
            scheduled_start=chance.one((None, self.now + timedelta(hours=3))),
            scheduled_end=chance.one((None, None, self.now + timedelta(hours=5))),
        )
        return self.set_guest(guest)

    def somebody(self, *states: StayState) -> Segment | None:
        known = [guest for guest in self.guests.values() if not states or guest.state in states]
        return self.chance.one(known) if known else None

    def set_guest(self, guest: Segment, **changes: Any) -> Segment:
        self.guests[guest.id] = replace(guest, **changes)
        return self.guests[guest.id]

    def guest_arrives(self) -> None:
        guest = self.somebody(StayState.EXPECTED)
        if guest is not None:
            guest = self.set_guest(guest, state=StayState.IN_HOUSE)
            self._enter(guest.room_id)

    def walk_in(self) -> None:
        self._enter(self.book(StayState.IN_HOUSE).room_id)

    def guest_leaves(self) -> None:
        guest = self.somebody(StayState.IN_HOUSE)
        if guest is not None:
            self.set_guest(guest, state=StayState.DEPARTED)
            self._leave(guest.room_id)

    def guest_changes(self) -> None:
        """Another room, none, other days, another state: whatever a desk can click."""
        guest = self.somebody()
        if guest is None:
            return
        changes = (
            {"room_id": self.chance.one((self._some_room(), self._some_room(), None))},
            {"state": self.chance.one(tuple(StayState))},
            {"start_date": guest.start_date + timedelta(days=1), "end_date": guest.end_date + timedelta(days=1)},
            {"end_date": guest.end_date + timedelta(days=1)},
            {"end_date": max(guest.start_date, guest.end_date - timedelta(days=1))},
            {"eta": self.chance.one((None, time(0, 30), time(10), time(18)))},
            {"early_check_in": self.chance.one((None, time(10)))},
            {"vip": not guest.vip},
        )
        after = self.set_guest(guest, **self.chance.one(changes))
        if guest.state is StayState.IN_HOUSE and (after.state, after.room_id) != (guest.state, guest.room_id):
            self._leave(guest.room_id)
        if after.state is StayState.IN_HOUSE and (after.state, after.room_id) != (guest.state, guest.room_id):
            self._enter(after.room_id)

    def guest_is_back(self) -> None:
        guest = self.somebody(*GONE)
        if guest is not None:
            self.set_guest(guest, state=StayState.IN_HOUSE)
            self._enter(guest.room_id)

    def guests_swap_rooms(self) -> None:
        one, other = self.somebody(StayState.IN_HOUSE), self.somebody(StayState.IN_HOUSE)
        if one is not None and other is not None and one.room_id != other.room_id:
            self.set_guest(one, room_id=other.room_id)
            self.set_guest(other, room_id=one.room_id)

    def stay_goes_on(self) -> None:
        """The same party has another stay from the day this one ends: here as an extension, elsewhere as a move."""
        guest = self.somebody(StayState.IN_HOUSE)
        if guest is None:
            return
        self.number += 1
        end = max(guest.start_date, self.today)
        self.set_guest(guest, end_date=end)
        state = self.chance.one((StayState.EXPECTED, StayState.IN_HOUSE))
        room_id = self.chance.one((guest.room_id, self._some_room()))
        later = replace(guest, id=f"S{self.number}", room_id=room_id, start_date=end, end_date=end + timedelta(days=2))
        self.set_guest(later, state=state)
        if state is StayState.IN_HOUSE:
            self.set_guest(self.guests[guest.id], state=StayState.DEPARTED)
            self._leave(guest.room_id)
            self._enter(room_id)

    def booking_is_deleted(self) -> None:
        guest = self.somebody()
        if guest is not None:
            self.observer.view = replace(
                self.observer.view, deleted=self.observer.view.deleted | {guest.reservation_id}
            )

    def _units(self, room_id: str | None) -> tuple[str, ...]:
        """The units that a room stands for, by the ids that they have now."""
        if room_id is None or room_id in ("ghost", "dorm"):
            return ()
        stands_for = ("201", "202") if room_id == "suite" else (room_id,)
        return tuple(self.observer.view.reissued.get(unit_id, unit_id) for unit_id in stands_for)

    def _some_room(self) -> str:
        return self._now_called(self.chance.one(SOLD))

    def _now_called(self, room_id: str) -> str:
        return self.observer.view.reissued.get(room_id, room_id)

    def _enter(self, room_id: str | None) -> None:
        for unit_id in self._units(room_id):
            condition = self.chance.one((Condition.DIRTY, self.rooms[unit_id].condition))
            self.rooms[unit_id] = replace(self.rooms[unit_id], occupied=True, condition=condition)

    def _leave(self, room_id: str | None) -> None:
        for unit_id in self._units(room_id):
            in_house = (guest for guest in self.guests.values() if guest.state is StayState.IN_HOUSE)
            others = [guest for guest in in_house if unit_id in self._units(guest.room_id)]
            condition = self.chance.one((Condition.DIRTY, Condition.DIRTY, self.rooms[unit_id].condition))
            self.rooms[unit_id] = replace(self.rooms[unit_id], occupied=bool(others), condition=condition)
