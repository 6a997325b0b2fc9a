"""The token of a grant, in memory and in the store: which one is the newest, and whether it may be used.

Every process sees the store, so the token in the store is the valid one. The exception is a new token that the store
has not taken yet: it stays in memory and in use, and is saved again, because the refresh token before it may be spent.
Threads read the token from memory without waiting. There is no lock: each attribute is replaced in one step, and only
the thread that has the flight (see `single_flight`) replaces the token.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import uniform
from typing import TypeVar
from uuid import uuid4

from ...errors import ConnectorError, StoreError
from ...escapes import quoted
from ...pms.per_process import PerProcess
from ...pms.tokens import Token, TokenStore
from ...secrecy import NotPickled
from ..auth import SentHeaders

T = TypeVar("T")

#: How long a failed renewal or save is not repeated while the present token is still good.
PAUSE = timedelta(seconds=5)
#: How long a new token is not renewed that is refused although it was just issued for a refused one.
YOUNG = timedelta(seconds=60)
#: No token is renewed before this part of its life is over, however large the margin.
SHARE_OF_LIFE = 0.75
#: The margin of one process is up to so many times that of another, so that they do not all renew at once.
SPREAD = 1.5

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Held(NotPickled):
    token: Token
    renew_at: datetime | None


class TokenKeeper(NotPickled):
    """The token of the grant `name`, in memory and in the store. `margin` and `lease` are in seconds.

    `read`, `lease`, `release` and `save` do I/O, and are for the thread that has the flight. They raise a
    `ConnectorError` if the store fails.
    """

    def __init__(self, tokens: TokenStore, name: str, *, margin: float, lease: float) -> None:
        self.name = name
        self._tokens = tokens
        self._margin = margin
        self._lease = timedelta(seconds=lease)
        #: A forked process is another holder.
        self._holder: PerProcess[str] = PerProcess(lambda: uuid4().hex)
        self._leased = False
        self._held: _Held | None = None
        self._unsaved: Token | None = None
        self._unread = False
        self._no_renewal_until: datetime | None = None
        self._refused: str | None = None  # access tokens, like the next two
        self._accepted: str | None = None
        self._issued_for_refused: str | None = None

    @property
    def token(self) -> Token | None:
        """The newest token in memory, valid or not."""
        held = self._held
        return None if held is None else held.token

    @property
    def is_saved(self) -> bool:
        """Whether the store has taken the newest token."""
        return self._unsaved is None

    def valid(self, now: datetime) -> Token | None:
        """The token, unless it has expired or was refused."""
        held = self._held
        return None if held is None else self._if_valid(held.token, now)

    def fresh(self, now: datetime) -> Token | None:
        """The token, unless it must be renewed or saved, or the store must be read."""
        held, paused_until = self._held, self._no_renewal_until
        if held is None or self._if_valid(held.token, now) is None:
            return None
        if paused_until is not None and now < paused_until:
            return held.token
        due = self._unread or self._unsaved is not None or (held.renew_at is not None and now >= held.renew_at)
        return None if due else held.token

    def is_refused_again(self, now: datetime) -> bool:
        """Whether renewing again is useless: the refused token was issued for a refused one, and never accepted."""
        token = self.token
        return (
            token is not None
            and token.access_token == self._refused == self._issued_for_refused != self._accepted
            and now - token.issued_at < YOUNG
        )

    def refuse(self, headers: Mapping[str, str] | None) -> None:
        """The hotel system has answered these headers with a 401."""
        token = self.token
        if headers is not None and (token is None or headers == bearer(token)):
            self._refused = headers.get("authorization", "").removeprefix("Bearer ")

    def accept(self) -> None:
        """The hotel system has accepted the token."""
        token = self.token
        if token is not None:
            self._accepted = token.access_token

    def postpone(self, now: datetime) -> None:
        """Use the present token for a while: renewing or saving it has just failed."""
        self._no_renewal_until = now + PAUSE

    def look_again(self) -> None:
        """Read the store before the token is used again; while that fails, the present one is used."""
        self._unread = True

    def keep(self, token: Token) -> None:
        """Use a new token from now on, whether or not it can be saved."""
        before = self.token
        if before is not None and before.access_token == self._refused:
            self._issued_for_refused = token.access_token
        self._unsaved = token
        self._hold(token)

    def read(self) -> None:
        """Read the store. If its token is older than ours, the store was set back, and ours is saved again."""
        self._unread = False  # first: a `look_again` from now on needs another read
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
        self._leased = _stored(lambda: self._tokens.lease(self.name, holder=self._holder.get(), now=now, until=until))
        return self._leased

    def release(self) -> None:
        """Give the right back, unless the token is not saved: another process would send the spent refresh token."""
        if not self._leased or self._unsaved is not None:
            return
        self._leased = False
        try:
            self._tokens.release(self.name, holder=self._holder.get())
        except Exception as error:
            log.info(
                "the lease of the grant %s was not released and will expire (%s)",
                quoted(self.name),
                type(error).__name__,
            )

    def save(self) -> None:
        """Save a token that is not stored yet. If the store fails, it stays in memory and in use."""
        token = self._unsaved
        if token is None:
            return
        if not _stored(lambda: self._tokens.save(self.name, token)):
            stored = self._loaded()  # as new as ours, or newer; a host may have put it there, or removed it
            if stored is None or not _is_older(stored, token):
                self._hold(stored)
        self._unsaved = None

    def _if_valid(self, token: Token, now: datetime) -> Token | None:
        expired = token.expires_at is not None and now >= token.expires_at
        return None if expired or token.access_token == self._refused else token

    def _hold(self, token: Token | None) -> None:
        if token is None or self._held is None or token != self._held.token:
            self._held = None if token is None else _Held(token, self._renew_at(token))

    def _renew_at(self, token: Token) -> datetime | None:
        if token.expires_at is None:
            return None
        earliest = token.issued_at + (token.expires_at - token.issued_at) * SHARE_OF_LIFE
        return max(token.expires_at - timedelta(seconds=self._margin * uniform(1.0, SPREAD)), earliest)

    def _loaded(self) -> Token | None:
        return _stored(lambda: self._tokens.load(self.name))


def bearer(token: Token) -> SentHeaders:
    """The headers that carry a token."""
    return SentHeaders({"authorization": f"Bearer {token.access_token}"})


def _is_older(one: Token, other: Token) -> bool:
    return one.version < other.version and one.issued_at < other.issued_at


def _stored(method: Callable[[], T]) -> T:
    """The result of a method of the store; its failure as a `ConnectorError`."""
    failure: ConnectorError
    try:
        return method()
    except ConnectorError:
        raise
    except Exception as error:
        failure = StoreError(
            f"The store of tokens failed ({type(error).__name__}).",
            next_action="See the store's own log; the next call tries again.",
        )
    raise failure  # outside the handler: an exception of a store may hold the token that was passed to it
