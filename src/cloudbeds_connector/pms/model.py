"""The model of a hotel, with one vocabulary for Cloudbeds, Mews, OPERA Cloud and Apaleo.

Four things that hotel systems often mix are separate: housekeeping *condition*, *occupancy*, *blocks* and *service
flags*. The unit of work is the `Segment`, one party in one unit for one range of hotel days, not the reservation. Hotel
days are `date`s in the property's zone; instants are aware UTC `datetime`s. Ids are always strings: they may be
alphanumeric, and may look like ``601917-0``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from ..errors import ConfigurationError
from .hotel_time import load_zone

#: Used where nothing is known of a property's own times.
USUAL_CHECK_IN = time(15)
USUAL_CHECK_OUT = time(11)


class StayState(StrEnum):
    """The state of a segment. An unknown state of a hotel system becomes EXPECTED and keeps its raw word."""

    EXPECTED = "expected"
    IN_HOUSE = "in_house"
    DEPARTED = "departed"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class Condition(StrEnum):
    """Housekeeping condition. A room is ready if it is inspected, or clean where no inspection is required."""

    DIRTY = "dirty"
    CLEAN = "clean"
    INSPECTED = "inspected"
    UNKNOWN = "unknown"


def known_condition(condition: Condition) -> Condition:
    """The condition, for a connector that is to set it. `ConfigurationError` for UNKNOWN."""
    if condition is Condition.UNKNOWN:
        raise ConfigurationError(
            "A room cannot be set to an unknown condition.", next_action="Give DIRTY, CLEAN or INSPECTED."
        )
    return condition


class BlockKind(StrEnum):
    """Why a unit cannot be sold. OUT_OF_ORDER closes availability; OUT_OF_SERVICE does not."""

    OUT_OF_ORDER = "out_of_order"
    OUT_OF_SERVICE = "out_of_service"
    HOUSE_USE = "house_use"
    COURTESY_HOLD = "courtesy_hold"


class Entity(StrEnum):
    """The kind of object that a hint is about."""

    STAY = "stay"
    ROOM = "room"
    BLOCK = "block"
    GUEST = "guest"
    PROPERTY = "property"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Property:
    """A hotel. `id` is the host's id, `pms_property_id` the hotel system's; times are property-local.

    `night_audit_time` is the configured time of the night audit where it is known.
    """

    id: str
    name: str
    timezone: str
    check_in_time: time
    check_out_time: time
    pms_property_id: str = ""
    night_audit_time: time | None = None

    def __post_init__(self) -> None:
        load_zone(self.timezone)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The property's time zone."""
        return load_zone(self.timezone)


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedProperty:
    """A property as a listing shows it. `timezone` is the hotel system's own text, empty where it has none.

    Nothing is checked here: a sister hotel with an unreadable zone must not keep another one from being connected.
    """

    pms_property_id: str
    name: str
    timezone: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PropertyTimes:
    """A property's times (its wall times), as far as the hotel system has them."""

    check_in: time | None = None
    check_out: time | None = None
    night_audit: time | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomType:
    """A category of rooms that is sold as one."""

    id: str
    name: str
    short_name: str = ""
    virtual: bool = False
    private: bool = True
    max_guests: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """A unit: the physical room that is cleaned. In a dorm, a unit is a bed, and `dorm_name` groups the beds.

    `linked_room_ids` are related units (a suite and its components) if the hotel system shows them.
    """

    id: str
    name: str
    room_type_id: str
    room_type_name: str = ""
    virtual: bool = False
    private: bool = True
    dorm_name: str = ""
    linked_room_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Segment:
    """One party in one unit (`room_id`, None while unassigned) from `start_date` to `end_date`.

    `end_date` is the day of departure, not a night. `eta` is a property-local wall time without a date. The `actual_*`
    instants are None if the hotel system does not show them (Cloudbeds does not). `party_id` is the hotel system's
    opaque guest id, `raw_state` its own word for the state. `guests` is the number of people, None if unknown.
    `scheduled_end` is an agreed late check-out (UTC).
    """

    id: str
    reservation_id: str
    room_id: str | None
    room_type_id: str
    start_date: date
    end_date: date
    state: StayState
    raw_state: str = ""
    tentative: bool = False
    party_id: str = ""
    eta: time | None = None
    early_check_in: time | None = None
    vip: bool = False
    scheduled_start: datetime | None = None
    scheduled_end: datetime | None = None
    actual_start: datetime | None = None
    actual_end: datetime | None = None
    guests: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reservation:
    """A booking of one or many segments. `guest_name` is the only guest text, and may be None.

    `modified_at` is the hotel system's time of the last change (UTC); some changes may leave it as it was.
    `segments_shown` is False if the hotel system showed the booking without its rooms, which does not mean that it has
    none.
    """

    id: str
    state: StayState
    segments: tuple[Segment, ...]
    check_in: date
    check_out: date
    raw_state: str = ""
    guest_name: str | None = field(default=None, repr=False)
    party_id: str = ""
    created_at: datetime | None = None
    modified_at: datetime | None = None
    deleted: bool = False
    segments_shown: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomState:
    """A room's state at one look. `occupied` is None if the hotel system does not show it."""

    room_id: str
    condition: Condition
    occupied: bool | None
    raw_condition: str = ""
    blocked: bool = False
    do_not_disturb: bool = False
    refused_service: bool = False
    pickup: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomBlock:
    """One room of one block, from `start_date` to `end_date`.

    `end_inclusive` says whether `end_date` is blocked too; None if that is unknown, as with Cloudbeds.
    """

    id: str
    room_id: str
    kind: BlockKind
    raw_kind: str
    start_date: date
    end_date: date
    end_inclusive: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Hint:
    """A reason to look again: an event's name and ids only, never a status, a date or a guest's name.

    `event` is the hotel system's own name, `reported_at` the instant in the message. `key_text` tells this message from
    another of the same second (the raw text of the timestamp).
    """

    event: str
    entity: Entity
    pms_property_id: str | None = None
    reservation_id: str | None = None
    segment_id: str | None = None
    room_id: str | None = None
    reported_at: datetime | None = None
    key_text: str = ""
