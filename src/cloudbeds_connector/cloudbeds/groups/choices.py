"""Documented values of parameters. A parameter also takes any other text, because Cloudbeds may add values."""

from __future__ import annotations

from typing import Literal

RoomCondition = Literal["dirty", "clean", "inspected"]
ReservationStatus = Literal["not_confirmed", "confirmed", "canceled", "checked_in", "checked_out", "no_show"]
GuestStatus = Literal["in_house", "not_checked_in", "checked_out", "canceled"]
GuestOrder = Literal["modification", "creation"]
DatesOf = Literal["booking", "rooms"]
BlockKind = Literal["blocked_dates", "out_of_service", "courtesy_hold"]
AvailabilitySort = Literal["room_name", "hotel_name", "room_price", "hotel_stars"]
SortOrder = Literal["asc", "desc"]
ConnectionState = Literal["enabled", "disabled", "installing", "pending"]
ErrorEvent = Literal["create", "delete", "update", "sync"]
ErrorEntity = Literal["invoice", "transaction", "reservation"]
EventStatus = Literal["open", "completed"]
EventResult = Literal["success", "failure", "action_required", "warning"]
