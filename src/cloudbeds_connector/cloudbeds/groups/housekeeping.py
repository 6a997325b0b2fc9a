"""Calls about the condition of rooms and about housekeepers: ``client.housekeeping``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, TypedDict, Unpack

from ...errors import ConfigurationError
from ...http.paging import Check
from ..envelope import Envelope, acknowledgement, data_in, document, listed
from ..models.housekeeping import ConditionChange, Housekeeper, Inspection, InspectionPage, RoomStatus
from ..models.rows import Rows
from ..operation import OFFSETS, Endpoint, Listing, Operation, Scope, Verb, wire_params
from . import checks
from .choices import RoomCondition
from .filters import NOBODY, Param, joined
from .group import C, Group, Listings, call, rows

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

#: The conditions that a room can be set to.
CONDITIONS = ("dirty", "clean", "inspected")
#: The conditions that rows cannot have where a condition is the filter. A clean room may be an inspected one.
_EXCLUDED = {"clean": ("dirty",), "dirty": ("clean", "inspected"), "inspected": ("dirty", "clean")}

_STATUSES = listed(data_in(lambda: Envelope[Rows[RoomStatus]]), lambda: RoomStatus, kind="room_state")
_CHANGE = data_in(lambda: Envelope[ConditionChange])
_HOUSEKEEPERS = listed(data_in(lambda: Envelope[Rows[Housekeeper]]), lambda: Housekeeper, kind="housekeeper")
_INSPECTIONS = listed(
    document(lambda: InspectionPage, lambda page: page.data), lambda: Inspection, kind="room_state", enveloped=False
)


class RoomStatusFilters(TypedDict, total=False):
    """Filters of `Housekeeping.list`. An empty list has no rows and makes no call; None is no filter."""

    room_ids: Annotated[Sequence[str] | None, Param("roomIDs", kind="one_of")]
    """These rooms. Needs an account on which Cloudbeds offers it (their Python SDK has it since 1.19). A room that does
    not exist is left out; an id that is not ``{room type}-{index}`` is refused with `BadRequestError`.
    """
    room_type_ids: Annotated[Sequence[str] | None, Param("roomTypeIDs", kind="one_of")]
    """Rooms of these types."""
    housekeeper_ids: Annotated[Sequence[str | None] | None, Param("housekeeperIDs", kind="one_of", none=NOBODY)]
    """Rooms of these housekeepers; None in the list is for rooms that nobody is assigned to."""
    condition: Annotated[RoomCondition | str | None, Param("roomCondition")]
    """Rooms that are ``dirty``, ``clean`` or ``inspected``."""
    occupied: Annotated[bool | None, Param("roomOccupied")]
    """Rooms that are occupied, or (False) that are not."""


class Housekeeping(Group[C]):
    """The condition of rooms. Scopes ``read:housekeeping`` and ``write:housekeeping``."""

    @rows
    def list(self, **filters: Unpack[RoomStatusFilters]) -> Listings[RoomStatus]:
        """The state of every room today, or of those that fit every filter; 5,000 rooms a call."""
        return self._list(
            GET_STATUSES,
            _STATUSES,
            RoomStatusFilters,
            filters,
            key=lambda row: row.room_id,
            checks=_checks,
            page_size=5000,
            default_size=100,
        )

    @call
    def set_status(
        self,
        room_id: str,
        *,
        condition: RoomCondition | str,
        do_not_disturb: bool | None = None,
        refused_service: bool | None = None,
        vacant_pickup: bool | None = None,
        comments: str | None = None,
    ) -> Operation[ConditionChange]:
        """Set a room to ``dirty``, ``clean`` or ``inspected`` (the last only where the property uses it).

        The condition is required: without one Cloudbeds switches the room to the other condition, so a repeated
        call would undo the first. `ConfigurationError` for another condition. There is no compare-and-set: a later call
        wins.
        """
        word = condition.strip().lower()
        if word not in CONDITIONS:
            raise ConfigurationError(
                "The condition is unknown; without one, Cloudbeds switches the room to the other condition.",
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

    @rows
    def housekeepers(self) -> Listings[Housekeeper]:
        """Every housekeeper."""
        operation = Operation(endpoint=GET_HOUSEKEEPERS, parse=_HOUSEKEEPERS)
        return (Listing(call=operation, key=_housekeeper_key, page_size=1000, default_size=100),)

    @call
    def assign(self, room_ids: Sequence[str], *, housekeeper_id: str | None) -> Operation[None]:
        """Assign rooms to a housekeeper; None ends their assignment. Assigning again changes nothing."""
        rooms = joined("room_ids", room_ids)
        if not rooms:
            raise ConfigurationError(
                "The list of rooms to assign is empty.", next_action="Give at least one room id, or make no call."
            )
        params = {"roomIDs": rooms, "housekeeperID": NOBODY if housekeeper_id is None else housekeeper_id}
        return Operation(endpoint=ASSIGN, params=params, parse=acknowledgement)

    @rows
    def inspections(self, property_id: str | None = None, *, filters: str | None = None) -> Listings[Inspection]:
        """The state of every room of a property (the client's by default) with its note, by version 2 of the API.

        `filters` is version 2's text, such as ``roomCondition:equals:dirty;roomBlocked:false``.
        """
        property_id = property_id or self._client.property_id
        if property_id is None:
            raise ConfigurationError(
                "housekeeping.inspections needs a property.", next_action="Give property_id here or to the client."
            )
        operation = Operation(
            endpoint=GET_INSPECTIONS,
            parse=_INSPECTIONS,
            params=wire_params({"filters": filters}),
            places={"property_id": property_id},
        )
        return (Listing(call=operation, key=_room_key, page_size=500, default_size=100, paging=OFFSETS),)


def _housekeeper_key(row: Housekeeper) -> str:
    return f"{row.property_id}/{row.housekeeper_id}"


def _room_key(row: Inspection) -> str:
    return row.room_id


def _checks(filters: RoomStatusFilters) -> Iterable[Check[RoomStatus]]:
    housekeepers = [NOBODY if each is None else each for each in filters.get("housekeeper_ids") or ()]
    excluded = _EXCLUDED.get((filters.get("condition") or "").lower(), ())
    return checks.every(
        checks.ids("roomIDs", filters.get("room_ids"), lambda row: row.room_id),
        checks.ids("roomTypeIDs", filters.get("room_type_ids"), lambda row: row.room_type_id),
        checks.words("housekeeperIDs", housekeepers, lambda row: row.housekeeper_id),
        checks.not_words("roomCondition", excluded, lambda row: row.room_condition),
        checks.flag("roomOccupied", filters.get("occupied"), lambda row: row.room_occupied),
    )
