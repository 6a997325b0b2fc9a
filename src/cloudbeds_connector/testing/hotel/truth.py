"""Decides what a simulated hotel consists of: frozen snapshots of its truth, in Cloudbeds' words.

These are what `SimulatedHotel.rooms()` and its like return, and what the hotel keeps as versions. Hotel days are
dates in the hotel's zone, instants aware UTC, ids strings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import cached_property


class Condition(StrEnum):
    """Housekeeping condition, as getHousekeepingStatus says it."""

    DIRTY = "dirty"
    CLEAN = "clean"
    INSPECTED = "inspected"


class RoomStatus(StrEnum):
    """Where one room of a reservation stands (`roomStatus`; two l in "cancelled", as in the official description)."""

    NOT_CHECKED_IN = "not_checked_in"
    IN_HOUSE = "in_house"
    CHECKED_OUT = "checked_out"
    CANCELLED = "cancelled"


class ReservationStatus(StrEnum):
    """Where a whole reservation stands (`status`; one l in "canceled")."""

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
    """A room (or a dorm's bed) and its state. `occupied_by` is the segment in it; `changed_on` its condition's day.

    `parts` are the rooms that a virtual room is made of, which may be virtual themselves. `linked` are all related
    rooms, nested ones included, in both directions: what a suite is made of, and the suites that a room is part of.
    A part is occupied by the segment that has the suite. The state of a virtual room itself means nothing.
    `housekeeper_id` is who shall clean it.
    """

    id: str
    name: str
    room_type_id: str
    condition: Condition
    changed_on: date
    occupied_by: str | None = None
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
        """Whether somebody is in house in it."""
        return self.occupied_by is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class HotelSegment:
    """One party in one room from `start` to `end` (the day of departure): a sub-reservation.

    `modified_at` is when its guest's record was modified: at check-in and check-out among others. `history` are the
    states it was in, each with the instant since which it was.
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
    """A note on a reservation, as getReservationNotes tells it. `user_name` is who of the staff wrote it."""

    id: str
    text: str
    written_at: datetime
    user_name: str
    modified_at: datetime | None = None


# no slots: a snapshot keeps what was worked out from it, which every read asks for
@dataclass(frozen=True, kw_only=True)
class HotelReservation:
    """A booking of one or many segments. `eta` is a wall time of the hotel; `modified_at` may miss a change.

    `custom_fields` are names and values that the hotel gave a meaning to, in the order of writing.
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

    `added` are those of `room_ids` that nobody asked for: split inventory blocks what a room is linked with. A courtesy
    hold that ends by itself does so at `expires_at` (UTC).
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
    """What `SimulatedHotel.book` is asked for: one room (or one of its type) from `start` to `end`.

    One that ends on the day it starts is a day use. Cloudbeds sells nights and takes no such booking (help center
    360046894854): its hotels place a courtesy hold, see `SimulatedHotel.hold`. That a day use is accepted here is this
    hotel's own, so that rules which are not Cloudbeds' alone can be played.
    """

    room_type_id: str
    start: date
    end: date
    room_id: str | None = None
    adults: int = 2
    children: int = 0


class FrontDeskError(ValueError):
    """The front desk cannot do this: the room is taken, the guest is not in house, no such reservation, ..."""
