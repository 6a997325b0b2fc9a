# Written by tools/async_groups.py from ../groups/reservation_notes.py: change that file, then run the tool.
"""``client.reservation_notes``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..operations import reservation_notes

if TYPE_CHECKING:
    from datetime import datetime

    from ..async_client import AsyncCloudbedsClient
    from ..models.notes import NewNote, ReservationNote


class AsyncReservationNotes:
    """Notes of reservations, which the front desk reads. Scopes ``read:reservation`` and ``write:reservation``."""

    def __init__(self, client: AsyncCloudbedsClient) -> None:
        self._client = client

    async def list(self, reservation_id: str) -> tuple[ReservationNote, ...]:
        """Every note of a reservation."""
        return await self._client.execute(reservation_notes.list_notes(reservation_id))

    async def add(
        self, reservation_id: str, *, text: str, user_id: str | None = None, created_at: datetime | None = None
    ) -> NewNote:
        """Write a note, in the name of `user_id` if given. Not repeated after a failure: list first.

        `created_at` is aware and goes out as the property's wall time (which the client must know).
        """
        return await self._client.execute(
            reservation_notes.add(
                reservation_id, text=text, user_id=user_id, created_at=created_at, zone=self._client.zone
            )
        )

    async def change(self, reservation_id: str, *, note_id: str, text: str) -> None:
        """Write something else into a note."""
        await self._client.execute(reservation_notes.change(reservation_id, note_id=note_id, text=text))

    async def delete(self, reservation_id: str, *, note_id: str) -> None:
        """Archive a note. After an answer that was lost, a repetition may raise `NotFoundError`."""
        await self._client.execute(reservation_notes.delete(reservation_id, note_id=note_id))
