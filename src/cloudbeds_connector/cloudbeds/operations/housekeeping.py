"""The calls about the condition of rooms and those who clean them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import ConfigurationError
from ...http.paging import Check
from .. import models
from ..envelope import Envelope, acknowledgement, data_in, document
from ..models.rows import Rows
from ..operation import OFFSETS, Endpoint, Listing, Operation, Scope, Verb, wire_params
from . import checks
from .chosen import joined, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..models.housekeeping import ConditionChange, Housekeeper, Inspection, RoomStatus
    from .words import RoomCondition

GET_STATUSES = Endpoint(name="getHousekeepingStatus", permission="read:housekeeping", used_as="housekeeping.list")
SET_STATUS = Endpoint(
    name="postHousekeepingStatus", verb=Verb.POST, permission="write:housekeeping", used_as="housekeeping.set_status"
)
GET_HOUSEKEEPERS = Endpoint(name="getHousekeepers", permission="read:housekeeping", used_as="housekeeping.housekeepers")
ASSIGN = Endpoint(
    name="postHousekeepingAssignment", verb=Verb.POST, permission="write:housekeeping", used_as="housekeeping.assign"
)
GET_INSPECTIONS = Endpoint(
    name="housekeeping/inspections",
    path="/housekeeping/v1/inspections/{property_id}",
    scope=Scope.NONE,
    permission="read:housekeeping",
    used_as="housekeeping.inspections",
)

#: What a room's condition can be set to.
CONDITIONS = ("dirty", "clean", "inspected")
#: Cloudbeds' id for "no housekeeper".
NOBODY = "0"
#: What a room that was asked for by its condition cannot be. A clean room may be an inspected one.
_NOT = {"clean": ("dirty",), "dirty": ("clean", "inspected"), "inspected": ("dirty", "clean")}

_STATUSES = data_in(lambda: Envelope[Rows[models.RoomStatus]])
_CHANGE = data_in(lambda: Envelope[models.ConditionChange])
_HOUSEKEEPERS = data_in(lambda: Envelope[Rows[models.Housekeeper]])
_INSPECTIONS = document(lambda: models.InspectionPage, lambda page: page.data)


def list_statuses(
    *,
    room_ids: Sequence[str] | None = None,
    room_type_ids: Sequence[str] | None = None,
    housekeeper_ids: Sequence[str | None] | None = None,
    condition: RoomCondition | str | None = None,
    occupied: bool | None = None,
) -> Listing[RoomStatus]:
    """The state of every room today, or of those that fit, 5,000 rooms a call. Housekeeper None is "nobody"."""
    asked = listed("housekeeper_ids", housekeeper_ids)
    keepers = None if asked is None else [NOBODY if each is None else each for each in asked]
    params = {
        "roomIDs": joined("room_ids", room_ids),
        "roomTypeIDs": joined("room_type_ids", room_type_ids),
        "housekeeperIDs": joined("housekeeper_ids", keepers),
        "roomCondition": condition,
        "roomOccupied": occupied,
    }
    seen: tuple[Check[RoomStatus], ...] = checks.every(
        checks.ids("roomIDs", room_ids, lambda row: row.room_id),
        checks.ids("roomTypeIDs", room_type_ids, lambda row: row.room_type_id),
        checks.words("housekeeperIDs", keepers, lambda row: row.housekeeper_id),
        checks.not_words("roomCondition", _NOT.get((condition or "").lower(), ()), lambda row: row.room_condition),
        checks.flag("roomOccupied", occupied, lambda row: row.room_occupied),
    )
    return Listing(
        call=Operation(endpoint=GET_STATUSES, parse=_STATUSES, params=wire_params(params)),
        key=lambda row: row.room_id,
        page_size=5000,
        default_size=100,
        checks=seen,
    )


def set_status(
    room_id: str,
    *,
    condition: RoomCondition | str,
    do_not_disturb: bool | None = None,
    refused_service: bool | None = None,
    vacant_pickup: bool | None = None,
    comments: str | None = None,
) -> Operation[ConditionChange]:
    """Set a room's condition. Naming it makes the call safe to repeat: without one, Cloudbeds toggles."""
    word = condition.strip().lower()
    if word not in CONDITIONS:
        raise ConfigurationError(
            "That is no condition of a room; without one, Cloudbeds switches the room to the other one.",
            next_action="Give 'dirty', 'clean' or 'inspected'.",
        )
    params = {
        "roomID": room_id,
        "roomCondition": word,
        "doNotDisturb": do_not_disturb,
        "refusedService": refused_service,
        "vacantPickup": vacant_pickup,
        "roomComments": comments,
    }
    return Operation(endpoint=SET_STATUS, params=wire_params(params), parse=_CHANGE)


def list_housekeepers() -> Listing[Housekeeper]:
    """Everyone who cleans."""
    return Listing(
        call=Operation(endpoint=GET_HOUSEKEEPERS, parse=_HOUSEKEEPERS),
        key=lambda row: f"{row.property_id}/{row.housekeeper_id}",
        page_size=1000,
        default_size=100,
    )


def assign(room_ids: Sequence[str], *, housekeeper_id: str | None) -> Operation[None]:
    """Give rooms to a housekeeper, or (None) to nobody. Doing so again changes nothing."""
    rooms = joined("room_ids", room_ids)
    params = {"roomIDs": rooms, "housekeeperID": NOBODY if housekeeper_id is None else housekeeper_id}
    return Operation(endpoint=ASSIGN, params=wire_params(params), parse=acknowledgement)


def list_inspections(property_id: str | None, *, filters: str | None = None) -> Listing[Inspection]:
    """The rooms of a property with their notes, by version 2."""
    if property_id is None:
        raise ConfigurationError("The method needs a property.", next_action="Give property_id here or to the client.")
    return Listing(
        call=Operation(
            endpoint=GET_INSPECTIONS,
            parse=_INSPECTIONS,
            params=wire_params({"filters": filters}),
            places={"property_id": property_id},
        ),
        key=lambda row: row.room_id,
        page_size=500,
        default_size=100,
        paging=OFFSETS,
    )
