"""A hotel that is connected with OAuth: its token is sealed in the store, and renewed where the sessions use it."""

from __future__ import annotations

import pytest

from cloudbeds_connector import CloudbedsConnector, ConfigurationError, Integration, KeyRing, MemoryStore
from cloudbeds_connector.cloudbeds.connector import OAuthApp
from cloudbeds_connector.engine.connecting import connect
from cloudbeds_connector.engine.sync import full_sync
from cloudbeds_connector.pms.limiter import NoLimit
from cloudbeds_connector.pms.memory_tokens import MemoryTokens
from cloudbeds_connector.secrets import generate_key
from cloudbeds_connector.testing import SimulatedHotel

APP = OAuthApp(client_id="app-1", client_secret="app-secret-canary", redirect_uri="https://host.example/back")
SCOPES = ("read:hotel", "read:room", "read:reservation", "read:housekeeping", "read:roomblock")


def test_a_hotel_is_connected_synced_and_its_token_renewed() -> None:
    hotel = SimulatedHotel.small()
    hotel.oauth.rotate_refresh_tokens = True
    hotel.oauth.register(client_id=APP.client_id, client_secret=APP.client_secret, redirect_uri=str(APP.redirect_uri))
    store = MemoryStore()
    with hotel.serve() as server:
        integration = Integration(
            connector=CloudbedsConnector(base_url=server.base_url, app=APP),
            store=store,
            keys=KeyRing.from_text(generate_key()),
            limiter=NoLimit(),
            clock=hotel.clock,
        )
        with integration:
            grant = integration.connector.oauth("new", MemoryTokens())  # type: ignore[attr-defined]
            token = grant.exchange(hotel.oauth.approve(APP.client_id, scopes=SCOPES))
            connection = connect(integration, "my-hotel", credentials=token)
            full_sync(integration, connection)
            hotel.oauth.expire_access_tokens()
            full_sync(integration, connection)
            assert hotel.oauth.refreshes == 1
            stored = integration.tokens.load(connection.id)
            assert stored is not None
            assert stored.version > token.version
            assert stored.refresh_token != token.refresh_token
    assert "app-secret-canary" not in repr(APP) + repr(integration.connector)


def test_without_an_app_oauth_is_refused_with_what_to_give() -> None:
    with pytest.raises(ConfigurationError, match="OAuthApp"):
        CloudbedsConnector().oauth("any", MemoryTokens())
