"""Answers about the state of rooms, and about housekeepers."""

from __future__ import annotations

from typing import ClassVar

from .rows import Rows
from .wire import Day, Flag, Id, Moment, SecondVersionModel, Text, WireModel


class RoomStatus(WireModel):
    """A row of ``getHousekeepingStatus``: the current day only. `date` is when the condition last changed.

    `room_condition` is ``dirty``, ``clean`` or, where the property uses inspections, ``inspected`` (which the
    description of this answer leaves out). `frontdesk_status` is ``check-in``, ``check-out``, ``stayover``,
    ``turnover`` or ``unused``.
    """

    repr_field: ClassVar[str] = "room_id"
    vital: ClassVar[frozenset[str]] = frozenset({"room_condition"})

    room_id: Id
    room_name: Text = None
    room_type_id: Text = None
    room_type_name: Text = None
    date: Day = None
    room_condition: Text = None
    room_occupied: Flag = None
    room_blocked: Flag = None
    frontdesk_status: Text = None
    housekeeper_id: Text = None
    housekeeper: Text = None
    do_not_disturb: Flag = None
    refused_service: Flag = None
    vacant_pickup: Flag = None
    room_comments: Text = None


class ConditionChange(WireModel):
    """The answer of ``postHousekeepingStatus``: the room's state after it. Occupancy is not in it."""

    repr_field: ClassVar[str] = "room_id"

    room_id: Text = None
    date: Day = None
    room_condition: Text = None
    do_not_disturb: Flag = None
    refused_service: Flag = None
    vacant_pickup: Flag = None
    room_comments: Text = None


class Housekeeper(WireModel):
    """A row of ``getHousekeepers``."""

    repr_field: ClassVar[str] = "housekeeper_id"

    housekeeper_id: Id
    property_id: Text = None
    name: Text = None


class Inspection(SecondVersionModel):
    """A row of version 2's inspections: a room's state and note. `updated_date`'s zone is not documented."""

    repr_field: ClassVar[str] = "room_id"

    room_id: Id
    room_type_id: Text = None
    updated_date: Moment = None
    room_condition: Text = None
    room_occupied: Flag = None
    room_blocked: Flag = None
    frontdesk_status: Text = None
    housekeeper_id: Text = None
    do_not_disturb: Flag = None
    refused_service: Flag = None
    vacant_pickup: Flag = None
    room_note: Text = None


class InspectionPage(SecondVersionModel):
    """A page of version 2's inspections."""

    data: Rows[Inspection]
