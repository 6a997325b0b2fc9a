"""Decides, from memory alone, whether a token may be used and whether something is to be done about it.

Every thread asks, and none waits: there is no lock, since each attribute is replaced at once and only whoever has the
flight (see `flights`) replaces the token.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import uniform

from ...pms.tokens import Token
from ..auth import SentHeaders

#: For how long nothing is tried again that failed while the present token is still good.
QUIET = timedelta(seconds=5)
#: A new token that is refused although it was just got for a refused one is not renewed once more for so long.
YOUNG = timedelta(seconds=60)
#: No token is renewed before this part of its life is over, however large the margin.
SHARE_OF_LIFE = 0.75
#: The margin of one process is up to so many times as long as another's, so that they do not renew all at once.
SPREAD = 1.5


@dataclass(frozen=True, slots=True)
class _Held:
    token: Token
    renew_at: datetime | None


class TokenMemory:
    """The newest token of a grant, as far as it is known here. `margin` is in seconds."""

    def __init__(self, *, margin: float) -> None:
        self._margin = margin
        self._held: _Held | None = None
        self._unsaved: Token | None = None
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
        """The token, unless something is to be done about it: renew it, or save it."""
        held, quiet = self._held, self._quiet_until
        if held is None or self._if_good(held.token, now) is None:
            return None
        if quiet is not None and now < quiet:
            return held.token
        due = self._unsaved is not None or (held.renew_at is not None and now >= held.renew_at)
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

    def keep(self, token: Token) -> None:
        """A new token has come. From this moment on it is used, whether or not it can be saved."""
        before = self.token
        if before is not None and before.access_token == self._refused:
            self._got_for_a_refused = token.access_token
        self._unsaved = token
        self._hold(token)

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


def bearer(token: Token) -> SentHeaders:
    """The headers that carry a token."""
    return SentHeaders({"authorization": f"Bearer {token.access_token}"})
