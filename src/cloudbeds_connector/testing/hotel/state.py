"""The state of a simulated hotel as frozen snapshots: rooms, reservations, blocks.

`SimulatedHotel.rooms()`, `reservations()` and `blocks()` return them. Hotel days are dates in the hotel's zone,
instants are aware UTC, ids are strings. Enum values are written as Cloudbeds writes them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from functools import cached_property


class Condition(StrEnum):
    """The housekeeping condition of a room (`roomCondition` of getHousekeepingStatus)."""

    DIRTY = "dirty"
    CLEAN = "clean"
    INSPECTED = "inspected"


class RoomStatus(StrEnum):
    """The state of one room of a reservation (`roomStatus`; two l in "cancelled", as in the OpenAPI description)."""

    NOT_CHECKED_IN = "not_checked_in"
    IN_HOUSE = "in_house"
    CHECKED_OUT = "checked_out"
    CANCELLED = "cancelled"


class ReservationStatus(StrEnum):
    """The state of a whole reservation (`status`; one l in "canceled")."""

    NOT_CONFIRMED = "not_confirmed"
    CONFIRMED = "confirmed"
    CANCELED = "canceled"
    CHECKED_IN = "checked_in"
    CHECKED_OUT = "checked_out"
    NO_SHOW = "no_show"


class BlockType(StrEnum):
    """Why rooms are blocked (`roomBlockType`)."""

    BLOCKED_DATES = "blocked_dates"
    OUT_OF_SERVICE = "out_of_service"
    COURTESY_HOLD = "courtesy_hold"


@dataclass(frozen=True, slots=True)
class SisterHotel:
    """Another property of the same account. `timezone` is what getHotels shows, which may be empty or no zone."""

    property_id: str
    name: str
    timezone: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HotelRoomType:
    """A category of rooms."""

    id: str
    name: str
    short_name: str
    max_guests: int = 2
    private: bool = True
    virtual: bool = False
    rate: int = 120


@dataclass(frozen=True, kw_only=True, slots=True)
class HotelRoom:
    """A room, or a bed of a dorm, and its state.

    `occupied_by` is the segment in it, the one that was checked in last if there are several; `also_in` are the others,
    whom nobody has checked out. `changed_on` is the day of its last change of condition. `parts` are the rooms
    of a virtual room, which may be virtual themselves. `linked` are all related rooms, nested ones included, in both
    directions: the parts of a suite, and the suites that a room is part of. A part is occupied by the segment that has
    the suite. The condition of a virtual room itself has no meaning. `housekeeper_id` is the assigned housekeeper.
    """

    id: str
    name: str
    room_type_id: str
    condition: Condition
    changed_on: date
    occupied_by: str | None = None
    also_in: tuple[str, ...] = ()
    dorm_name: str = ""
    parts: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    do_not_disturb: bool = False
    refused_service: bool = False
    vacant_pickup: bool = False
    comments: str = ""
    removed: bool = False
    housekeeper_id: str | None = None

    @property
    def occupied(self) -> bool:
        """Whether a guest is in house in it."""
        return self.occupied_by is not None

    @property
    def occupants(self) -> tuple[str, ...]:
        """Every segment in house in it, the one that was checked in last first."""
        return () if self.occupied_by is None else (self.occupied_by, *self.also_in)

    def with_occupant(self, segment_id: str) -> HotelRoom:
        """The room after this segment came in."""
        others = tuple(known for known in self.occupants if known != segment_id)
        return replace(self, occupied_by=segment_id, also_in=others)

    def without_occupant(self, segment_id: str) -> HotelRoom:
        """The room after this segment left."""
        others = tuple(known for known in self.occupants if known != segment_id)
        return replace(self, occupied_by=next(iter(others), None), also_in=others[1:])


@dataclass(frozen=True, kw_only=True, slots=True)
class HotelSegment:
    """One party in one room from `start` to `end` (the day of departure): a sub-reservation.

    `modified_at` is when the record of its guest was last modified. `history` is the list of its states, each with the
    instant at which it began.
    """

    id: str
    reservation_id: str
    reservation_room_id: str
    room_type_id: str
    start: date
    end: date
    guest_id: str
    room_id: str | None = None
    adults: int = 2
    children: int = 0
    rate: int = 120
    status: RoomStatus = RoomStatus.NOT_CHECKED_IN
    checked_out_on: date | None = None
    modified_at: datetime | None = None
    history: tuple[tuple[RoomStatus, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class ReservationNote:
    """A note on a reservation (getReservationNotes). `user_name` is the member of staff who wrote it."""

    id: str
    text: str
    written_at: datetime
    user_name: str
    modified_at: datetime | None = None


# no slots: cached properties, which every read uses, need a __dict__
@dataclass(frozen=True, kw_only=True)
class HotelReservation:
    """A booking of one or many segments.

    `eta` is a wall time of the hotel. `modified_at` is not changed by silent modifications (see `Quirk`).
    `custom_fields` are names and values of the hotel's own fields, in the order of writing.
    """

    id: str
    status: ReservationStatus
    guest_id: str
    guest_name: str
    segments: tuple[HotelSegment, ...]
    created_at: datetime
    modified_at: datetime
    cancelled_at: datetime | None = None
    eta: time | None = None
    deleted: bool = False
    notes: tuple[ReservationNote, ...] = ()
    custom_fields: tuple[tuple[str, str], ...] = ()

    @cached_property
    def live(self) -> tuple[HotelSegment, ...]:
        """The segments that were not cancelled."""
        return tuple(segment for segment in self.segments if segment.status is not RoomStatus.CANCELLED)

    @cached_property
    def start(self) -> date:
        """The first arrival day."""
        return min(segment.start for segment in self.live or self.segments)

    @cached_property
    def end(self) -> date:
        """The last departure day."""
        return max(segment.end for segment in self.live or self.segments)


@dataclass(frozen=True, kw_only=True, slots=True)
class HotelBlock:
    """Rooms that cannot be sold from `start` to `end`, the last blocked night.

    `added` are those of `room_ids` that were not requested but are linked with a requested room (split inventory).
    `expires_at` (UTC) is when a courtesy hold ends by itself.
    """

    id: str
    kind: BlockType
    room_ids: tuple[str, ...]
    start: date
    end: date
    reason: str = ""
    removed: bool = False
    added: tuple[str, ...] = ()
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay to book with `SimulatedHotel.book`: one room, or one of a type, from `start` to `end`.

    A stay that ends on the day it starts is a day use. Cloudbeds sells nights only and accepts no such booking (help
    center 360046894854); its hotels place a courtesy hold instead, see `SimulatedHotel.hold`. The simulated hotel
    accepts it, so that the rules for other hotel systems can be tested.
    """

    room_type_id: str
    start: date
    end: date
    room_id: str | None = None
    adults: int = 2
    children: int = 0


class FrontDeskError(ValueError):
    """The front desk cannot do this: the room is taken, the guest is not in house, no such reservation, ..."""
