"""A hotel that is connected with OAuth: its token is sealed in the store, and renewed where the sessions use it."""

from __future__ import annotations

import gc
from datetime import timedelta

import httpx
import pytest

from cloudbeds_connector import CloudbedsConnector, ConfigurationError, Integration, KeyRing, MemoryStore
from cloudbeds_connector.cloudbeds.connector import OAuthApp
from cloudbeds_connector.cloudbeds.session import CloudbedsSession
from cloudbeds_connector.pms.limiter import NoLimit
from cloudbeds_connector.pms.memory_tokens import MemoryTokens
from cloudbeds_connector.pms.ports import Credentials, PmsAccount
from cloudbeds_connector.pms.tokens import TokenStore
from cloudbeds_connector.secrets import generate_key
from cloudbeds_connector.testing import ManualClock, SimulatedHotel

from .oauth_world import REFUSED, FailingTokens, granted, stored

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
            connection = integration.connect("my-hotel", credentials=token)
            integration.sync("my-hotel", kind="full")
            hotel.oauth.expire_access_tokens()
            integration.sync("my-hotel", kind="full")
            assert hotel.oauth.refreshes == 1
            stored = integration.runtime.tokens.load(connection.id)
            assert stored is not None
            assert stored.version > token.version
            assert stored.refresh_token != token.refresh_token
    assert "app-secret-canary" not in repr(APP) + repr(integration.connector)


def test_without_an_app_oauth_is_refused_with_what_to_give() -> None:
    with pytest.raises(ConfigurationError, match="OAuthApp"):
        CloudbedsConnector().oauth("any", MemoryTokens())


class OnceOnly(httpx.BaseTransport):
    """A Cloudbeds where a refresh token is good once, and an access token until there is a newer one."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.carried: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("access_token"):
            form = dict(httpx.QueryParams(request.read().decode()))
            if form["refresh_token"] != f"refresh-canary-{self.number}":
                return httpx.Response(REFUSED.status_code, content=REFUSED.content)
            self.number += 1
            return granted(self.number)
        carried = request.headers["authorization"].rsplit("-", 1)[-1]
        self.carried.append(carried)
        good = carried == str(self.number)
        return httpx.Response(200, json={"success": True, "data": []}) if good else httpx.Response(401)


def session_of(connector: CloudbedsConnector, tokens: TokenStore, clock: ManualClock) -> CloudbedsSession:
    account = PmsAccount(connection_id="c1", pms_property_id="1")
    return connector.open(account, Credentials("", kind="oauth"), limiter=NoLimit(), clock=clock, tokens=tokens)


def test_a_new_session_goes_on_with_a_token_that_the_store_does_not_take() -> None:
    clock, tokens = ManualClock(), FailingTokens()
    connector = CloudbedsConnector(app=APP, transport=OnceOnly(1))
    tokens.tokens["c1"] = stored(clock, hours=0)
    tokens.broken = {"save"}
    first = session_of(connector, tokens, clock)
    first.directory.room_types()
    second = session_of(connector, tokens, clock)
    second.directory.room_types()
    for session in (first, second):
        session.close()
        clock.advance(60)
    del first, second, session
    gc.collect()
    assert tokens.tokens["c1"].version == 1
    with session_of(connector, tokens, clock) as third:
        third.directory.room_types()
        tokens.broken = set()
    assert tokens.tokens["c1"].version == 2


def test_a_grant_that_is_no_longer_used_leaves_nothing_behind() -> None:
    clock, tokens = ManualClock(), FailingTokens()
    connector = CloudbedsConnector(app=APP, transport=OnceOnly(1))
    grant = connector.oauth("c1", tokens)
    assert connector.oauth("c1", tokens) is grant
    assert connector.oauth("c1", MemoryTokens()) is not grant
    assert connector.oauth("c2", tokens) is not grant
    with session_of(connector, tokens, clock) as session:
        del grant, session
    gc.collect()
    here = connector._grants._here.get()
    assert (len(here.grants), len(here.unsaved)) == (0, 0)


def test_a_session_that_is_opened_anew_sees_a_grant_that_was_stored_meanwhile() -> None:
    """After connecting again, for another scope, the new token is used before the old one expires."""
    clock, tokens, cloudbeds = ManualClock(), FailingTokens(), OnceOnly(1)
    connector = CloudbedsConnector(app=APP, transport=cloudbeds)
    tokens.tokens["c1"] = stored(clock)
    with session_of(connector, tokens, clock) as old:
        old.directory.room_types()
        tokens.tokens["c1"], cloudbeds.number = stored(clock, number=2), 2
        with session_of(connector, tokens, clock) as new:
            new.directory.room_types()
    assert cloudbeds.carried == ["1", "2"]


def test_a_session_goes_on_while_the_store_cannot_say_whether_there_is_another_grant() -> None:
    clock, tokens, cloudbeds = ManualClock(), FailingTokens(), OnceOnly(1)
    connector = CloudbedsConnector(app=APP, transport=cloudbeds)
    tokens.tokens["c1"] = stored(clock)
    with session_of(connector, tokens, clock) as old, session_of(connector, tokens, clock) as new:
        old.directory.room_types()
        tokens.broken = {"load"}
        connector.oauth("c1", tokens).look_again()
        new.directory.room_types()
        tokens.broken = set()
        tokens.tokens["c1"], cloudbeds.number = stored(clock, number=2), 2
        clock.advance(timedelta(seconds=5))
        new.directory.room_types()
    assert cloudbeds.carried == ["1", "1", "2"]


def test_a_grant_takes_the_sessions_clock_and_timeout() -> None:
    clock, tokens = ManualClock(), FailingTokens()
    connector = CloudbedsConnector(app=APP, transport=OnceOnly(1), timeout=7)
    with session_of(connector, tokens, clock):
        grant = connector.oauth("c1", tokens)
        assert (grant._clock, grant._timeout) == (clock, 7)
