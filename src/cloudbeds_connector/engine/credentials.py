"""Stored credentials: which server they may be sent to, and which ones are about to end because they were not used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ..errors import ConfigurationError
from ..pms.address import BASE_URL, Addressed, server_in
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


def settings_to_connect(
    runtime: Runtime, known: Connection | None, given: Mapping[str, Any] | None, *, renewed: bool
) -> dict[str, Any]:
    """The settings to connect with: those that are known, and over them those given. They name the base URL.

    `renewed` is whether new credentials are given. `ConfigurationError` if stored ones would be sent to another server.
    """
    before = {} if known is None else known.settings
    settings = {**before, **(given or {})}
    if not isinstance(runtime.connector, Addressed):
        return settings
    settings[BASE_URL] = runtime.connector.base_url_of(settings)
    is_moved = server_in(before.get(BASE_URL, settings[BASE_URL])) != server_in(settings[BASE_URL])
    if known is None or renewed or not is_moved or runtime.stored is None or not runtime.stored.has(known.id):
        return settings
    raise ConfigurationError(
        "The base URL names another server than the one that the property's credential was stored for.",
        next_action="Give new credentials in the same call, or leave base_url out to keep the server.",
    )
