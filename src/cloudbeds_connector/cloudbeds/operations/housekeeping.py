"""The calls about the condition of rooms."""

from __future__ import annotations

from ..envelope import Envelope, data_in
from ..models.housekeeping import ConditionChange, RoomStatus
from ..models.wire import Rows
from ..operation import Listing, Operation, Verb, wire_params

_STATUSES = data_in(Envelope[Rows[RoomStatus]], lambda rows: rows)
_CHANGE = data_in(Envelope[ConditionChange], lambda change: change)


def list_statuses() -> Listing[RoomStatus]:
    """The state of every room today, 5,000 rooms a call."""
    return Listing(
        operation=Operation(method="getHousekeepingStatus", parse=_STATUSES),
        key=lambda row: row.room_id,
        page_size=5000,
        default_size=100,
    )


def set_status(
    room_id: str,
    *,
    condition: str,
    do_not_disturb: bool | None = None,
    refused_service: bool | None = None,
    vacant_pickup: bool | None = None,
    comments: str | None = None,
) -> Operation[ConditionChange]:
    """Set a room's condition. Naming it makes the call safe to repeat: without one, Cloudbeds toggles."""
    params = {
        "roomID": room_id,
        "roomCondition": condition,
        "doNotDisturb": do_not_disturb,
        "refusedService": refused_service,
        "vacantPickup": vacant_pickup,
        "roomComments": comments,
    }
    return Operation(method="postHousekeepingStatus", verb=Verb.POST, params=wire_params(params), parse=_CHANGE)
