"""Tokens in the memory of one process, for scripts and tests."""

from __future__ import annotations

import threading
from datetime import datetime

from ..secrecy import NotPickled
from .per_process import PerProcess
from .tokens import Token


class MemoryTokens(NotPickled):
    """A `TokenStore` for scripts and tests. Thread-safe; nothing survives the process.

    A hotel system may accept a refresh token only once, so after a restart a grant that was renewed here is lost.
    """

    def __init__(self) -> None:
        self._lock = PerProcess(threading.Lock)
        self._tokens: dict[str, Token] = {}
        self._leases: dict[str, tuple[str, datetime]] = {}

    def load(self, name: str) -> Token | None:
        """The newest token of a grant, None if there is none."""
        with self._lock.get():
            return self._tokens.get(name)

    def save(self, name: str, token: Token) -> bool:
        """Keep a token if its version is higher than that of the kept one, or none is kept; False if it is not."""
        with self._lock.get():
            known = self._tokens.get(name)
            if known is not None and known.version >= token.version:
                return False
            self._tokens[name] = token
            return True

    def lease(self, name: str, *, holder: str, now: datetime, until: datetime) -> bool:
        """Let `holder` renew the grant until then, unless another lease is running."""
        with self._lock.get():
            other, ends = self._leases.get(name, (holder, now))
            if other != holder and ends > now:
                return False
            self._leases[name] = (holder, until)
            return True

    def release(self, name: str, *, holder: str) -> None:
        """End the lease of this holder; that of another one stays."""
        with self._lock.get():
            if name in self._leases and self._leases[name][0] == holder:
                del self._leases[name]
