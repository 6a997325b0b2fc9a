"""What Cloudbeds sends, as read-only models. Each method's models are imported from their own module on first use."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .hotels import Hotel, HotelDetails
    from .housekeeping import ConditionChange, RoomStatus
    from .reservations import Guest, Reservation, ReservationDetails, ReservationWithRates, RoomStay
    from .rooms import Room, RoomBlock, RoomType
    from .subscriptions import NewSubscription, Subscription

__all__ = [
    "ConditionChange",
    "Guest",
    "Hotel",
    "HotelDetails",
    "NewSubscription",
    "Reservation",
    "ReservationDetails",
    "ReservationWithRates",
    "Room",
    "RoomBlock",
    "RoomStatus",
    "RoomStay",
    "RoomType",
    "Subscription",
]

_HOME = {
    "Hotel": "hotels",
    "HotelDetails": "hotels",
    "ConditionChange": "housekeeping",
    "RoomStatus": "housekeeping",
    "Guest": "reservations",
    "Reservation": "reservations",
    "ReservationDetails": "reservations",
    "ReservationWithRates": "reservations",
    "RoomStay": "reservations",
    "Room": "rooms",
    "RoomBlock": "rooms",
    "RoomType": "rooms",
    "NewSubscription": "subscriptions",
    "Subscription": "subscriptions",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)
