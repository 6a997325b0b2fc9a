"""``client.housekeeping``."""

from __future__ import annotations

from ..client import CloudbedsClient
from ..models.housekeeping import ConditionChange, RoomStatus
from ..operations import housekeeping
from ..paging import AllRows


class Housekeeping:
    """The condition of rooms. Scopes ``read:housekeeping`` and ``write:housekeeping``."""

    def __init__(self, client: CloudbedsClient) -> None:
        self._client = client

    def list(self) -> AllRows[RoomStatus]:
        """The state of every room, today."""
        return self._client.rows(housekeeping.list_statuses())

    def set_status(
        self,
        room_id: str,
        *,
        condition: str,
        do_not_disturb: bool | None = None,
        refused_service: bool | None = None,
        vacant_pickup: bool | None = None,
        comments: str | None = None,
    ) -> ConditionChange:
        """Say that a room is ``dirty``, ``clean`` or ``inspected`` (the last only where the property uses it).

        The condition is required, because without one Cloudbeds switches to the other condition. There is no
        compare-and-set: a later call wins.
        """
        return self._client.execute(
            housekeeping.set_status(
                room_id,
                condition=condition,
                do_not_disturb=do_not_disturb,
                refused_service=refused_service,
                vacant_pickup=vacant_pickup,
                comments=comments,
            )
        )
