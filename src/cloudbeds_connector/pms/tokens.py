"""Decides where the tokens of a grant live, so that threads, tasks and processes renew them once and lose none.

A hotel system may accept a refresh token once only. So whoever renews holds the grant's *lease* meanwhile (which ends
by itself if its holder is killed), no lock is held over the network, and a token is replaced by a newer one only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """What a grant consists of now. The repr shows no secret.

    `version` counts the renewals of the grant: the higher one is the newer. `expires_at` and `issued_at` are aware
    UTC; None for a token that does not expire, or not by itself. `properties` are the hotel system's ids of what was
    granted, as far as it says.
    """

    access_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None
    issued_at: datetime
    version: int = 1
    properties: tuple[str, ...] = ()


class TokenStore(Protocol):
    """Keeps the token of each grant, by the grant's name (a connection's id), and says who may renew it.

    Synchronous, and safe to call from many threads. It raises `StoreError` (or anything) when it cannot do what was
    asked. Contract suite: `testing.contracts.tokens.TokenStoreContract`.
    """

    def load(self, name: str) -> Token | None:
        """The newest token of a grant, None if there is none."""
        ...

    def save(self, name: str, token: Token) -> bool:
        """Keep a token if its version is higher than that of the stored one, or none is stored; False if it is not."""
        ...

    def lease(self, name: str, *, holder: str, now: datetime, until: datetime) -> bool:
        """Let `holder` renew the grant until then, if nobody else's lease is still running; ask again to prolong."""
        ...

    def release(self, name: str, *, holder: str) -> None:
        """The holder is done. Another holder's lease stays."""
        ...
