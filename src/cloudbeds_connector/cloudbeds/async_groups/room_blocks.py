# Written by tools/async_groups.py from ../groups/room_blocks.py: change that file, then run the tool.
"""``client.room_blocks``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..operations import room_blocks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ...http.paging import AsyncAllRows
    from ..async_client import AsyncCloudbedsClient
    from ..models.room_blocks import RoomBlock, SavedBlock
    from ..operations.room_blocks import CourtesyHold
    from ..operations.words import BlockKind


class AsyncRoomBlocks:
    """Blocks. Scopes ``read:roomblock``, ``write:roomblock`` and, to delete, ``delete:roomblock``.

    Dates are hotel days. Whether the end is itself blocked is not documented. Where inventory is split, give only the
    rooms that are meant: Cloudbeds blocks those linked with them by itself, and marks them with `is_source` False.
    """

    def __init__(self, client: AsyncCloudbedsClient) -> None:
        self._client = client

    def list(
        self,
        start: date,
        end: date,
        *,
        room_block_id: str | None = None,
        room_type_id: str | None = None,
        room_id: str | None = None,
    ) -> AsyncAllRows[RoomBlock]:
        """Blocks that touch a day from `start` to `end`; longer ranges are several calls (35 days each)."""
        return self._client.rows(
            *room_blocks.list_room_blocks(
                start, end, room_block_id=room_block_id, room_type_id=room_type_id, room_id=room_id
            )
        )

    async def create(
        self,
        kind: BlockKind | str,
        *,
        start: date,
        end: date,
        rooms: Mapping[str, str],
        reason: str,
        hold: CourtesyHold | None = None,
    ) -> SavedBlock:
        """Block rooms. `kind` is ``blocked_dates``, ``out_of_service`` or ``courtesy_hold``.

        `rooms` are room ids with their room types' ids. A courtesy hold says for whom (`hold`). Not repeated after
        a failure: list first.
        """
        return await self._client.execute(
            room_blocks.create(kind, start=start, end=end, rooms=rooms, reason=reason, hold=hold)
        )

    async def change(
        self,
        room_block_id: str,
        *,
        start: date | None = None,
        end: date | None = None,
        rooms: Mapping[str, str] | None = None,
        reason: str | None = None,
        hold: CourtesyHold | None = None,
    ) -> SavedBlock:
        """Change what is given of a block. Given `rooms` (ids with their room types' ids) replace those it has.

        A block's kind cannot be changed.
        """
        return await self._client.execute(
            room_blocks.change(room_block_id, start=start, end=end, rooms=rooms, reason=reason, hold=hold)
        )

    async def delete(self, room_block_id: str) -> None:
        """End a block. After an answer that was lost, a repetition may raise `NotFoundError`."""
        await self._client.execute(room_blocks.delete(room_block_id))
