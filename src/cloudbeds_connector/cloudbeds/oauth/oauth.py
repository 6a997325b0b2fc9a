"""Decides what OAuth 2.0 is for a host: connect, exchange, and then a credential that renews itself.

Authlib's parts that do no I/O write the requests; its `OAuth2Token` is not used, because it reads the machine's clock.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...errors import AuthenticationError, CloudbedsError, ConfigurationError
from ...pms.clock import SystemClock
from ...pms.ports import Clock, Credentials
from ...pms.tokens import Token, TokenStore
from .._caller import DEFAULT_BASE_URL
from .._http import CONNECT_SECONDS, WAITS_PER_ATTEMPT, Transport
from .asking import Asking
from .auth import RenewedAuth
from .endpoint import METHOD, Granted, TokenEndpoint
from .grants import API_KEY, Client, Grant, by_client, by_code, by_refresh_token
from .keeper import TokenKeeper
from .metadata import discover_base_url
from .redirect import authorization_url, authorize_url, code_in
from .renewal import Renewal
from .tries import Tries

#: How much longer than a request a lease lasts, in seconds: for storing the token, and for clocks that differ.
LEASE_SPARE_SECONDS = 10.0


class OAuth(RenewedAuth):
    """A grant of OAuth 2.0 (authorization code), and the `Auth` that carries its token. Thread-safe.

    Keep one object for each connection as long as the process lives: a token that could not be stored is in it.
    `tokens` is where every process finds the grant, by `name` (the connection's id). A token is renewed `margin`
    seconds before it expires (up to half as much earlier, by chance, so that a fleet does not renew at once), and once
    when Cloudbeds answers 401; one thread of one process does it, the others wait or go on with a token that is still
    good. `timeout` is in seconds for each wait for the server, `patience` for a whole renewal, and `lease` (longer
    than a request; by default from `timeout`) is when another process takes over from one that was killed.

    `redirect_uri` is the app's as Cloudbeds knows it, and needed to connect. Renewing raises `AuthenticationError` when
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
        clock: Clock | None = None,
    ) -> None:
        if not client_id or not client_secret or not name:
            raise ConfigurationError("client_id, client_secret and name are needed.", next_action="Give all three.")
        self._client = Client(id=client_id, secret=client_secret, redirect_uri=redirect_uri)
        del client_secret  # a traceback that shows local variables must not show it
        self._own_scopes: tuple[str, ...] | None = None
        self._base_url, self._transport, self._timeout, self._patience = base_url, transport, timeout, patience
        self._clock = clock or SystemClock()
        self._lease = _lease(lease, longest=timeout * WAITS_PER_ATTEMPT + CONNECT_SECONDS)
        self._endpoint = TokenEndpoint(
            self._client, base_url=base_url, token_url=token_url, timeout=timeout, transport=transport
        )
        keeper = TokenKeeper(tokens, name, margin=margin, lease=self._lease)
        asking = Asking(self._endpoint)
        renewal = Renewal(keeper, asking, grant_of=self._grant_of, patience=patience, lease=self._lease)
        super().__init__(client_id, keeper=keeper, renewal=renewal)

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

    # -- connect -------------------------------------------------------------------------------------------------------

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
        connected: list[Token | CloudbedsError] = []

        def connect() -> None:
            try:
                connected.append(self._renewal.begin(grant, self._clock))
            except CloudbedsError as error:  # no concern of those who wait for the flight
                connected.append(error)

        while not connected:
            self._flights.alone(connect)
        if isinstance(connected[0], CloudbedsError):
            raise connected[0]
        return connected[0]

    def exchange_for_key(self, answer: str, *, state: str | None = None) -> Credentials:
        """Exchange the code of the redirect for an API key (Cloudbeds' automatic delivery); see `exchange`.

        Nothing is stored. Cloudbeds' guide: refreshing a token of the same connection afterwards makes the key invalid.
        """
        self._redirect_uri()
        grant = by_code(code_in(answer, state=state), kind=API_KEY)
        asking, given = Asking(self._endpoint), list[Granted]()
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
        )

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


def _lease(seconds: float | None, *, longest: float) -> float:
    if seconds is None:
        return longest + LEASE_SPARE_SECONDS
    if seconds > longest:
        return seconds
    raise ConfigurationError(
        f"A lease of {seconds:.0f} s may end before the request of its holder does, which takes up to {longest:.0f} s.",
        next_action="Give a longer lease, or a shorter timeout.",
    )
