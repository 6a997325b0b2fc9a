"""`CloudbedsConnector`: Cloudbeds as a connector that the engine is handed, and its capabilities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from ..errors import ConfigurationError
from ..hooks import Hooks, ignore_event
from ..http.auth import digest_of
from ..http.renewal.shared import SharedGrants
from ..http.retry import RetryPolicy
from ..http.wire import is_local
from ..pms.capabilities import Capabilities
from ..pms.model import Hint
from ..pms.ports import Clock, Credentials, Limiter, PmsAccount
from ..pms.tokens import TokenStore
from ..secrecy import NotPickled
from .addresses import AllowedServers
from .api import DEFAULT_BASE_URL
from .auth import IDLE_LIMIT, ApiKey
from .client import CloudbedsClient
from .oauth import OAuth
from .session import CloudbedsSession
from .settings import CloudbedsSettings
from .webhooks import hints, parse_events

if TYPE_CHECKING:
    from ..http.wire import Transport

#: What Cloudbeds offers, by its official description of version 1.3 and what integrators report.
CAPABILITIES = Capabilities(
    webhooks="api",
    event_payload="partial",
    change_feed="modified_lossy",
    deleted_visible=True,
    occupancy="native",
    inspected=True,
    pickup=True,
    service_flags=True,
    segments="sub_reservation",
    eta="time",
    room_key="id",
    blocks=True,
    blocked_flag=True,
    linked_rooms=True,
    dorm_beds=True,
    write_condition=True,
    webhook_auth="url_token",
    requests_per_second=5.0,
    credential_idle_days=IDLE_LIMIT.days,
    max_page=100,
    timestamps="mixed",
    read_lag=timedelta(minutes=20),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OAuthApp(NotPickled):
    """The app that hotels connect with OAuth, as Cloudbeds registered it."""

    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str | None = None


class CloudbedsConnector(NotPickled):
    """Cloudbeds behind `pms.ports.PmsConnector`. It holds no connection itself.

    Credentials, and the secret of `app`, are sent only to servers that are allowed here, by the host's code: Cloudbeds'
    own (every host of ``cloudbeds.com``), those named in `allowed_hosts`, such as a proxy of yours, and for simulated
    hotels that of `base_url` if it is on this machine, or the hotels of an in-process `transport`. Any other is a
    `ConfigurationError`, here and where a connection's settings name it.

    `base_url` is where the API of connections is that set none. `timeout`, `attempts`, `deadline` and `hooks` are those
    of `CloudbedsClient`, for every session. `transport` replaces the network for all of them; you close a transport
    that you pass in.

    `app` is needed for connections that are opened with OAuth. Cloudbeds counts requests by client, so with an `app`
    the keys of its hotels share one rate, as its grants do. `rate_key` names the rate of keys instead, for instance
    where a partner's keys are used without `app`. Without both, each key has a rate of its own.
    """

    slug = "cloudbeds"
    capabilities = CAPABILITIES

    def __init__(
        self,
        *,
        base_url: str = DEFAULT_BASE_URL,
        allowed_hosts: Iterable[str] = (),
        timeout: float = 30.0,
        attempts: int = RetryPolicy().attempts,
        deadline: float | None = 300.0,
        transport: Transport | None = None,
        app: OAuthApp | None = None,
        rate_key: str | None = None,
        hooks: Hooks = ignore_event,
    ) -> None:
        self._app = app
        self._servers = AllowedServers(base_url, allowed_hosts, any_local=is_local(transport))
        self._timeout = timeout
        self._attempts = attempts
        self._deadline = deadline
        self._transport = transport
        self._rate_key = rate_key or (digest_of(app.client_id) if app is not None else None)
        self._hooks = hooks
        self._grants: SharedGrants[OAuth] = SharedGrants()

    def open(
        self, account: PmsAccount, credentials: Credentials, *, limiter: Limiter, clock: Clock, tokens: TokenStore
    ) -> CloudbedsSession:
        """Open one property; no request is made yet. `account.settings` are those of `CloudbedsSettings`."""
        settings = self._read(account.settings)
        grant: OAuth | None = None
        if credentials.kind == "oauth":
            name, address = account.connection_id, settings.base_url
            grant = self.oauth(name, tokens, base_url=address, limiter=limiter, clock=clock)
            grant.look_again()  # a session is opened again where the credential may have changed
        client = CloudbedsClient(
            grant or self._key(credentials),
            property_id=account.pms_property_id,
            base_url=settings.base_url,
            timezone=account.timezone,
            timeout=self._timeout,
            attempts=self._attempts,
            transport=self._transport,
            limiter=limiter,
            clock=clock,
            deadline=self._deadline,
            hooks=self._hooks,
        )
        on_close = (lambda: None) if grant is None else partial(self._grants.flush, grant)
        return CloudbedsSession(
            client, settings, clock, on_close=on_close, replaced=account.replaced, is_app=self._app is not None
        )

    def oauth(
        self,
        name: str,
        tokens: TokenStore,
        *,
        base_url: str | None = None,
        limiter: Limiter | None = None,
        clock: Clock | None = None,
    ) -> OAuth:
        """The app's grant for the connection `name`: to connect a hotel, and to use its token.

        In each process there is one object for a grant, which sessions share; it keeps the `limiter` and `clock` that
        it was made with.
        """
        app, address = self._app, self._servers.check(base_url or self._servers.base_url)
        if app is None:
            raise ConfigurationError(
                "This connector has no app to use OAuth with.",
                next_action="Give CloudbedsConnector(app=OAuthApp(...)).",
            )

        def make() -> OAuth:
            return OAuth(
                app.client_id,
                app.client_secret,
                redirect_uri=app.redirect_uri,
                tokens=tokens,
                name=name,
                base_url=address,
                transport=self._transport,
                timeout=self._timeout,
                limiter=limiter,
                clock=clock,
            )

        return self._grants.get((id(tokens), name, address), make)  # a grant holds its store, so the id stays taken

    def base_url_of(self, settings: Mapping[str, Any]) -> str:
        """Where the API of a connection with these settings is; `ConfigurationError` if its server is not allowed."""
        return self._read(settings).base_url

    def _read(self, settings: Mapping[str, Any]) -> CloudbedsSettings:
        read = CloudbedsSettings.read(settings, base_url=self._servers.base_url)
        return replace(read, base_url=self._servers.check(read.base_url))

    def _key(self, credentials: Credentials) -> ApiKey:
        if credentials.kind == "api_key":
            return ApiKey(credentials.secret, last_used_at=credentials.last_used_at, rate_key=self._rate_key)
        raise ConfigurationError(
            f"Cloudbeds takes no credentials of the kind {credentials.kind!r}.",
            next_action="Give Credentials(key, kind='api_key'), or connect the hotel with OAuth.",
        )

    def parse(self, body: bytes, *, content_type: str | None = None) -> Sequence[Hint]:
        """The hints in a webhook's body, whose sender is not verified. `WebhookRejectedError` for anything else."""
        return [hint for event in parse_events(body, content_type) for hint in hints(event)]
