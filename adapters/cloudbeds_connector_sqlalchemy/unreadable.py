"""Stored rows that this version cannot read: another version wrote them, or somebody edited them.

Each costs itself only: it is left out of what is selected, logged once, and noted among the rows that were set aside,
where `status` shows it. An item of a queue is also marked dead, so that it does not hold its place at the front.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cloudbeds_connector.stores.declare import Table
from cloudbeds_connector.stores.records import CONNECTIONS, SetAsideRow

log = logging.getLogger(__name__)

#: How often a row that stays unreadable is noted again by one process.
AGAIN = timedelta(hours=1)
#: The beginning of `SetAsideRow.kind` for rows of the store itself.
KIND = "stored"


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """One row: its table, its key, and the class of the error that its values caused."""

    table: Table[Any]
    key: Mapping[str, Any]
    error: str

    @property
    def id(self) -> str:
        """The key in a text, without the connection."""
        return " ".join(str(value) for name, value in self.key.items() if name != "connection_id")

    @property
    def reason(self) -> str:
        """Why it was left out, in a sentence."""
        return f"The store's row of {self.table.name} cannot be read ({self.error}): another version wrote it."

    def noted(self, now: datetime) -> SetAsideRow:
        """The row to keep among those that were set aside."""
        owner = self.key.get("connection_id") or (self.key["id"] if self.table is CONNECTIONS else "")
        return SetAsideRow(
            connection_id=owner,
            kind=f"{KIND} {self.table.name}",
            id=self.id,
            reason=self.reason,
            first_seen_at=now,
            last_seen_at=now,
            times=1,
        )


class UnreadableRows:
    """Which rows this process has met, so that each is logged once and noted once an hour."""

    def __init__(self) -> None:
        self._noted: dict[tuple[str, ...], datetime] = {}

    def met(self, row: UnreadableRow) -> datetime | None:
        """The instant at which to note the row again; None if it was noted lately."""
        now, key = datetime.now(UTC), (row.table.name, *row.key.values())
        before = self._noted.get(key)
        if before is not None and now - before < AGAIN:
            return None
        self._noted[key] = now
        if before is None:
            log.error("%s Everything else goes on. Its key: %r.", row.reason, dict(row.key))
        return now


def key_of(table: Table[Any], row: Sequence[Any]) -> dict[str, Any]:
    """The key of a row as the driver returned it."""
    places = {name: place for place, name in enumerate(table.named)}
    return {name: row[places[name]] for name in table.key}
