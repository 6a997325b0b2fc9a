"""Rooms that cannot be sold: blocked, out of service, or on a courtesy hold.

With split inventory, a block also takes the rooms that are linked with its rooms; naming a room together with a linked
one is refused (OpenAPI description, postRoomBlock). A courtesy hold ends by itself after its length, and at the latest
at midnight after its check-in day (Cloudbeds help center 217995878).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from ....pms.hotel_time import resolve
from ..state import BlockType, FrontDeskError, HotelBlock
from .rooms import RoomDesk


class BlockDesk(RoomDesk):
    """The layer of the front desk that manages blocks."""

    def block(
        self, room_ids: Sequence[str], start: date, end: date, *, kind: str = BlockType.OUT_OF_SERVICE, reason: str = ""
    ) -> str:
        """Block rooms from `start` to `end`, the last blocked night (T85, T86); returns the block's id.

        A guest may be in house in one of them; it is out of order from their check-out on.
        """
        return self._place(room_ids, start, end, kind=BlockType(kind), reason=reason)

    def hold(
        self, room_ids: Sequence[str], start: date, end: date, *, hours: int | None = None, reason: str = ""
    ) -> str:
        """Place a courtesy hold (T91); returns the block's id. `hours` is its length, None means all day.

        A hotel on Cloudbeds also sells a day use this way, with `end` the same as `start` (T16, help center
        360046894854): no guest is checked in, and afterwards the room is set to dirty.
        """
        ends = self._hold_ends(start, hours)
        return self._place(room_ids, start, end, kind=BlockType.COURTESY_HOLD, reason=reason, expires_at=ends)

    def change_block(
        self,
        block_id: str,
        *,
        start: date | None = None,
        end: date | None = None,
        room_ids: Sequence[str] | None = None,
        reason: str | None = None,
        hours: int | None = None,
    ) -> None:
        """Extend or shorten a block (T89), or change its rooms or reason; None leaves a value unchanged.

        `hours` is how long a courtesy hold lasts from now.
        """
        with self.lock:
            block = before = self._block(block_id)
            block = replace(block, start=start or block.start, end=end or block.end)
            _check_dates(block.start, block.end)
            if reason is not None:
                block = replace(block, reason=reason)
            if room_ids is not None:
                rooms, added = self._with_linked(room_ids)
                block = replace(block, room_ids=rooms, added=added)
            if hours is not None and block.kind is BlockType.COURTESY_HOLD:
                block = replace(block, expires_at=self._hold_ends(block.start, hours))
            self._announce_block(block, "changed", event="details_changed")
            for room_id in before.room_ids:
                if room_id not in block.room_ids and not self.virtual(self.room(room_id)):
                    self._observer.on_block(room_id, "removed", self.clock.now())

    def remove_block(self, block_id: str) -> None:
        """Remove a block (T88) or a courtesy hold."""
        with self.lock:
            self._announce_block(replace(self._block(block_id), removed=True), "removed")

    def blocked(self, room_id: str, day: date, blocks: Sequence[HotelBlock]) -> bool:
        """Whether one of these blocks holds a room for the night of `day`."""
        return any(room_id in block.room_ids and block.start <= day <= block.end for block in blocks)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _hold_ends(self, start: date, hours: int | None) -> datetime:
        midnight = resolve(start + timedelta(days=1), time(0), self.zone)
        ends = midnight if hours is None else min(midnight, self.clock.now() + timedelta(hours=hours))
        if ends <= self.clock.now():
            raise FrontDeskError(f"A hold from {start} on would be over already. Hold rooms from today on.")
        return ends

    def _with_linked(self, room_ids: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """These rooms and their linked rooms, and the linked rooms alone."""
        sources = [self.room(room_id) for room_id in room_ids]
        added = tuple(dict.fromkeys(room_id for room in sources for room_id in room.linked))
        doubled = next((room for room in sources if room.id in added), None)
        if doubled is not None:
            raise FrontDeskError(
                f"Room {doubled.name} ({doubled.id}) is linked with another of these rooms. Name one of them."
            )
        return (*(room.id for room in sources), *added), added

    def _place(
        self,
        room_ids: Sequence[str],
        start: date,
        end: date,
        *,
        kind: BlockType,
        reason: str,
        expires_at: datetime | None = None,
    ) -> str:
        _check_dates(start, end)
        with self.lock:
            rooms, added = self._with_linked(room_ids)
            block = HotelBlock(
                id=self._number("block"),
                kind=kind,
                room_ids=rooms,
                start=start,
                end=end,
                reason=reason,
                added=added,
                expires_at=expires_at,
            )
            self._announce_block(block, "created")
            return block.id

    def _block(self, block_id: str) -> HotelBlock:
        block = self._blocks.current(block_id)
        if block is None or block.removed:
            raise FrontDeskError(f"There is no block {block_id!r}. Look at the hotel's blocks().")
        return block

    def _announce_block(self, block: HotelBlock, change: str, *, event: str | None = None) -> None:
        self._save_block(block)
        for room_id in block.room_ids:
            if not self.virtual(self.room(room_id)):
                self._observer.on_block(room_id, change, self.clock.now())
        fields = {
            "roomBlockID": block.id,
            "roomBlockType": block.kind,
            "roomBlockReason": block.reason,
            "startDate": block.start.isoformat(),
            "endDate": block.end.isoformat(),
            "rooms": [{"roomID": room_id, "roomTypeID": self.room(room_id).room_type_id} for room_id in block.room_ids],
        }
        self._emit(f"roomblock/{event or change}", fields)

    def _next_release(self) -> datetime | None:
        return min((block.expires_at for block in self.blocks() if block.expires_at is not None), default=None)

    def _release_holds(self) -> None:
        now = self.clock.now()
        for block in self.blocks():
            if block.expires_at is not None and block.expires_at <= now:
                self.remove_block(block.id)


def _check_dates(start: date, end: date) -> None:
    if end < start:
        raise FrontDeskError(f"A block cannot end on {end}, before it starts on {start}.")
