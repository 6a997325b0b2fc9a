"""Looks: what one look at the hotel system saw. Rows, and when the request of each was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from ...pms.model import Reservation, RoomBlock, RoomState, StayState
from ...pms.pages import Page, SetAside

T_co = TypeVar("T_co", covariant=True)

#: Called while a look is taken: what is being read, and how many rows so far.
Progress = Callable[[str, int], None]


class Source(StrEnum):
    """The reason for a look."""

    WEBHOOK = "webhook"
    CHANGE_FEED = "change_feed"
    SWEEP = "sweep"
    BASELINE = "baseline"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Seen(Generic[T_co]):
    """One row and when the request that saw it was sent."""

    row: T_co
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class SeenBlocks:
    """Every block of a range of days, both included, and when the first request that saw them was sent (UTC)."""

    rows: tuple[Seen[RoomBlock], ...]
    window: tuple[date, date]
    sent_at: datetime


@dataclass(frozen=True, kw_only=True)
class Look:
    """What was seen, and the reason for the look.

    `reported` gives, for a reservation, the instants (UTC) that messages name for it, earliest first. `blocks` is None
    if they were not read, or not completely. An empty `room_states` means that they were not read, never that there are
    no rooms. `set_aside` are rows that could not be read: what they are about is neither seen nor missing.
    """

    source: Source
    reservations: tuple[Seen[Reservation], ...] = ()
    room_states: tuple[Seen[RoomState], ...] = ()
    blocks: SeenBlocks | None = None
    reported: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)
    set_aside: tuple[SetAside, ...] = ()

    @property
    def room_ids(self) -> set[str]:
        """The ids of all rooms that it shows with a state, or a guest who is in or still to come."""
        coming = (StayState.IN_HOUSE, StayState.EXPECTED)
        segments = (segment for seen in self.reservations for segment in seen.row.segments if segment.state in coming)
        rooms = {segment.room_id for segment in segments if segment.room_id}
        return rooms | {seen.row.room_id for seen in self.room_states}


def collect(
    pages: Iterable[Page[T_co]],
    progress: Progress | None = None,
    label: str = "",
    *,
    into: list[Seen[T_co]] | None = None,
    aside: list[SetAside],
) -> tuple[Seen[T_co], ...]:
    """Every row of every page, with its time. `into` holds what was read even if a later page fails.

    Rows that could not be read are added to `aside`.
    """
    rows: list[Seen[T_co]] = [] if into is None else into
    for page in pages:
        rows.extend(Seen(item, page.sent_at) for item in page.items)
        aside.extend(page.set_aside)
        if progress is not None:
            progress(label, len(rows))
    return tuple(rows)
