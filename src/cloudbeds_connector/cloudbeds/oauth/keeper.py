"""Decides where a grant's newest token is: in memory, in the store, and what to do while the two differ.

The store is the truth, for it is what every process sees. The one exception is a token that it has not taken yet: that
one stays in memory and in use, and is offered to the store again, because the refresh token before it may be spent.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import uuid4

from ...errors import CloudbedsError, StoreError
from ...pms.tokens import Token, TokenStore
from .memory import TokenMemory

T = TypeVar("T")

log = logging.getLogger(__name__)


class TokenKeeper(TokenMemory):
    """The token of the grant `name`, in memory and in the store. `margin` and `lease` are in seconds.

    What is defined here does I/O and is for whoever has the flight. What the store raises is a `CloudbedsError` then.
    """

    def __init__(self, tokens: TokenStore, name: str, *, margin: float, lease: float) -> None:
        super().__init__(margin=margin)
        self.name = name
        self._tokens = tokens
        self._lease = timedelta(seconds=lease)
        self._id = uuid4().hex
        self._leased = False

    def read(self) -> None:
        """Learn what is stored. A token that is older than ours was brought back with the store: ours is offered."""
        stored, ours = self._loaded(), self.token
        if self._unsaved is not None:
            return
        if stored is not None and ours is not None and _is_older(stored, ours):
            self._unsaved = ours
            self.save()
        else:
            self._hold(stored)

    def lease(self, now: datetime) -> bool:
        """Take or prolong the right to renew the grant; False while another process has it."""
        until = now + self._lease
        self._leased = _asked(lambda: self._tokens.lease(self.name, holder=self._holder, now=now, until=until))
        return self._leased

    def release(self) -> None:
        """Give the right back, unless the store misses the token: then nobody should try the one that is spent."""
        if not self._leased or self._unsaved is not None:
            return
        self._leased = False
        try:
            self._tokens.release(self.name, holder=self._holder)
        except Exception as error:
            log.info("the lease of the grant %s ends by itself (%s)", self.name, type(error).__name__)

    def save(self) -> None:
        """Store what is not stored yet. If the store fails, the token stays in memory and in use."""
        token = self._unsaved
        if token is None:
            return
        if not _asked(lambda: self._tokens.save(self.name, token)):
            stored = self._loaded()  # as new as ours, or newer; it may have been put in by hand, or be no token at all
            if stored is None or not _is_older(stored, token):
                self._hold(stored)
        self._unsaved = None

    def _loaded(self) -> Token | None:
        return _asked(lambda: self._tokens.load(self.name))

    @property
    def _holder(self) -> str:
        return f"{os.getpid()}-{self._id}"  # a process that was forked is another holder


def _is_older(one: Token, other: Token) -> bool:
    return one.version < other.version and one.issued_at < other.issued_at


def _asked(ask: Callable[[], T]) -> T:
    failure: CloudbedsError
    try:
        return ask()
    except CloudbedsError:
        raise
    except Exception as error:
        failure = StoreError(
            f"The store of tokens failed ({type(error).__name__}).",
            next_action="See what the store's own log says; it is asked again with the next call.",
        )
    raise failure  # outside the handler: what a store raises may hold what it was given
