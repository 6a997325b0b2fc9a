"""Decides the order in which a grant is renewed: store, lease, store again, network, memory, store.

No lock is held over the network. The lease in the store keeps other processes out; it is prolonged before each request
and outlasts it, and the store is read after it was got, so a token that somebody else has renewed is found. A failure
of anything leaves the grant as it was, or its new token in memory.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from ...cloudbeds.oauth.endpoint import METHOD, Asking, Granted, GrantRefusedError
from ...cloudbeds.oauth.grants import REFRESH, Grant
from ...errors import ConfigurationError, ConnectorError, StoreError
from ...pms.ports import Clock
from ...pms.tokens import Token
from .keeper import TokenKeeper
from .tries import RenewedElsewhereError, Tries

#: Ten years: beyond is a mistake, or means never.
LONGEST_LIFE_SECONDS = 315_360_000
#: How much longer than a request a lease lasts, in seconds: for storing the token, and for clocks that differ.
LEASE_SPARE_SECONDS = 10.0

log = logging.getLogger(__name__)


class Renewal:
    """Renews one grant. Only one thread of a process may be in it at a time.

    `grant_of` says what to ask for when this is the token (None: nothing is stored); it raises `AuthenticationError`
    where there is nothing to ask for. `patience` and `lease` are in seconds.
    """

    def __init__(
        self,
        keeper: TokenKeeper,
        asking: Asking,
        *,
        grant_of: Callable[[Token | None], Grant],
        patience: float,
        lease: float,
    ) -> None:
        self._keeper = keeper
        self._asking = asking
        self._grant_of = grant_of
        self._patience = patience
        self._longest_lease = lease

    def run(self, clock: Clock) -> None:
        """See to it that the keeper has a token that can be used; the store is asked first."""
        try:
            self._tries(clock)(lambda: self._go_on_with_a_good_token(clock))
        finally:
            self._keeper.release()

    def begin(self, grant: Grant, clock: Clock) -> Token:
        """Begin anew with what `grant` gives. `StoreError` if it could not be stored; it is in use all the same."""

        def ask() -> None:
            self._lease(clock)  # before the code is spent: whether the store works, and nobody renews the old grant
            self._keeper.read()
            self._ask(grant, clock)

        try:
            self._tries(clock)(ask)
        finally:
            self._keeper.release()
        token = self._keeper.token
        if token is None or not self._keeper.is_saved:
            raise StoreError(
                "The token was granted, but the store does not take it.",
                next_action="Keep this object and go on using it: it saves the token as soon as the store works.",
            )
        return token

    def save(self) -> None:
        """One try to save what is not saved yet."""
        try:
            self._keeper.save()
        except ConnectorError as error:
            self._complain(error)
        self._keeper.release()

    def _tries(self, clock: Clock) -> Tries:
        return Tries(clock, patience=self._patience, lease=self._longest_lease)

    def _go_on_with_a_good_token(self, clock: Clock) -> None:
        try:
            self._step(clock)
        except ConnectorError as error:
            if self._keeper.good(clock.now()) is None:
                raise
            self._keeper.rest(clock.now())
            log.warning(
                "the token of the grant %s could not be renewed or saved (%s); the present one is still good",
                self._keeper.name,
                type(error).__name__,
            )

    def _step(self, clock: Clock) -> None:
        self._keeper.save()
        self._keeper.read()
        if self._is_done(clock):
            return
        self._asking.check(self._grant_of(self._keeper.token), clock.now())
        self._lease(clock)
        self._keeper.read()
        if self._is_done(clock):
            return
        refusal: GrantRefusedError
        try:
            self._ask(self._grant_of(self._keeper.token), clock)
            return
        except GrantRefusedError as error:
            refusal = error
        self._keeper.read()  # another process may have renewed it, and been too slow to keep its lease
        if not self._is_done(clock):
            raise refusal

    def _is_done(self, clock: Clock) -> bool:
        now = clock.now()
        return self._keeper.fresh(now) is not None or self._keeper.stands(now)

    def _lease(self, clock: Clock) -> None:
        if not self._keeper.lease(clock.now()):
            raise RenewedElsewhereError(
                "Another process is renewing the credential.", next_action="Try again in a moment.", method=METHOD
            )

    def _ask(self, grant: Grant, clock: Clock) -> None:
        def keep(granted: Granted, asked_at: datetime) -> None:
            self._keeper.keep(_token(granted, asked_at, before=self._keeper.token, same=grant.kind == REFRESH))

        try:
            self._asking.ask(grant, clock, keep=keep)
        finally:
            self._save(clock)

    def _save(self, clock: Clock) -> None:
        """Save the new token now, in the time of the lease; a store that fails for longer gets it later."""
        try:
            self._tries(clock)(self._keeper.save)
        except ConnectorError as error:
            self._keeper.rest(clock.now())
            self._complain(error)

    def _complain(self, error: ConnectorError) -> None:
        log.warning("the new token of the grant %s is not saved yet (%s)", self._keeper.name, type(error).__name__)


def lease_of(seconds: float | None, *, longest: float) -> float:
    """The length of a lease: what is wanted (in seconds), or what fits a request that takes up to `longest`."""
    if seconds is None:
        return longest + LEASE_SPARE_SECONDS
    if seconds > longest:
        return seconds
    raise ConfigurationError(
        f"A lease of {seconds:.0f} s may end before the request of its holder does, which takes up to {longest:.0f} s.",
        next_action="Give a longer lease, or a shorter timeout.",
    )


def _token(granted: Granted, issued_at: datetime, *, before: Token | None, same: bool) -> Token:
    """The new token. What the answer to a refresh leaves out stays as it was, for it is the `same` grant."""
    seconds, old = granted.seconds, before if same else None
    return Token(
        access_token=granted.access_token,
        refresh_token=granted.refresh_token or (old.refresh_token if old else None),
        expires_at=None
        if seconds is None
        else issued_at + timedelta(seconds=min(max(seconds, 0), LONGEST_LIFE_SECONDS)),
        issued_at=issued_at,
        version=before.version + 1 if before else 1,
        properties=granted.properties or (old.properties if old else ()),
    )
