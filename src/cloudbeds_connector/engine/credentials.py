"""Stored credentials that the hotel system is about to end because they were not used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..pms.capabilities import IDLE_NOTICE
from ..stores.credentials import last_used
from ..stores.records import Connection
from .runtime import Runtime


@dataclass(frozen=True, kw_only=True, slots=True)
class IdleCredential:
    """A stored credential that was not used since `last_used_at` (UTC; if never: since it was stored or renewed)."""

    connection: Connection
    kind: str
    last_used_at: datetime


def idle_credentials(runtime: Runtime, now: datetime, *, after: timedelta | None = None) -> list[IdleCredential]:
    """The connections, paused ones too, whose stored credential was not used for so long, longest unused first."""
    days = runtime.connector.capabilities.credential_idle_days
    if after is None and days is not None:
        after = timedelta(days=days) - IDLE_NOTICE
    if runtime.stored is None or after is None:
        return []
    idle = runtime.stored.idle(now, after=after)
    known = {row.id: row for row in runtime.connections("active", "paused")}
    return [
        IdleCredential(connection=known[row.connection_id], kind=row.kind, last_used_at=last_used(row))
        for row in idle
        if row.connection_id in known
    ]
