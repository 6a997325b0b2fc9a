"""A simulated hotel in this process whose webhooks come to the inbox, on every store; and the hotel of dictionaries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cloudbeds_connector import CloudbedsConnector, Credentials, Integration, MemoryStore, Worker
from cloudbeds_connector.pms.webhooks import WebhookRequest
from cloudbeds_connector.stores import records as r
from cloudbeds_connector.stores.port import Store
from cloudbeds_connector.testing import SimulatedHotel
from cloudbeds_connector.testing.hotel.state import HotelSegment
from cloudbeds_connector.testing.in_process import InProcessTransport

from ...empty_stores import sqlite_store
from ..conftest import House


@pytest.fixture(params=["memory", "sqlite"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "memory":
        yield MemoryStore()
        return
    store = sqlite_store(tmp_path / "hotel.sqlite3")
    yield store
    store.close()


@dataclass
class Inn:
    """A simulated hotel, connected."""

    hotel: SimulatedHotel
    integration: Integration
    store: Store

    @property
    def connection(self) -> r.Connection:
        return self.integration.connection("my-inn")

    def open(self) -> Inn:
        """Connect, subscribe and take the baseline."""
        self.hotel.webhooks.post = self._post
        self.integration.connect("my-inn")
        self.integration.subscribe("my-inn", "https://host.example")
        self.integration.sync("my-inn", kind="full")
        self.work()
        return self

    def _post(self, address: str, headers: Any, body: bytes) -> int:
        token = address.rsplit("/", 1)[1]
        return self.integration.receive(WebhookRequest(body=body, headers=headers, token=token)).status

    def deliver_copies(self, number: int) -> None:
        """Deliver what the hotel is about to send so often before, each with another body."""
        for sent in list(self.hotel.webhooks._queue):
            for copy in range(number):
                body = sent.body.replace(b'"version"', b'"copy": %d, "version"' % copy)
                self._post(sent.subscription.url, {}, body)

    def work(self) -> None:
        """A worker does what is due, until nothing is."""
        worker = Worker(self.integration)
        while not (report := worker.run_once()).idle:
            assert not report.errors, report.errors

    def pass_time(self, seconds: float, *, every: float = 5) -> None:
        """Time passes, with a worker's round every few seconds."""
        end = self.hotel.clock.now() + timedelta(seconds=seconds)
        while self.hotel.clock.now() < end:
            self.hotel.clock.advance(min(every, (end - self.hotel.clock.now()).total_seconds()))
            self.work()

    def seconds_until_a_task(self, guest: HotelSegment, *, most: float = 4000) -> float:
        """How long it takes, from now, until the guest's room has a turnover."""
        began = self.hotel.clock.now()
        while not self.tasks_of(guest.room_id):
            self.pass_time(5)
            assert self.hotel.clock.now() - began < timedelta(seconds=most), "no task"
        return (self.hotel.clock.now() - began).total_seconds()

    def tasks_of(self, room_id: str | None) -> list[Any]:
        return [task for task in self.integration.tasks("my-inn") if task.unit_id == room_id]

    def without_syncs(self) -> None:
        """No look but those of webhooks, for a day."""
        later = self.hotel.clock.now() + timedelta(days=1)
        self.due(later, "full", "reconcile", "changes")

    def due(self, at: datetime, *names: str) -> None:
        with self.store.transaction() as tx:
            rows = tx.select(r.SYNC_CURSORS, where={"name": names})
            tx.put(r.SYNC_CURSORS, *(replace(row, due_at=at) for row in rows))

    def calls(self) -> int:
        return self.hotel.stats.api_requests

    def all(self, table: Any, **where: Any) -> list[Any]:
        with self.store.transaction() as tx:
            return tx.select(table, where=where)


@pytest.fixture
def inn(any_store: Store) -> Iterator[Inn]:
    hotel = SimulatedHotel.city(rooms=64)
    transport = InProcessTransport(hotel)
    integration = Integration(
        connector=CloudbedsConnector(base_url=transport.base_url(hotel), transport=transport),
        store=any_store,
        credentials=lambda connection: Credentials("cbat_simulated"),
        clock=hotel.clock,
    )
    with integration:
        yield Inn(hotel, integration, any_store).open()


@pytest.fixture
def house(house: House, any_store: Store) -> House:
    """The hotel of dictionaries, on every store."""
    house.store = house.integration.runtime.store = any_store
    return house
