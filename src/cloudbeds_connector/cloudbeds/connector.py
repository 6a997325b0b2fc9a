"""Decides how Cloudbeds is plugged in: the connector that the engine is handed, and what it says it can do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from ..errors import ConfigurationError
from ..pms.capabilities import Capabilities
from ..pms.model import Hint
from ..pms.ports import Clock, Credentials, Limiter, PmsAccount
from .auth import ApiKey
from .client import DEFAULT_BASE_URL, CloudbedsClient
from .session import CloudbedsBlocks, CloudbedsDirectory, CloudbedsRoomStates, CloudbedsStays
from .settings import CloudbedsSettings
from .subscriptions import CloudbedsEvents
from .webhooks import hints, parse_events

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from ._http import Transport

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
    linked_rooms=True,
    dorm_beds=True,
    write_condition=True,
    webhook_auth="url_token",
    requests_per_second=5.0,
    max_page=100,
    timestamps="mixed",
    read_lag=timedelta(seconds=30),
)


class CloudbedsSession:
    """One property of Cloudbeds, opened with one key. `client` is there for what no port covers."""

    def __init__(self, client: CloudbedsClient, settings: CloudbedsSettings) -> None:
        self.client = client
        self.directory = CloudbedsDirectory(client)
        self.stays = CloudbedsStays(client, settings)
        self.room_states = CloudbedsRoomStates(client)
        self.blocks = CloudbedsBlocks(client)
        self.events = CloudbedsEvents(client)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give connections back."""
        self.client.close()


class CloudbedsConnector:
    """Cloudbeds behind `pms.ports.PmsConnector`. It holds no connection itself.

    `base_url` is the default of connections that set none; `timeout` is in seconds; `transport` replaces the network
    for every session, and stays yours to close.
    """

    slug = "cloudbeds"
    capabilities = CAPABILITIES

    def __init__(
        self, *, base_url: str = DEFAULT_BASE_URL, timeout: float = 30.0, transport: Transport | None = None
    ) -> None:
        self._base_url = base_url
        self._timeout = timeout
        self._transport = transport

    def open(
        self, account: PmsAccount, credentials: Credentials, *, limiter: Limiter, clock: Clock
    ) -> CloudbedsSession:
        """Open one property; no request is made yet. `account.settings` are those of `CloudbedsSettings`."""
        if credentials.kind != "api_key":
            raise ConfigurationError(
                "Cloudbeds is opened with an API key here.", next_action="Give Credentials(key, kind='api_key')."
            )
        settings = CloudbedsSettings.read(account.settings, base_url=self._base_url)
        client = CloudbedsClient(
            ApiKey(credentials.secret),
            property_id=account.pms_property_id,
            base_url=settings.base_url,
            timezone=account.timezone,
            timeout=self._timeout,
            transport=self._transport,
            limiter=limiter,
            clock=clock,
        )
        return CloudbedsSession(client, settings)

    def parse(self, body: bytes, *, content_type: str | None = None) -> Sequence[Hint]:
        """The hints in a webhook's body. Unverified; `WebhookRejectedError` if it is no event of Cloudbeds."""
        return [hint for event in parse_events(body, content_type) for hint in hints(event)]
