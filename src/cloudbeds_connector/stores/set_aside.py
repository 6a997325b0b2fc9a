"""The record of rows that could not be read. Importable from `records` too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .declare import Table


@dataclass(frozen=True, kw_only=True)
class SetAsideRow:
    """A row of the hotel system that could not be read, as long as that is so.

    `kind` is ``reservation``, ``room``, ``room_state``, ``block`` or another word of the connector's; `id` is the hotel
    system's, or "" for all rows of the kind that have none. `reason` is a sentence without guest data, `times` how many
    looks met it.
    """

    connection_id: str
    kind: str
    id: str
    reason: str
    first_seen_at: datetime
    last_seen_at: datetime
    times: int


SET_ASIDE = Table("set_aside", SetAsideRow, ("connection_id", "kind", "id"))
