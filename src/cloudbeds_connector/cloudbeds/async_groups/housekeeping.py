# Written by tools/async_groups.py from ../groups/housekeeping.py: change that file, then run the tool.
"""``client.housekeeping``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..operations import housekeeping
from ..operations.chosen import is_nothing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...http.paging import AsyncAllRows
    from ..async_client import AsyncCloudbedsClient
    from ..models.housekeeping import ConditionChange, Housekeeper, Inspection, RoomStatus
    from ..operations.words import RoomCondition


class AsyncHousekeeping:
    """The condition of rooms. Scopes ``read:housekeeping`` and ``write:housekeeping``."""

    def __init__(self, client: AsyncCloudbedsClient) -> None:
        self._client = client

    def list(
        self,
        *,
        room_ids: Sequence[str] | None = None,
        room_type_ids: Sequence[str] | None = None,
        housekeeper_ids: Sequence[str | None] | None = None,
        condition: RoomCondition | str | None = None,
        occupied: bool | None = None,
    ) -> AsyncAllRows[RoomStatus]:
        """The state of every room, today, or of those that fit every filter: of none if a list of ids is empty.

        A None among `housekeeper_ids` asks for rooms that nobody is assigned to. `room_ids` needs an account on which
        Cloudbeds offers it (their Python SDK has it since 1.19); a room that does not exist is not missed, but an id
        that is not ``{room type}-{index}`` is refused with `BadRequestError`.
        """
        if is_nothing(room_ids, room_type_ids, housekeeper_ids):
            return self._client.rows()
        return self._client.rows(
            housekeeping.list_statuses(
                room_ids=room_ids,
                room_type_ids=room_type_ids,
                housekeeper_ids=housekeeper_ids,
                condition=condition,
                occupied=occupied,
            )
        )

    async def set_status(
        self,
        room_id: str,
        *,
        condition: RoomCondition | str,
        do_not_disturb: bool | None = None,
        refused_service: bool | None = None,
        vacant_pickup: bool | None = None,
        comments: str | None = None,
    ) -> ConditionChange:
        """Say that a room is ``dirty``, ``clean`` or ``inspected`` (the last only where the property uses it).

        The condition is required, because without one Cloudbeds switches to the other condition; another word is a
        `ConfigurationError`. There is no
        compare-and-set: a later call wins.
        """
        return await self._client.execute(
            housekeeping.set_status(
                room_id,
                condition=condition,
                do_not_disturb=do_not_disturb,
                refused_service=refused_service,
                vacant_pickup=vacant_pickup,
                comments=comments,
            )
        )

    def housekeepers(self) -> AsyncAllRows[Housekeeper]:
        """Everyone who cleans."""
        return self._client.rows(housekeeping.list_housekeepers())

    async def assign(self, room_ids: Sequence[str], *, housekeeper_id: str | None) -> None:
        """Give rooms to a housekeeper; `housekeeper_id` None takes them away from whoever has them."""
        await self._client.execute(housekeeping.assign(room_ids, housekeeper_id=housekeeper_id))

    def inspections(self, property_id: str | None = None, *, filters: str | None = None) -> AsyncAllRows[Inspection]:
        """The state of every room of a property (the client's by default) with its note, by version 2 of the API.

        `filters` is version 2's text, such as ``roomCondition:equals:dirty;roomBlocked:false``.
        """
        return self._client.rows(
            housekeeping.list_inspections(property_id or self._client.property_id, filters=filters)
        )
