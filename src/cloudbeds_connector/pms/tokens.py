"""The tokens of a grant, and the port that stores them so that threads and processes renew them once and lose none.

A hotel system may accept a refresh token only once. So a process that renews a grant holds its *lease* (which expires
if the process is killed), no lock is held over the network, and a token is replaced only by a newer one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from ..secrecy import NotPickled


@dataclass(frozen=True, kw_only=True, slots=True)
class Token(NotPickled):
    """The tokens of a grant at present. The repr shows no secret.

    `version` counts the renewals of the grant: the higher one is the newer. `expires_at` and `issued_at` are aware
    UTC; `expires_at` is None for a token that does not expire. `properties` are the hotel system's ids of what was
    granted, if it names them.
    """

    access_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None
    issued_at: datetime
    version: int = 1
    properties: tuple[str, ...] = ()


class TokenStore(Protocol):
    """Keeps the token of each grant, by the grant's name (a connection's id), and grants the lease to renew it.

    Synchronous, and safe to call from many threads. Its methods raise `StoreError` (or anything) when they fail.
    Contract suite: `testing.contracts.tokens.TokenStoreContract`.
    """

    def load(self, name: str) -> Token | None:
        """The newest token of a grant, None if there is none."""
        ...

    def save(self, name: str, token: Token) -> bool:
        """Keep a token if its version is higher than that of the stored one, or none is stored; False if it is not."""
        ...

    def lease(self, name: str, *, holder: str, now: datetime, until: datetime) -> bool:
        """Let `holder` renew the grant until then, unless another lease is running; call it again to prolong."""
        ...

    def release(self, name: str, *, holder: str) -> None:
        """End the lease of this holder; that of another one stays."""
        ...
