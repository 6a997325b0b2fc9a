"""Decides what OAuth 2.0 is for a host: connect, exchange, and then a credential that renews itself.

A request carries the token in memory while that will do, and another one as soon as it will not. Authlib writes the
address that hoteliers are sent to; its `OAuth2Token` is not used, because it reads the machine's clock.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from ...errors import AuthenticationError, ConfigurationError, ConnectorError
from ...http.caller import DEFAULT_BASE_URL
from ...http.deadline import DeadlineError
from ...http.renewal.flights import Flights
from ...http.renewal.keeper import TokenKeeper, bearer
from ...http.renewal.renewal import Renewal, lease_of
from ...http.renewal.tries import Tries, time_left
from ...http.wire import CONNECT_SECONDS, WAITS_PER_ATTEMPT, Transport
from ...pms.clock import SystemClock
from ...pms.ports import Clock, Credentials, Limiter
from ...pms.tokens import Token, TokenStore
from ..auth import digest_of, not_pickled
from .endpoint import METHOD, Asking, Granted, TokenEndpoint
from .grants import API_KEY, Client, Grant, by_client, by_code, by_refresh_token
from .metadata import discover_base_url
from .redirect import authorization_url, authorize_url, code_in


class OAuth:
    """A grant of OAuth 2.0 (authorization code), and the `Auth` that carries its token. Thread-safe.

    Keep one object for each connection as long as the process lives: a token that could not be stored is in it.
    `tokens` is where every process finds the grant, by `name` (the connection's id). A token is renewed `margin`
    seconds before it expires (up to half as much earlier, by chance, so that a fleet does not renew at once), and once
    when Cloudbeds answers 401; one thread of one process does it, the others wait or go on with a token that is still
    good. `timeout` is in seconds for each wait for the server, `patience` for a whole renewal, and `lease` (longer
    than a request; by default from `timeout`) is when another process takes over from one that was killed.

    `redirect_uri` is the app's as Cloudbeds knows it, and needed to connect. `limiter`, that of the clients, is told to
    slow down when the token endpoint says that there are too many requests. Renewing raises `AuthenticationError` when
    the property must be connected again, `RetryableError` or `StoreError` when it may work later. `clock` is for the
    methods that take none. It cannot be pickled: a task carries the connection's id.
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        *,
        tokens: TokenStore,
        name: str,
        redirect_uri: str | None = None,
        base_url: str = DEFAULT_BASE_URL,
        token_url: str | None = None,
        transport: Transport | None = None,
        timeout: float = 15.0,
        margin: float = 300.0,
        patience: float = 60.0,
        lease: float | None = None,
        limiter: Limiter | None = None,
        clock: Clock | None = None,
    ) -> None:
        if not client_id or not client_secret or not name:
            raise ConfigurationError("client_id, client_secret and name are needed.", next_action="Give all three.")
        self._client = Client(id=client_id, secret=client_secret, redirect_uri=redirect_uri)
        del client_secret  # a traceback that shows local variables must not show it
        self._own_scopes: tuple[str, ...] | None = None
        self._base_url, self._transport, self._timeout, self._patience = base_url, transport, timeout, patience
        self._clock, self._limiter = clock or SystemClock(), limiter
        self._lease = lease_of(lease, longest=timeout * WAITS_PER_ATTEMPT + CONNECT_SECONDS)
        self._endpoint = TokenEndpoint(
            self._client, base_url=base_url, token_url=token_url, timeout=timeout, transport=transport
        )
        self._keeper = TokenKeeper(tokens, name, margin=margin, lease=self._lease)
        self._renewal = Renewal(
            self._keeper, self._asking(), grant_of=self._grant_of, patience=patience, lease=self._lease
        )
        self._flights = Flights()

    @classmethod
    def client_credentials(
        cls,
        client_id: str,
        client_secret: str,
        *,
        token_url: str,
        tokens: TokenStore,
        name: str,
        scopes: Iterable[str] = (),
        transport: Transport | None = None,
        timeout: float = 15.0,
        margin: float = 300.0,
        clock: Clock | None = None,
    ) -> OAuth:
        """A grant to the program itself, for token endpoints that offer it; Cloudbeds' does not.

        Nobody connects anything, and another token is asked for instead of refreshing one.
        """
        made = cls(
            client_id,
            client_secret,
            tokens=tokens,
            name=name,
            token_url=token_url,
            transport=transport,
            timeout=timeout,
            margin=margin,
            clock=clock,
        )
        made._own_scopes = tuple(scopes)
        return made

    def authorization_url(self, scopes: Iterable[str]) -> tuple[str, str]:
        """Where to send the hotelier, and the state to keep in that user's session and give to `exchange`.

        It asks for exactly these scopes, such as ``["read:hotel", "read:room"]``; a grant's scopes are fixed.
        """
        url = authorize_url(self._base_url)
        return authorization_url(url, client_id=self._client.id, redirect_uri=self._redirect_uri(), scopes=scopes)

    def exchange(self, answer: str, *, state: str | None = None) -> Token:
        """Connect: exchange the code of the redirect for a token, and store it.

        `answer` is the URL of the redirect with its query, and `state` what `authorization_url` returned; or the bare
        code, if the host has compared the state itself. Cloudbeds takes a code once and for ten minutes.
        `AuthenticationError` if the state is another, the hotelier refused, or the code is not good. `StoreError` if
        the store fails: before the code is sent, or with the token in memory and in use, to be stored later.
        """
        self._redirect_uri()
        grant = by_code(code_in(answer, state=state))
        connected: list[Token | ConnectorError] = []

        def connect() -> None:
            try:
                connected.append(self._renewal.begin(grant, self._clock))
            except ConnectorError as error:  # no concern of those who wait for the flight
                connected.append(error)

        while not connected:
            self._flights.alone(connect)
        if isinstance(connected[0], ConnectorError):
            raise connected[0]
        return connected[0]

    def exchange_for_key(self, answer: str, *, state: str | None = None) -> Credentials:
        """Exchange the code of the redirect for an API key (Cloudbeds' automatic delivery); see `exchange`.

        Nothing is stored. Cloudbeds' guide: refreshing a token of the same connection afterwards makes the key invalid.
        """
        self._redirect_uri()
        grant = by_code(code_in(answer, state=state), kind=API_KEY)
        asking, given = self._asking(), list[Granted]()
        tries = Tries(self._clock, patience=self._patience, lease=self._lease)
        tries(lambda: asking.ask(grant, self._clock, keep=lambda granted, _: given.append(granted)))
        return Credentials(given[0].access_token)

    def discover_base_url(self) -> str:
        """The base URL of the region that the property is in, as ``oauth/metadata`` names it; give it to the client."""
        return discover_base_url(
            self,
            base_url=self._base_url,
            clock=self._clock,
            timeout=self._timeout,
            patience=self._patience,
            transport=self._transport,
            limiter=self._limiter,
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}(name={self._keeper.name!r})"

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise not_pickled(self)

    @property
    def rate_key(self) -> str:
        """A digest of the client's id: Cloudbeds counts by client, whatever the property."""
        return digest_of(self._client.id)

    def current(self, *, now: datetime) -> Mapping[str, str] | None:
        """The token in memory, if it is good and nothing is to be done about it, or is being done already."""
        token = self._keeper.fresh(now) or (self._keeper.good(now) if self._flights.busy else None)
        return None if token is None else bearer(token)

    def renewed(self, *, clock: Clock, refused: Mapping[str, str] | None = None) -> Mapping[str, str]:
        """A token that is good: the store's, or else a new one, in the time that `clock` has left if it has ``left()``.

        A request to the token endpoint that is under way is not cut short: its answer may hold the only refresh token.
        A token that was got for a refused one, and is refused as well before it was ever accepted, is not renewed once
        more for a minute: then the refusal has another reason.
        """
        self._keeper.refuse(refused)
        refused = None  # a traceback that shows local variables must not show it
        while True:
            now = clock.now()
            token = self._keeper.fresh(now)
            if token is not None:
                return bearer(token)
            good = self._keeper.good(now)
            flight = self._flights.alone(lambda: self._renewal.run(clock), wait=good is None, within=time_left(clock))
            token = good if flight is not None else self._keeper.token
            if token is not None:
                return bearer(token)
            if flight is not None and flight.error is not None and not isinstance(flight.error, DeadlineError):
                raise copy.copy(flight.error)

    def look_again(self) -> None:
        """Read the store before the next request: a host may have put another grant there. It does no I/O itself."""
        self._keeper.look_again()

    def flush(self) -> bool:
        """Save a token that the store has not taken yet; whether none is left. For the end of a process."""
        if not self._keeper.is_saved:
            self._flights.alone(self._renewal.save)
        return self._keeper.is_saved

    def used(self, *, now: datetime) -> None:
        """The token is good."""
        self._keeper.accept()

    def warning(self, *, now: datetime) -> str | None:
        """A token that is not stored is lost with the process."""
        if self._keeper.is_saved:
            return None
        return f"The newest token of {self._keeper.name} is not stored yet. See to the store before this process ends."

    def _asking(self) -> Asking:
        return Asking(self._endpoint, limiter=self._limiter, rate_key=self.rate_key)

    def _grant_of(self, token: Token | None) -> Grant:
        if self._own_scopes is not None:
            return by_client(self._own_scopes)
        if token is not None and token.refresh_token:
            return by_refresh_token(token.refresh_token)
        raise AuthenticationError(
            "There is no token of this connection." if token is None else "The token has no refresh token.",
            next_action="Connect the property: authorization_url(), then exchange().",
            method=METHOD,
        )

    def _redirect_uri(self) -> str:
        if self._client.redirect_uri:
            return self._client.redirect_uri
        raise ConfigurationError(
            "redirect_uri is needed to connect.", next_action="Give the one that the app is registered with."
        )
