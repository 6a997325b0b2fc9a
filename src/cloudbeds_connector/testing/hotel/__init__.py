"""A simulated hotel that serves Cloudbeds' API: its front desk, its quirks as switches, and faults to inject."""

from .api.server import ServedHotel
from .desk.front_desk import AppError, IntegrationEvent
from .faults import Fault, Faults, Refusal, Stats, WebhookFaults
from .hotel import SimulatedHotel
from .oauth import OAuth
from .observer import HotelObserver, SilentObserver
from .quirks import QUIRKS, Profile, Quirk, QuirkInfo
from .spoilage import Spoilage, Spoilt, draw_spoilage
from .state import (
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
    SisterHotel,
    Stay,
)
from .users import HotelUser, Housekeeper

__all__ = [
    "QUIRKS",
    "AppError",
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
    "Housekeeper",
    "IntegrationEvent",
    "OAuth",
    "Profile",
    "Quirk",
    "QuirkInfo",
    "Refusal",
    "ReservationNote",
    "ReservationStatus",
    "RoomStatus",
    "ServedHotel",
    "SilentObserver",
    "SimulatedHotel",
    "SisterHotel",
    "Spoilage",
    "Spoilt",
    "Stats",
    "Stay",
    "WebhookFaults",
    "draw_spoilage",
]
