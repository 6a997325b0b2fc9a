"""What keeps secrets, or is handed them, does not print them: rings of keys, stores, deliveries of webhooks."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from cloudbeds_connector.cloudbeds.webhooks import WebhookRequest, WebhookVerifier, hash_token, parse_events
from cloudbeds_connector.errors import ConnectorError
from cloudbeds_connector.pms.ports import Credentials
from cloudbeds_connector.pms.tokens import Token
from cloudbeds_connector.secrets import KeyRing, generate_key
from cloudbeds_connector.stores.credentials import StoredCredentials
from cloudbeds_connector.stores.memory import MemoryStore
from cloudbeds_connector.stores.records import CREDENTIALS
from cloudbeds_connector.stores.tokens import StoreTokens

from . import canaries as c
from .hostile import QUOTED
from .watch import Watch

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
RING = f"k1:{c.SECRETS['ring key']}"


def raised(call: Callable[[], Any], watch: Watch) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        call()
    watch.look_at_error(caught.value)
    return caught.value


def test_a_store_shows_no_secret_and_no_key() -> None:
    with Watch() as watch:
        store, ring = MemoryStore(), KeyRing.from_text(RING)
        stored, tokens = StoredCredentials(store, ring), StoreTokens(store, ring)
        stored.put("one", Credentials(c.SECRETS["API key"]), now=NOW)
        token = Token(access_token=c.SECRETS["access token"], refresh_token=c.SECRETS["refresh token"], issued_at=NOW)
        tokens.save("two", token)
        with store.transaction() as tx:
            rows = tx.select(CREDENTIALS)
        watch.look("what is kept", store, ring, stored, tokens, token, stored.get("one"), tokens.load("two"), *rows)
        watch.add("a row", *(value for row in rows for value in map(str, vars_of(row))))
        other = StoredCredentials(store, KeyRing.from_text(generate_key()))
        raised(lambda: other.get("one"), watch)
    assert watch.leaks == {}


def vars_of(row: Any) -> list[Any]:
    return [getattr(row, name) for name in type(row).__dataclass_fields__]


@pytest.mark.parametrize("text", [c.SECRETS["ring key"], f"k 1:{c.SECRETS['ring key']}", f"{RING},{RING}", f"{RING}x"])
def test_a_ring_that_cannot_be_one_is_not_quoted(text: str) -> None:
    with Watch() as watch:
        raised(lambda: KeyRing.from_text(text), watch)
    assert watch.leaks == {}


BODIES = {
    "an event": json.dumps({"event": "reservation/created", "guestName": QUOTED, "reservationID": "R1"}),
    "a form": c.quote(QUOTED),
    "a text": QUOTED,
    "half": json.dumps({"guestName": QUOTED})[:-1],
    "deep": "[" * 5000 + json.dumps(QUOTED),
    "large": json.dumps([QUOTED] * 3000),
}


@pytest.mark.parametrize("what", BODIES)
def test_a_delivery_is_not_quoted(what: str) -> None:
    body = BODIES[what].encode()
    with Watch() as watch:
        request = WebhookRequest(
            body=body, headers={"authorization": c.SECRETS["auth header value"]}, token=c.SECRETS["webhook token"]
        )
        verifier = WebhookVerifier([hash_token(c.SECRETS["webhook token"])])
        watch.look("a delivery", request, verifier)
        try:
            verifier.verify(request)
            watch.look("events", *parse_events(body))
        except ConnectorError as error:
            watch.look_at_error(error)
        raised(lambda: WebhookVerifier(["0" * 64]).verify(request), watch)
    assert watch.leaks == {}
