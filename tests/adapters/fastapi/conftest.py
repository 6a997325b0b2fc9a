import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from cloudbeds_connector.engine import Integration
from cloudbeds_connector.pms.ports import Credentials
from cloudbeds_connector.pms.webhooks import hash_token, new_token
from cloudbeds_connector.stores.memory import MemoryStore
from cloudbeds_connector.stores.records import CONNECTIONS
from cloudbeds_connector.testing.clock import ManualClock
from cloudbeds_connector.testing.fakes import FakePms


@dataclass
class Hotel:
    """A connected hotel behind a host's web application."""

    integration: Integration
    token: str

    def message(self, *, key: str = "1") -> bytes:
        return json.dumps({"event": "stay/changed", "property": "1", "reservation": "601917", "key": key}).encode()


@pytest.fixture
def hotel() -> Hotel:
    integration = Integration(
        connector=FakePms(), store=MemoryStore(), credentials=lambda _: Credentials("secret"), clock=ManualClock()
    )
    token = new_token()
    connection = integration.connect("my-hotel")
    with integration.store.transaction() as tx:
        tx.put(CONNECTIONS, replace(connection, webhook_token_hash=hash_token(token)))
    return Hotel(integration, token)


Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask() -> Ask:
    """Ask an application something, as a server would; `ask(app, "GET", path, ...)`."""

    def ask(app: FastAPI, method: str, path: str, **request: Any) -> httpx.Response:
        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://host.test") as client:
                return await client.request(method, path, **request)

        return asyncio.run(once())

    return ask
