"""Renewing a grant, in this order: store, lease, store again, network, memory, store.

No lock is held over the network. The lease in the store keeps other processes out: it is prolonged before each request
and lasts longer than one, and the store is read after it was taken, to find a token that another process has renewed.
Any failure leaves the grant as it was, or its new token in memory.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ...errors import ConfigurationError, ConnectorError, StoreError
from ...escapes import quoted
from ...pms.ports import Clock
from ...pms.tokens import Token
from ...secrecy import NotPickled
from .endpoint import METHOD, Granted, GrantRefusedError, GrantRequests
from .grants import REFRESH, Grant
from .keeper import TokenKeeper
from .retries import RenewalRetry, RenewedElsewhereError

#: Ten years. A longer lifetime is a mistake, or means that the token does not expire.
LONGEST_LIFE_SECONDS = 315_360_000
#: How much longer than a request a lease lasts, in seconds: for storing the token, and for clocks that differ.
LEASE_SPARE_SECONDS = 10.0

log = logging.getLogger(__name__)


@dataclass(eq=False, repr=False)
class Renewal(NotPickled):
    """Renews one grant. Only one thread of a process may be in it at a time.

    `grant_of` returns the grant that renews a token (None: nothing is stored); it raises `AuthenticationError` where
    there is none. `seconds` is the time for a renewal, `lease` the length of a lease.
    """

    keeper: TokenKeeper
    requests: GrantRequests
    grant_of: Callable[[Token | None], Grant]
    seconds: float
    lease: float

    def run(self, clock: Clock) -> None:
        """Give the keeper a valid token; the store is read first."""
        try:
            self._retry(clock)(lambda: self._renew_or_use_the_present(clock))
        finally:
            self.keeper.release()

    def begin(self, grant: Grant, clock: Clock) -> Token:
        """Replace the token by that of a new grant. `StoreError` if it could not be stored; it is in use even so."""

        def request() -> None:
            self._take_lease(clock)  # before the code is spent: the store works, and no process renews the old grant
            self.keeper.read()
            self._request(grant, clock)

        try:
            self._retry(clock)(request)
        finally:
            self.keeper.release()
        token = self.keeper.token
        if token is None or not self.keeper.is_saved:
            raise StoreError(
                "The token was granted, but could not be stored.",
                next_action="Keep this object and use it: it saves the token as soon as the store works.",
            )
        return token

    def save(self) -> None:
        """One try to save what is not saved yet."""
        try:
            self.keeper.save()
        except ConnectorError as error:
            self._log_unsaved(error)
        self.keeper.release()

    def _retry(self, clock: Clock) -> RenewalRetry:
        return RenewalRetry(clock, seconds=self.seconds, lease=self.lease)

    def _renew_or_use_the_present(self, clock: Clock) -> None:
        try:
            self._step(clock)
        except ConnectorError as error:
            if self.keeper.valid(clock.now()) is None:
                raise
            self.keeper.postpone(clock.now())
            log.warning(
                "the token of the grant %s could not be renewed or saved (%s); the present one is still valid",
                quoted(self.keeper.name),
                type(error).__name__,
            )

    def _step(self, clock: Clock) -> None:
        self.keeper.save()
        self.keeper.read()
        if self._is_done(clock):
            return
        self.requests.check(self.grant_of(self.keeper.token), clock.now())
        self._take_lease(clock)
        self.keeper.read()
        if self._is_done(clock):
            return
        refusal: GrantRefusedError
        try:
            self._request(self.grant_of(self.keeper.token), clock)
            return
        except GrantRefusedError as error:
            refusal = error
        self.keeper.read()  # another process may have renewed it after its lease had expired
        if not self._is_done(clock):
            raise refusal

    def _is_done(self, clock: Clock) -> bool:
        now = clock.now()
        return self.keeper.fresh(now) is not None or self.keeper.is_refused_again(now)

    def _take_lease(self, clock: Clock) -> None:
        if not self.keeper.lease(clock.now()):
            raise RenewedElsewhereError(
                "Another process is renewing the credential.", next_action="Try again in a moment.", method=METHOD
            )

    def _request(self, grant: Grant, clock: Clock) -> None:
        def keep(granted: Granted, requested_at: datetime) -> None:
            self.keeper.keep(_token(granted, requested_at, before=self.keeper.token, same=grant.kind == REFRESH))

        try:
            self.requests.send(grant, clock, keep=keep)
        finally:
            self._save(clock)

    def _save(self, clock: Clock) -> None:
        """Save the new token now, during the lease; if the store fails for longer, it is saved later."""
        try:
            self._retry(clock)(self.keeper.save)
        except ConnectorError as error:
            self.keeper.postpone(clock.now())
            self._log_unsaved(error)

    def _log_unsaved(self, error: ConnectorError) -> None:
        log.warning(
            "the new token of the grant %s is not saved yet (%s)", quoted(self.keeper.name), type(error).__name__
        )


def lease_of(seconds: float | None, *, longest: float) -> float:
    """The length of a lease: `seconds`, by default enough for a request that takes up to `longest` seconds."""
    if seconds is None:
        return longest + LEASE_SPARE_SECONDS
    if seconds > longest:
        return seconds
    raise ConfigurationError(
        f"A lease of {seconds:.0f} s may expire before the request of its holder, which takes up to {longest:.0f} s.",
        next_action="Give a longer lease, or a shorter timeout.",
    )


def _token(granted: Granted, issued_at: datetime, *, before: Token | None, same: bool) -> Token:
    """The new token. For the `same` grant, what the answer to a refresh leaves out stays as it was."""
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
