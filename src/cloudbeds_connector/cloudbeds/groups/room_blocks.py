"""``client.room_blocks``."""

from __future__ import annotations

from datetime import date

from ..client import CloudbedsClient
from ..models.rooms import RoomBlock
from ..operations.room_blocks import list_room_blocks
from ..paging import AllRows


class RoomBlocks:
    """Blocks. Scope ``read:roomblock``."""

    def __init__(self, client: CloudbedsClient) -> None:
        self._client = client

    def list(self, start: date, end: date) -> AllRows[RoomBlock]:
        """Blocks that touch a day from `start` to `end`; longer ranges are several calls (35 days each)."""
        return self._client.rows(*list_room_blocks(start, end))
