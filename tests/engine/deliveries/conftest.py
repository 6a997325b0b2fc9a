"""A hotel on each store, whose only guest leaves; and sinks that fail in every way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cloudbeds_connector import Credentials, Integration, MemoryStore, Worker
from cloudbeds_connector.pms.model import Condition, StayState
from cloudbeds_connector.testing import FakePms, ManualClock, RecordingEventSink, RecordingTaskSink
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

from ...empty_stores import sqlite_store
from ..conftest import MORNING, House


@pytest.fixture(params=["memory", "sqlite"])
def hotel(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A connected hotel with two guests in house, subscribed, after its baseline."""
    pms, clock = FakePms(), ManualClock(MORNING)
    tasks, events = RecordingTaskSink(), RecordingEventSink()
    store: MemoryStore | SqlAlchemyStore = MemoryStore()
    if request.param == "sqlite":
        store = sqlite_store(tmp_path / "hotel.sqlite3")
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
        house = House(pms, clock, store, tasks, events, integration)  # type: ignore[arg-type]
        for guest, room in (("S1", "R101"), ("S2", "R102")):
            house.pms.set_room(room, Condition.CLEAN, occupied=True)
            house.stay(guest, room, StayState.IN_HOUSE)
        house.open()
        Worker(integration).run_once()
        yield house
    if isinstance(store, SqlAlchemyStore):
        store.close()
