"""A credential that renews itself: the `Auth` of an OAuth 2 grant."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypedDict

from ...errors import ConfigurationError
from ...pms.ports import Clock, Limiter
from ...pms.tokens import Token, TokenStore
from ...secrecy import NotPickled
from ..auth import digest_of
from ..deadline import DeadlineError
from ..single_flight import SingleFlight
from ..wire import CONNECT_SECONDS, WAITS_PER_ATTEMPT
from .endpoint import GrantRequests, TokenEndpoint
from .grants import Grant, OAuthClient
from .keeper import TokenKeeper, bearer
from .renewal import Renewal, lease_of
from .retries import time_left


class RenewalOptions(TypedDict, total=False):
    """How a grant is renewed; all times are in seconds.

    `timeout` is for each wait for the server, `deadline` for a whole renewal. A token is renewed `margin` before it
    expires (up to half as much earlier, at random, so that a fleet does not renew at once). `lease` (longer than a
    request; by default from `timeout`) is after what time another process takes over from one that was killed.
    `limiter`, that of the clients, is slowed down when the token endpoint received too many requests.
    """

    timeout: float
    deadline: float
    margin: float
    lease: float | None
    limiter: Limiter | None


class RenewedCredential(NotPickled):
    """The `Auth` of one grant, whose token is renewed once for all threads and processes. Thread-safe.

    Keep one object for each grant as long as the process lives: a token that could not be stored is in it. `tokens` is
    where every process finds the grant, by `name` (the connection's id). A token is renewed before it expires, and once
    after a 401. One thread of one process renews it; the others wait, or use a token that is still valid. The options
    are those of `RenewalOptions`.

    `grant_of` returns the grant that renews a token (None: nothing is stored), or raises `AuthenticationError`.
    Renewing raises `AuthenticationError` when the property must be connected again, `RetryableError` or `StoreError`
    when it may work later. It cannot be pickled: pass the connection's id to a task.
    """

    def __init__(
        self,
        client: OAuthClient,
        endpoint: TokenEndpoint,
        *,
        tokens: TokenStore,
        name: str,
        grant_of: Callable[[Token | None], Grant],
        timeout: float = 15.0,
        margin: float = 300.0,
        deadline: float = 60.0,
        lease: float | None = None,
        limiter: Limiter | None = None,
    ) -> None:
        if not client.id or not client.secret or not name:
            raise ConfigurationError("client_id, client_secret and name are needed.", next_action="Give all three.")
        #: A digest of the client's id: the rate is counted by client, whatever the property.
        self.rate_key = digest_of(client.id)
        self._endpoint = endpoint
        self._limiter = limiter
        self._renewal_seconds = deadline
        self._lease = lease_of(lease, longest=timeout * WAITS_PER_ATTEMPT + CONNECT_SECONDS)
        self._keeper = TokenKeeper(tokens, name, margin=margin, lease=self._lease)
        self._renewal = Renewal(self._keeper, self._requests(), grant_of=grant_of, seconds=deadline, lease=self._lease)
        self._single_flight = SingleFlight()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(name={self._keeper.name!r})"

    def current(self, *, now: datetime) -> Mapping[str, str] | None:
        """The token in memory, if it is valid and needs no renewal, or is being renewed already."""
        token = self._keeper.fresh(now) or (self._keeper.valid(now) if self._single_flight.busy else None)
        return None if token is None else bearer(token)

    def renewed(self, *, clock: Clock, refused: Mapping[str, str] | None = None) -> Mapping[str, str]:
        """A valid token: the store's, or else a new one, in the time that `clock` has left if it has ``left()``.

        A request to the token endpoint that is under way is not aborted: its answer may hold the only refresh token. A
        token that was issued for a refused one, and is refused as well before it was ever accepted, is not renewed
        again for a minute, because the refusal has another reason then.
        """
        self._keeper.refuse(refused)
        refused = None  # a traceback that shows local variables must not show it
        while True:
            now = clock.now()
            token = self._keeper.fresh(now)
            if token is not None:
                return bearer(token)
            valid = self._keeper.valid(now)
            flight = self._single_flight.run(
                lambda: self._renewal.run(clock), wait=valid is None, within=time_left(clock)
            )
            token = valid if flight is not None else self._keeper.token
            if token is not None:
                return bearer(token)
            if flight is not None and flight.error is not None and not isinstance(flight.error, DeadlineError):
                raise copy.copy(flight.error)

    def look_again(self) -> None:
        """Read the store before the next request: a host may have put another grant there. It does no I/O itself."""
        self._keeper.look_again()

    def flush(self) -> bool:
        """Save a token that is not stored yet; whether everything is stored. For the end of a process."""
        if not self._keeper.is_saved:
            self._single_flight.run(self._renewal.save)
        return self._keeper.is_saved

    def used(self, *, now: datetime) -> None:
        """Note that the token was accepted."""
        self._keeper.accept()

    def warning(self, *, now: datetime) -> str | None:
        """A token that is not stored is lost with the process."""
        if self._keeper.is_saved:
            return None
        return f"The newest token of {self._keeper.name} is not stored yet. See to the store before this process ends."

    def _requests(self) -> GrantRequests:
        return GrantRequests(self._endpoint, limiter=self._limiter, rate_key=self.rate_key)
