"""OAuth 2.0 with Cloudbeds for a host: connect a hotel, and get a credential that renews itself.

Authlib writes the address that hoteliers are sent to. Its `OAuth2Token` is not used, because it reads the machine's
clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from typing_extensions import Unpack

from ...errors import AuthenticationError, ConfigurationError, ConnectorError
from ...http.call import MisshapenError
from ...http.renewal.credential import RenewalOptions, RenewedCredential
from ...http.renewal.endpoint import METHOD, Granted, TokenEndpoint, is_token
from ...http.renewal.grants import Grant, OAuthClient, by_client, by_code, by_refresh_token
from ...http.renewal.retries import RenewalRetry
from ...http.wire import Transport
from ...pms.address import check_base_url
from ...pms.clock import SystemClock
from ...pms.ports import Clock, Credentials
from ...pms.tokens import Token, TokenStore
from ..api import CLOUDBEDS, DEFAULT_BASE_URL
from ..envelope import document
from ..models.wire import Count, Id, Text, WireModel
from ..region import authorize_url, discover_base_url
from .redirect import authorization_url, code_in

#: Cloudbeds' OpenAPI description has three grants: by code, by refresh token, and this one, which delivers an API key.
API_KEY = "urn:ietf:params:oauth:grant-type:api-key"
#: Cloudbeds' OAuth guide.
_CODE_LIFETIME = "ten minutes"
_OFFERS = "Cloudbeds offers API keys (ApiKey) and the authorization code (OAuth) instead."


class OAuthOptions(RenewalOptions, total=False):
    """`RenewalOptions`, and how the token endpoint is reached. You close a `transport` that you pass in.

    `clock` is for the methods that take none.
    """

    transport: Transport | None
    clock: Clock | None


class OAuth(RenewedCredential):
    """A grant of OAuth 2.0 (authorization code), and the `Auth` that carries its token. Thread-safe.

    Keep one object for each connection as long as the process lives: a token that could not be stored is in it.
    `tokens` and `name` are those of `RenewedCredential`, whose errors it raises; `options` are those of
    `RenewalOptions`. `redirect_uri` is the app's as Cloudbeds knows it, and needed to connect. `clock` is for the
    methods that take none. It cannot be pickled: pass the connection's id to a task.
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
        clock: Clock | None = None,
        **options: Unpack[RenewalOptions],
    ) -> None:
        self._client = OAuthClient(id=client_id, secret=client_secret, redirect_uri=redirect_uri)
        del client_secret  # a traceback that shows local variables must not show it
        self._own_scopes: tuple[str, ...] | None = None
        self._base_url, self._transport = base_url, transport
        self._timeout, self._limiter = options.get("timeout", 15.0), options.get("limiter")
        self._clock = clock or SystemClock()
        url = token_url or check_base_url(base_url, example=DEFAULT_BASE_URL) + METHOD
        endpoint = TokenEndpoint(
            CLOUDBEDS, self._client, url=url, timeout=self._timeout, transport=transport, parse=_GRANTED, offers=_OFFERS
        )
        super().__init__(self._client, endpoint, tokens=tokens, name=name, grant_of=self._grant_of, **options)

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
        **options: Unpack[OAuthOptions],
    ) -> OAuth:
        """A grant to the program itself, for token endpoints that offer it; Cloudbeds' does not.

        No hotelier connects anything, and a new token is requested instead of refreshing one.
        """
        made = cls(client_id, client_secret, token_url=token_url, tokens=tokens, name=name, **options)
        made._own_scopes = tuple(scopes)
        return made

    def authorization_url(self, scopes: Iterable[str]) -> tuple[str, str]:
        """Where to send the hotelier, and the state to keep in that user's session and pass to `exchange`.

        It requests exactly these scopes, such as ``["read:hotel", "read:room"]``; a grant's scopes are fixed.
        """
        url = authorize_url(self._base_url)
        return authorization_url(url, client_id=self._client.id, redirect_uri=self._redirect_uri(), scopes=scopes)

    def exchange(self, answer: str, *, state: str | None = None) -> Token:
        """Connect: exchange the code of the redirect for a token, and store it.

        `answer` is the URL of the redirect with its query, and `state` what `authorization_url` returned; or the bare
        code, if the host has compared the state itself. Cloudbeds takes a code once and for ten minutes.
        `AuthenticationError` if the state is another, the hotelier refused, or the code is not valid. `StoreError` if
        the store fails: before the code is sent, or with the token in memory and in use, to be stored later.
        """
        self._redirect_uri()
        grant = by_code(code_in(answer, state=state), lifetime=_CODE_LIFETIME)
        connected: list[Token | ConnectorError] = []

        def connect() -> None:
            try:
                connected.append(self._renewal.begin(grant, self._clock))
            except ConnectorError as error:  # it does not concern the threads that wait for the flight
                connected.append(error)

        while not connected:
            self._single_flight.run(connect)
        if isinstance(connected[0], ConnectorError):
            raise connected[0]
        return connected[0]

    def exchange_for_key(self, answer: str, *, state: str | None = None) -> Credentials:
        """Exchange the code of the redirect for an API key (Cloudbeds' automatic delivery); see `exchange`.

        Nothing is stored. Cloudbeds' guide: refreshing a token of the same connection afterwards makes the key invalid.
        """
        self._redirect_uri()
        grant = by_code(code_in(answer, state=state), kind=API_KEY, lifetime=_CODE_LIFETIME)
        requests, granted = self._requests(), list[Granted]()
        retry = RenewalRetry(self._clock, seconds=self._renewal_seconds, lease=self._lease)
        retry(lambda: requests.send(grant, self._clock, keep=lambda each, _: granted.append(each)))
        return Credentials(granted[0].access_token)

    def discover_base_url(self) -> str:
        """The base URL of the region that the property is in; pass it to the client. See `region.discover_base_url`."""
        return discover_base_url(
            self,
            base_url=self._base_url,
            clock=self._clock,
            timeout=self._timeout,
            deadline=self._renewal_seconds,
            transport=self._transport,
            limiter=self._limiter,
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


class _Body(WireModel):
    access_token: Id
    refresh_token: Text = None
    expires_in: Count = None
    resources: Any = None


def _granted(body: _Body) -> Granted:
    if not is_token(body.access_token):
        raise MisshapenError("access_token")
    return Granted(
        access_token=body.access_token,
        refresh_token=body.refresh_token,
        seconds=body.expires_in,
        properties=_ids(body.resources),
    )


def _ids(resources: object) -> tuple[str, ...]:
    """The ids of the properties and associations; anything else is skipped, because the tokens matter more."""
    rows = resources if isinstance(resources, list) else []
    ids = (row.get("id") for row in rows if isinstance(row, dict))
    return tuple(str(each) for each in ids if isinstance(each, str | int) and each != "")


_GRANTED = document(lambda: _Body, _granted)
