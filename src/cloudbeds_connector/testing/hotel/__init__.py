"""A hotel that speaks Cloudbeds' API: its front desk for tests, its oddities as switches, its faults on demand."""

from .api.server import ServedHotel
from .faults import Fault, Faults, Refusal, Stats, WebhookFaults
from .hotel import SimulatedHotel
from .observer import HotelObserver, SilentObserver
from .truth import (
    BlockType,
    Condition,
    FrontDeskError,
    HotelBlock,
    HotelReservation,
    HotelRoom,
    HotelRoomType,
    HotelSegment,
    ReservationNote,
    ReservationStatus,
    RoomStatus,
    Stay,
)
from .users import HotelUser
from .warts import WARTS, Profile, Wart, WartInfo

__all__ = [
    "WARTS",
    "BlockType",
    "Condition",
    "Fault",
    "Faults",
    "FrontDeskError",
    "HotelBlock",
    "HotelObserver",
    "HotelReservation",
    "HotelRoom",
    "HotelRoomType",
    "HotelSegment",
    "HotelUser",
    "Profile",
    "Refusal",
    "ReservationNote",
    "ReservationStatus",
    "RoomStatus",
    "ServedHotel",
    "SilentObserver",
    "SimulatedHotel",
    "Stats",
    "Stay",
    "Wart",
    "WartInfo",
    "WebhookFaults",
]
