"""Decides where a grant's newest token is, whether it may be used, and whether something is to be done about it.

The store is the truth, for it is what every process sees. The one exception is a token that it has not taken yet: that
one stays in memory and in use, and is offered to the store again, because the refresh token before it may be spent.
Every thread asks what is in memory, and none waits: there is no lock, since each attribute is replaced at once and only
whoever has the flight (see `flights`) replaces the token.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import uniform
from typing import TypeVar
from uuid import uuid4

from ...cloudbeds.auth import SentHeaders
from ...errors import ConnectorError, StoreError
from ...pms.tokens import Token, TokenStore

T = TypeVar("T")

#: For how long nothing is tried again that failed while the present token is still good.
QUIET = timedelta(seconds=5)
#: A new token that is refused although it was just got for a refused one is not renewed once more for so long.
YOUNG = timedelta(seconds=60)
#: No token is renewed before this part of its life is over, however large the margin.
SHARE_OF_LIFE = 0.75
#: The margin of one process is up to so many times as long as another's, so that they do not renew all at once.
SPREAD = 1.5

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Held:
    token: Token
    renew_at: datetime | None


class TokenKeeper:
    """The token of the grant `name`, in memory and in the store. `margin` and `lease` are in seconds.

    The verbs `read`, `lease`, `release` and `save` do I/O and are for whoever has the flight; what the store raises is
    a `ConnectorError` then.
    """

    def __init__(self, tokens: TokenStore, name: str, *, margin: float, lease: float) -> None:
        self.name = name
        self._tokens = tokens
        self._margin = margin
        self._lease = timedelta(seconds=lease)
        self._id = uuid4().hex
        self._leased = False
        self._held: _Held | None = None
        self._unsaved: Token | None = None
        self._unread = False
        self._quiet_until: datetime | None = None
        self._refused: str | None = None  # access tokens, like the next two
        self._accepted: str | None = None
        self._got_for_a_refused: str | None = None

    @property
    def token(self) -> Token | None:
        """The newest token that is known here, good or not."""
        held = self._held
        return None if held is None else held.token

    @property
    def is_saved(self) -> bool:
        """Whether the store has taken the newest token."""
        return self._unsaved is None

    def good(self, now: datetime) -> Token | None:
        """The token, unless it has expired or was refused."""
        held = self._held
        return None if held is None else self._if_good(held.token, now)

    def fresh(self, now: datetime) -> Token | None:
        """The token, unless something is to be done about it: renew it, save it, or see what is stored."""
        held, quiet = self._held, self._quiet_until
        if held is None or self._if_good(held.token, now) is None:
            return None
        if quiet is not None and now < quiet:
            return held.token
        due = self._unread or self._unsaved is not None or (held.renew_at is not None and now >= held.renew_at)
        return None if due else held.token

    def stands(self, now: datetime) -> bool:
        """Whether a refusal is not the token's age: it was got for a refused one, and never accepted here."""
        token = self.token
        return (
            token is not None
            and token.access_token == self._refused == self._got_for_a_refused != self._accepted
            and now - token.issued_at < YOUNG
        )

    def refuse(self, headers: Mapping[str, str] | None) -> None:
        """Cloudbeds has answered these headers with a 401."""
        token = self.token
        if headers is not None and (token is None or headers == bearer(token)):
            self._refused = headers.get("authorization", "").removeprefix("Bearer ")

    def accept(self) -> None:
        """Cloudbeds has accepted the token."""
        token = self.token
        if token is not None:
            self._accepted = token.access_token

    def rest(self, now: datetime) -> None:
        """Go on with the present token for a while: what is to be done about it has just failed."""
        self._quiet_until = now + QUIET

    def look_again(self) -> None:
        """The store is to be read before the token is used again; while it fails, the present one goes on."""
        self._unread = True

    def keep(self, token: Token) -> None:
        """A new token has come. From this moment on it is used, whether or not it can be saved."""
        before = self.token
        if before is not None and before.access_token == self._refused:
            self._got_for_a_refused = token.access_token
        self._unsaved = token
        self._hold(token)

    def read(self) -> None:
        """Learn what is stored. A token that is older than ours was brought back with the store: ours is offered."""
        self._unread = False  # first: who wants another look from now on does not mean this one
        try:
            stored, ours = self._loaded(), self.token
        except BaseException:
            self._unread = True
            raise
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

    def _if_good(self, token: Token, now: datetime) -> Token | None:
        over = token.expires_at is not None and now >= token.expires_at
        return None if over or token.access_token == self._refused else token

    def _hold(self, token: Token | None) -> None:
        if token is None or self._held is None or token != self._held.token:
            self._held = None if token is None else _Held(token, self._renew_at(token))

    def _renew_at(self, token: Token) -> datetime | None:
        if token.expires_at is None:
            return None
        earliest = token.issued_at + (token.expires_at - token.issued_at) * SHARE_OF_LIFE
        return max(token.expires_at - timedelta(seconds=self._margin * uniform(1.0, SPREAD)), earliest)

    def _loaded(self) -> Token | None:
        return _asked(lambda: self._tokens.load(self.name))

    @property
    def _holder(self) -> str:
        return f"{os.getpid()}-{self._id}"  # a process that was forked is another holder


def bearer(token: Token) -> SentHeaders:
    """The headers that carry a token."""
    return SentHeaders({"authorization": f"Bearer {token.access_token}"})


def _is_older(one: Token, other: Token) -> bool:
    return one.version < other.version and one.issued_at < other.issued_at


def _asked(ask: Callable[[], T]) -> T:
    failure: ConnectorError
    try:
        return ask()
    except ConnectorError:
        raise
    except Exception as error:
        failure = StoreError(
            f"The store of tokens failed ({type(error).__name__}).",
            next_action="See what the store's own log says; it is asked again with the next call.",
        )
    raise failure  # outside the handler: what a store raises may hold what it was given
