"""What Cloudbeds sends, as read-only models. Each method's models are imported from their own module on first use."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .app import ApiAddress, AppSettings, AppState, Metadata, ReportedError
    from .guests import GuestByStatus, GuestDetails, GuestNote, ListedGuest, RoomGuest
    from .hotels import Address, Currency, CustomField, Dashboard, Hotel, HotelDetails, Policy
    from .housekeeping import ConditionChange, Housekeeper, Inspection, InspectionPage, RoomStatus
    from .integration_events import IntegrationEvent, IntegrationEventPage
    from .notes import NewNote, ReservationNote
    from .reservation_details import Assignment, Cancellation, ReservationDetails
    from .reservations import Balance, Reservation, ReservationWithRates
    from .room_blocks import BlockedRoom, PropertyBlocks, RoomBlock, SavedBlock
    from .room_types import AvailableRoomType, FreeRoom, PropertyAvailability, RoomType
    from .rooms import LinkedTypes, PropertyRooms, Room
    from .rows import KeyedRows, row_keys
    from .stay_guests import CustomFieldValue, Guest
    from .stays import DailyRate, GuestRoom, RoomStay, RoomStayDetails, StayGuest
    from .subscriptions import (
        AuthHeader,
        NewSubscription,
        SubscribedEvent,
        Subscription,
        SubscriptionData,
        SubscriptionParty,
    )
    from .users import Role, User, UserInfo

__all__ = [
    "Address",
    "ApiAddress",
    "AppSettings",
    "AppState",
    "Assignment",
    "AuthHeader",
    "AvailableRoomType",
    "Balance",
    "BlockedRoom",
    "Cancellation",
    "ConditionChange",
    "Currency",
    "CustomField",
    "CustomFieldValue",
    "DailyRate",
    "Dashboard",
    "FreeRoom",
    "Guest",
    "GuestByStatus",
    "GuestDetails",
    "GuestNote",
    "GuestRoom",
    "Hotel",
    "HotelDetails",
    "Housekeeper",
    "Inspection",
    "InspectionPage",
    "IntegrationEvent",
    "IntegrationEventPage",
    "KeyedRows",
    "LinkedTypes",
    "ListedGuest",
    "Metadata",
    "NewNote",
    "NewSubscription",
    "Policy",
    "PropertyAvailability",
    "PropertyBlocks",
    "PropertyRooms",
    "ReportedError",
    "Reservation",
    "ReservationDetails",
    "ReservationNote",
    "ReservationWithRates",
    "Role",
    "Room",
    "RoomBlock",
    "RoomGuest",
    "RoomStatus",
    "RoomStay",
    "RoomStayDetails",
    "RoomType",
    "SavedBlock",
    "StayGuest",
    "SubscribedEvent",
    "Subscription",
    "SubscriptionData",
    "SubscriptionParty",
    "User",
    "UserInfo",
    "row_keys",
]

_HOME = {
    "app": "ApiAddress AppSettings AppState Metadata ReportedError",
    "guests": "GuestByStatus GuestDetails GuestNote ListedGuest RoomGuest",
    "stay_guests": "CustomFieldValue Guest",
    "hotels": "Address Currency CustomField Dashboard Hotel HotelDetails Policy",
    "housekeeping": "ConditionChange Housekeeper Inspection InspectionPage RoomStatus",
    "integration_events": "IntegrationEvent IntegrationEventPage",
    "notes": "NewNote ReservationNote",
    "reservation_details": "Assignment Cancellation ReservationDetails",
    "reservations": "Balance Reservation ReservationWithRates",
    "room_blocks": "BlockedRoom PropertyBlocks RoomBlock SavedBlock",
    "room_types": "AvailableRoomType FreeRoom PropertyAvailability RoomType",
    "rooms": "LinkedTypes PropertyRooms Room",
    "rows": "KeyedRows row_keys",
    "stays": "DailyRate GuestRoom RoomStay RoomStayDetails StayGuest",
    "subscriptions": "AuthHeader NewSubscription SubscribedEvent Subscription SubscriptionData SubscriptionParty",
    "users": "Role User UserInfo",
}
_MODULES = {name: module for module, names in _HOME.items() for name in names.split()}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_MODULES[name]}", __name__), name)
