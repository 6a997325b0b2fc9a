"""A simulated hotel in this process, and an integration over a store in memory and over one in SQLite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cloudbeds_connector import (
    CloudbedsConnector,
    Connection,
    Credentials,
    Integration,
    KeyRing,
    MemoryStore,
    Store,
    SubscriptionReport,
    TurnoverTask,
    WebhookRequest,
    Worker,
    WorkReport,
    generate_key,
)
from cloudbeds_connector.testing import InProcessTransport, RecordingTaskSink, SimulatedHotel

from ...empty_stores import sqlite_store

KEY = Credentials("cbat_simulated")


@dataclass
class Inn:
    """A hotel, and the integration that works for it. Webhooks are delivered by `deliver`."""

    hotel: SimulatedHotel
    store: Store
    integration: Integration
    tasks: RecordingTaskSink
    answers: list[int] = field(default_factory=list)

    def connect(self, **options: Any) -> Connection:
        return self.integration.connect("inn", **{"credentials": KEY, **options})

    def open(self) -> None:
        """Connect, and take the baseline."""
        self.connect()
        self.sync("full")

    def sync(self, kind: Any = "reconcile") -> Any:
        """What the hotel wrote so far is visible, and is read."""
        self.hotel.clock.advance(timedelta(minutes=1))
        return self.integration.sync("inn", kind=kind)

    def work(self, *, minutes: float = 0) -> WorkReport:
        self.hotel.clock.advance(timedelta(minutes=minutes))
        return Worker(self.integration).run_once()

    def subscribe(self, **options: Any) -> SubscriptionReport:
        """Have the hotel's own webhooks delivered to the integration."""
        self.hotel.webhooks.post = self._deliver
        return self.integration.subscribe("inn", "https://host.example", **options)

    def _deliver(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        token = url.rpartition("/")[2]
        self.answers.append(self.integration.receive(WebhookRequest(body=body, headers=headers, token=token)).status)
        return self.answers[-1]

    def webhooks_arrive(self) -> None:
        """All that the hotel has sent arrives, and a worker looks when reads show it."""
        for _ in range(3):
            self.hotel.clock.advance(timedelta(seconds=40))
            self.hotel.webhooks.deliver_due()
            Worker(self.integration).run_once()

    def leaves(self) -> tuple[str, str]:
        """A guest checks out; their reservation and room."""
        segment = next(each for each in self.hotel.in_house() if not self.hotel.room(each.room_id or "").dorm_name)
        self.hotel.check_out(segment.id)
        self.hotel.clock.advance(timedelta(minutes=1))
        return segment.reservation_id, segment.room_id or ""

    def tasks_of(self, room_id: str) -> list[TurnoverTask]:
        return [task for task in self.integration.tasks("inn") if task.unit_id == room_id]

    def rows(self, table: Any, **where: Any) -> list[Any]:
        with self.store.transaction() as tx:
            return tx.select(table, where=where)


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "memory":
        yield MemoryStore()
        return
    kept = sqlite_store(tmp_path / "inn.sqlite3")
    yield kept
    kept.close()


@contextmanager
def opened(store: Store, hotel: SimulatedHotel) -> Iterator[Inn]:
    """An integration for this hotel, which is not connected yet."""
    hotel.clock.advance(timedelta(minutes=1))
    transport, tasks = InProcessTransport(hotel), RecordingTaskSink()
    with Integration(
        connector=CloudbedsConnector(transport=transport, base_url=transport.base_url(hotel)),
        store=store,
        keys=KeyRing.from_text(generate_key()),
        tasks=tasks,
        clock=hotel.clock,
    ) as integration:
        yield Inn(hotel, store, integration, tasks)


@pytest.fixture
def inn(store: Store) -> Iterator[Inn]:
    with opened(store, SimulatedHotel.small()) as inn:
        yield inn
