"""What Cloudbeds tells about the state of rooms."""

from __future__ import annotations

from typing import ClassVar

from .wire import Day, Flag, Id, Text, WireModel


class RoomStatus(WireModel):
    """A row of ``getHousekeepingStatus``: the current day only. `date` is when the condition last changed.

    `room_condition` is ``dirty``, ``clean`` or, where the property uses inspections, ``inspected`` (which the
    description of this answer leaves out). `frontdesk_status` is ``check-in``, ``check-out``, ``stayover``,
    ``turnover`` or ``unused``.
    """

    shown: ClassVar[str] = "room_id"

    room_id: Id
    room_name: Text = None
    room_type_id: Text = None
    date: Day = None
    room_condition: Text = None
    room_occupied: Flag = None
    room_blocked: Flag = None
    frontdesk_status: Text = None
    housekeeper_id: Text = None
    do_not_disturb: Flag = None
    refused_service: Flag = None
    vacant_pickup: Flag = None


class ConditionChange(WireModel):
    """The answer of ``postHousekeepingStatus``: what the room's state is now. Occupancy is not told."""

    shown: ClassVar[str] = "room_id"

    room_id: Text = None
    date: Day = None
    room_condition: Text = None
    do_not_disturb: Flag = None
    refused_service: Flag = None
    vacant_pickup: Flag = None
