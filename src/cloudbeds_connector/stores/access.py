"""Records about access: sealed credentials, the rate of a credential, and work that is done once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from .declare import Table


@dataclass(frozen=True, kw_only=True)
class IdempotencyKey:
    """Work that happens once in effect. `done` never goes back; `lease_until` ends a killed worker's claim."""

    key: str
    done: bool
    lease_until: datetime


@dataclass(frozen=True, kw_only=True)
class Credential:
    """The secret of a connection, sealed with the key `key_id` of a `KeyRing` and bound to the connection.

    `kind` is ``api_key`` or ``oauth``; `sealed` is empty while a lease is all there is. `version` grows with every
    change; `lease_holder` alone renews it until `lease_until`. `last_used_at` is when the hotel system last took it.
    `server` is the only one that it is sent to (``https://api.example``); it is bound to that, too. Empty where
    the connector has one for all connections, or a host's own code stored it.
    """

    connection_id: str
    kind: str
    sealed: str = field(repr=False)
    key_id: str
    version: int
    updated_at: datetime
    lease_holder: str = ""
    lease_until: datetime | None = None
    last_used_at: datetime | None = None
    server: str = ""


@dataclass(frozen=True, kw_only=True)
class RateSlot:
    """When the next request of a credential is due. `key` is a digest of it, never the secret."""

    key: str
    next_slot: datetime


IDEMPOTENCY_KEYS = Table("idempotency_keys", IdempotencyKey, ("key",))
CREDENTIALS = Table("credentials", Credential, ("connection_id",), index=(("key_id",),))
RATE_SLOTS = Table("rate_slots", RateSlot, ("key",))
