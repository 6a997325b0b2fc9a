"""The context of a look while it is applied, and its result."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from ...pms.facts import Vacate
from ...pms.model import RoomBlock
from ...stores.records import Connection, StayEvent


@dataclass
class LookResult:
    """The result of one look: its events, the departures before the first look, and how many rows it changed."""

    baseline_vacates: list[Vacate] = field(default_factory=list)
    events: list[StayEvent] = field(default_factory=list)
    removed_blocks: list[RoomBlock] = field(default_factory=list)
    changed: bool = False
    changes: int = 0


@dataclass(frozen=True, kw_only=True)
class LookContext:
    """The connection of a look, its times and settings.

    `now` is read under the connection's lock, so no look that was applied before is later than it. `today` is the
    property's business date, `first_day` that of the baseline. `confirm_after` is how soon a look that missed
    something is followed by another, `blocked_shown` whether room states show blocks (`Capabilities.blocked_flag`).
    """

    connection: Connection
    now: datetime
    today: date
    first_day: date
    read_lag: timedelta
    confirm_after: timedelta = timedelta(seconds=30)
    blocked_shown: bool = False
    miss_confirm: int = 3
    store_guest_names: bool = True

    @property
    def by_connection(self) -> dict[str, Any]:
        """The condition that selects the connection's rows."""
        return {"connection_id": self.connection.id}

    def is_newer(self, known: datetime, seen: datetime) -> bool:
        """Whether `known` was seen later than `seen`. A time in the future comes from a wrong clock, and is ignored."""
        return seen < known <= self.now
