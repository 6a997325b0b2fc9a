"""A FastAPI host serves the connector's endpoints, guarded by its own dependencies."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, HTTPException

from cloudbeds_connector.api import ENDPOINTS, Permission
from cloudbeds_connector.errors import ConfigurationError, StoreError
from cloudbeds_connector.pms.webhooks import MAX_BODY_BYTES
from cloudbeds_connector.stores.records import CONNECTIONS, WEBHOOK_EVENTS
from cloudbeds_connector_fastapi import integration_router

from ...empty_stores import sqlite_store

API = "/api/v1/integrations/fake"
HOOKS = "/webhooks/integrations/fake"


def let_in() -> None:
    """Everybody may."""


def only_my_hotel(property_id: str) -> None:
    if property_id != "my-hotel":
        raise HTTPException(403, "Not your hotel.")


OPEN = dict.fromkeys(Permission, let_in)


@pytest.fixture
def app(hotel: Any) -> FastAPI:
    app = FastAPI()
    app.include_router(integration_router(hotel.integration, permissions=OPEN))
    return app


def inbox(hotel: Any) -> list[Any]:
    with hotel.integration.store.transaction() as tx:
        return tx.select(WEBHOOK_EVENTS)  # type: ignore[no-any-return]


def test_a_webhook_is_kept_before_it_is_acknowledged(app: FastAPI, hotel: Any, ask: Any) -> None:
    answer = ask(app, "POST", f"{HOOKS}/{hotel.token}", content=hotel.message())
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert [each.reservation_id for each in inbox(hotel)] == ["601917"]


def test_a_doubled_webhook_gets_the_same_answer_and_is_kept_once(app: FastAPI, hotel: Any, ask: Any) -> None:
    answers = [ask(app, "POST", f"{HOOKS}/{hotel.token}", content=hotel.message()) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert len(inbox(hotel)) == 1


def test_a_webhook_may_bring_its_token_in_a_header(app: FastAPI, hotel: Any, ask: Any) -> None:
    header = {"Authorization": f"Bearer {hotel.token}"}
    assert ask(app, "POST", HOOKS, content=hotel.message(), headers=header).status_code == 200
    assert len(inbox(hotel)) == 1


def test_every_unknown_token_gets_the_same_404_and_stores_nothing(app: FastAPI, hotel: Any, ask: Any) -> None:
    answers = [
        ask(app, "POST", HOOKS, content=hotel.message()),
        ask(app, "POST", f"{HOOKS}/{'x' * 43}", content=hotel.message()),
        ask(app, "POST", f"{HOOKS}/short", content=b"\xff\x00 no json"),
        ask(app, "POST", HOOKS, content=hotel.message(), headers={"Authorization": "Bearer wrong"}),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert inbox(hotel) == []


def test_of_a_body_without_end_no_more_than_the_limit_is_read(app: FastAPI, hotel: Any, ask: Any) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 8192
            yield b"x" * 8192

    assert ask(app, "POST", f"{HOOKS}/{hotel.token}", content=endless()).status_code == 413
    assert sent <= MAX_BODY_BYTES + 2 * 8192
    assert inbox(hotel) == []


def test_a_webhook_that_cannot_be_kept_is_not_acknowledged(app: FastAPI, hotel: Any, ask: Any) -> None:
    hotel.integration.runtime.store = _Down()
    answer = ask(app, "POST", f"{HOOKS}/{hotel.token}", content=hotel.message())
    assert answer.status_code == 503
    assert answer.json()["error"] == "store_unavailable"


class _Down:
    @contextmanager
    def transaction(self, lock: str | None = None) -> Iterator[Any]:
        raise StoreError("Gone.", next_action="Start it.")
        yield


def test_the_event_loop_never_waits_for_the_store(app: FastAPI, hotel: Any, ask: Any) -> None:
    threads: set[int] = set()
    store = hotel.integration.store

    class Watched:
        def transaction(self, lock: str | None = None) -> Any:
            threads.add(threading.get_ident())
            return store.transaction(lock)

    hotel.integration.runtime.store = Watched()
    assert ask(app, "POST", f"{HOOKS}/{hotel.token}", content=hotel.message()).status_code == 200
    assert threads
    assert threading.get_ident() not in threads  # the loop runs in this thread


def test_a_sync_is_requested_and_its_state_shown(app: FastAPI, ask: Any) -> None:
    asked = ask(app, "POST", f"{API}/sync", params={"property_id": "my-hotel"})
    assert (asked.status_code, asked.json()["property_id"]) == (202, "my-hotel")
    response = ask(app, "GET", f"{API}/sync", params={"property_id": "my-hotel"})
    assert (response.status_code, response.json()["runs"]) == (200, [])


def test_problems_have_one_shape(app: FastAPI, ask: Any) -> None:
    unknown = ask(app, "GET", f"{API}/sync", params={"property_id": "another"})
    missing = ask(app, "GET", f"{API}/sync")
    assert (unknown.status_code, unknown.json()["error"]) == (404, "not_connected")
    assert (missing.status_code, missing.json()["error"]) == (422, "bad_request")
    assert "property_id" in missing.json()["detail"]


def test_the_host_says_who_may(hotel: Any, ask: Any) -> None:
    app = FastAPI()
    permissions = {**OPEN, "read": only_my_hotel}
    app.include_router(integration_router(hotel.integration, permissions=permissions), prefix="/pms")
    mine = ask(app, "GET", f"/pms{API}/sync", params={"property_id": "my-hotel"})
    theirs = ask(app, "GET", f"/pms{API}/sync", params={"property_id": "another"})
    assert (mine.status_code, theirs.status_code) == (200, 403)


def test_an_endpoint_without_a_guard_is_not_served(hotel: Any) -> None:
    with pytest.raises(ConfigurationError, match="permissions"):
        integration_router(hotel.integration, permissions={"read": let_in})


def test_every_row_of_the_table_is_served_and_described(app: FastAPI) -> None:
    described = app.openapi()["paths"]
    for endpoint in ENDPOINTS:
        operation = described[endpoint.path_for("fake")][endpoint.method.lower()]
        assert operation["summary"] == endpoint.summary
        assert all(parameter["schema"] for parameter in operation.get("parameters", []))
    query = described[f"{API}/sync"]["get"]["parameters"]
    assert [(each["name"], each["in"], each["required"]) for each in query] == [("property_id", "query", True)]
    token = described[f"{HOOKS}/{{token}}"]["post"]["parameters"]
    assert [(each["name"], each["in"]) for each in token] == [("token", "path")]


def test_many_webhooks_at_once_are_all_kept_on_disk(app: FastAPI, hotel: Any, tmp_path: Path) -> None:
    connection = hotel.integration.connection("my-hotel")
    store = hotel.integration.runtime.store = sqlite_store(tmp_path / "hotel.sqlite3")
    with store.transaction() as tx:
        tx.put(CONNECTIONS, connection)

    async def burst() -> list[int]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://host.test") as client:
            url = f"{HOOKS}/{hotel.token}"
            answers = await asyncio.gather(*(client.post(url, content=hotel.message(key=str(n))) for n in range(30)))
            return [answer.status_code for answer in answers]

    assert asyncio.run(burst()) == [200] * 30
    assert len(inbox(hotel)) == 30
    store.close()
