"""A hotel that is a few dictionaries, a store in memory, and a clock that only the test moves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cloudbeds_connector.engine import Integration, Worker, WorkReport
from cloudbeds_connector.engine.intake import WebhookAnswer, receive
from cloudbeds_connector.pms.model import Condition, Reservation, Segment, StayState
from cloudbeds_connector.pms.ports import Credentials
from cloudbeds_connector.pms.tasks import TurnoverTask
from cloudbeds_connector.pms.webhooks import WebhookRequest
from cloudbeds_connector.stores import records as r
from cloudbeds_connector.stores.memory import MemoryStore
from cloudbeds_connector.stores.port import Store
from cloudbeds_connector.testing import ManualClock
from cloudbeds_connector.testing.fakes import FakePms, RecordingEventSink, RecordingTaskSink

from ..empty_stores import sqlite_store

#: 10:40 in New York.
MORNING = datetime(2026, 11, 20, 15, 40, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@dataclass
class House:
    """Everything a story about a hotel needs."""

    pms: FakePms
    clock: ManualClock
    store: Store
    tasks: RecordingTaskSink
    events: RecordingEventSink
    integration: Integration
    token: str = ""
    _number: int = 0
    rooms: list[str] = field(default_factory=list)

    @property
    def connection(self) -> r.Connection:
        return self.integration.connection("my-hotel")

    def open(self) -> House:
        """Connect, subscribe and take the baseline."""
        self.integration.connect("my-hotel")
        self.integration.subscribe("my-hotel", "https://host.example")
        self.token = self.pms.endpoint_urls[-1].rsplit("/", 1)[1]
        self.integration.sync("my-hotel", kind="full")
        return self

    def stay(self, reservation: str, room: str | None, state: StayState, *, start: int = -2, end: int = 0) -> None:
        """Put a one-room reservation; `start` and `end` are days from today."""
        segment = Segment(
            id=reservation,
            reservation_id=reservation,
            room_id=room,
            room_type_id="T1",
            start_date=TODAY + timedelta(days=start),
            end_date=TODAY + timedelta(days=end),
            state=state,
        )
        self.pms.put(
            Reservation(
                id=reservation,
                state=state,
                segments=(segment,),
                check_in=segment.start_date,
                check_out=segment.end_date,
                guest_name="Canary Guest",
            )
        )

    def change(self, reservation: str, **changes: Any) -> None:
        """Change the only segment of a reservation."""
        old = self.pms.reservations[reservation]
        segment = replace(old.segments[0], **changes)
        self.pms.put(replace(old, segments=(segment,), state=segment.state))

    def leaves(self, reservation: str) -> str:
        """A guest checks out: departed, and the room is vacant and dirty."""
        room = self.pms.reservations[reservation].segments[0].room_id
        assert room is not None
        self.change(reservation, state=StayState.DEPARTED)
        self.pms.set_room(room, Condition.DIRTY, occupied=False)
        return room

    def webhook(self, reservation: str | None = None, **fields: Any) -> WebhookAnswer:
        """A delivery from the hotel."""
        self._number += 1
        body = {"event": "stay/changed", "reservation": reservation, "key": self._number, **fields}
        return self.deliver(json.dumps(body).encode())

    def deliver(self, body: bytes) -> WebhookAnswer:
        return receive(self.integration.runtime, WebhookRequest(body=body, token=self.token))

    def work(self, *, seconds: float = 0, failing: tuple[str, ...] = ()) -> WorkReport:
        """Time passes, and a worker does everything that is due. `failing` is the work that its report says failed."""
        self.clock.advance(seconds)
        report = Worker(self.integration).run_once()
        assert {failure.work for failure in report.failures} == set(failing), report.errors
        return report

    def work_with_errors(self) -> None:
        """As `work`, but the hotel system may fail meanwhile."""
        Worker(self.integration).run_once()

    def put_syncs_off(self) -> None:
        """No look for a day but those of webhooks."""
        later = self.clock.now() + timedelta(days=1)
        with self.store.transaction() as tx:
            tx.put(r.SYNC_CURSORS, *(replace(row, due_at=later) for row in tx.select(r.SYNC_CURSORS)))

    def all(self, table: Any, **where: Any) -> list[Any]:
        with self.store.transaction() as tx:
            return tx.select(table, where=where)

    def tasks_of(self, room: str) -> list[TurnoverTask]:
        return self.all(r.TURNOVER_TASKS, unit_id=room)


@pytest.fixture
def house() -> Iterator[House]:
    yield from _house(MemoryStore())


@pytest.fixture(params=["memory", "sqlite"])
def each_house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A hotel on each store."""
    if request.param == "memory":
        yield from _house(MemoryStore())
        return
    store = sqlite_store(tmp_path / "store.sqlite3")
    with closing(store):
        yield from _house(store)


@pytest.fixture
def two_leave(each_house: House) -> House:
    """A hotel with guests in 101 and 102, who are to leave today."""
    house = each_house
    for number in ("101", "102"):
        house.pms.set_room(f"R{number}", Condition.CLEAN, occupied=True)
        house.stay(f"S{number}", f"R{number}", StayState.IN_HOUSE)
    house.open()
    house.work()
    return house


def _house(store: Store) -> Iterator[House]:
    pms, clock = FakePms(), ManualClock(MORNING)
    tasks, events = RecordingTaskSink(), RecordingEventSink()
    integration = Integration(
        connector=pms,
        store=store,
        credentials=lambda connection: Credentials("not-a-secret"),
        tasks=tasks,
        events=events,
        clock=clock,
    )
    for number in ("101", "102", "103"):
        pms.add_room(number)
    with integration:
        yield House(pms, clock, store, tasks, events, integration)
