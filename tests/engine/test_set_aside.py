"""A row that cannot be read costs that row: what it is about stays as it was, and everything else goes on."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cloudbeds_connector.engine import Integration
from cloudbeds_connector.pms.model import BlockKind, Condition, RoomBlock, StayState
from cloudbeds_connector.pms.pages import SetAside
from cloudbeds_connector.pms.ports import Credentials
from cloudbeds_connector.stores import records as r
from cloudbeds_connector.stores.memory import MemoryStore
from cloudbeds_connector.testing import ManualClock
from cloudbeds_connector.testing.fakes import FakePms, RecordingEventSink, RecordingTaskSink

from ..empty_stores import sqlite_store
from .conftest import MORNING, TODAY, House


@pytest.fixture(params=["memory", "sqlite"])
def hotel(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """Two guests in house, due out today, and an empty room; the baseline is taken."""
    pms, clock = FakePms(), ManualClock(MORNING)
    store: Any = MemoryStore()
    if request.param == "sqlite":
        store = sqlite_store(tmp_path / "hotel.db")
    tasks, events = RecordingTaskSink(), RecordingEventSink()
    integration = Integration(
        connector=pms,
        store=store,
        credentials=lambda connection: Credentials("not-a-secret"),
        tasks=tasks,
        events=events,
        clock=clock,
    )
    with integration:
        house = House(pms, clock, store, tasks, events, integration)
        for number in ("101", "102", "103"):
            pms.add_room(number)
        for number in ("101", "102"):
            house.stay(f"S{number}", f"R{number}", StayState.IN_HOUSE)
            pms.set_room(f"R{number}", Condition.CLEAN, occupied=True)
        yield house.open()
    if request.param == "sqlite":
        store.close()


def aside(house: House) -> dict[tuple[str, str], int]:
    return {(row.kind, row.id): row.times for row in house.all(r.SET_ASIDE)}


@pytest.mark.parametrize("reason", ["webhook", "changes", "reconcile", "full"])
def test_a_booking_that_cannot_be_read_stays_as_it_was_while_another_guest_leaves(hotel: House, reason: str) -> None:
    hotel.leaves("S101")
    hotel.leaves("S102")
    hotel.pms.unreadable.add(("reservation", "S101"))
    hotel.put_syncs_off()
    if reason == "webhook":
        hotel.webhook("S101")
        hotel.webhook("S102")
    else:
        hotel.integration.request_sync("my-hotel", kind=reason)
    report = hotel.work()
    assert report.set_aside == (2 if reason == "webhook" else 1)  # what its look misses is looked for in the changes
    assert [task.unit_id for task in hotel.all(r.TURNOVER_TASKS)] == ["R102"]
    [segment] = hotel.all(r.STAY_SEGMENTS, id="S101")
    assert (segment.state, segment.misses) == (StayState.IN_HOUSE, 0)
    assert ("reservation", "S101") in aside(hotel)

    hotel.pms.unreadable.clear()
    hotel.pms.changed_ids.clear()  # the change feed does not show it again
    hotel.integration.sync("my-hotel", kind="changes")
    hotel.work()
    assert {task.unit_id for task in hotel.all(r.TURNOVER_TASKS)} == {"R101", "R102"}
    assert aside(hotel) == {}


def test_a_row_is_logged_once_and_counted_at_every_look(hotel: House, caplog: pytest.LogCaptureFixture) -> None:
    hotel.pms.unreadable.add(("reservation", "S\x1b[2J\r\n1"))
    hotel.stay("S\x1b[2J\r\n1", "R103", StayState.EXPECTED, start=0, end=1)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            hotel.integration.sync("my-hotel", kind="reconcile")
    [line] = [record.getMessage() for record in caplog.records if "set aside" in record.getMessage()]
    assert r"'S\x1b[2J\r\n1'" in line
    assert line.isprintable()
    assert "Its day is none." in line
    assert "my-hotel" in line
    [row] = hotel.all(r.SET_ASIDE)
    assert (row.times, row.reason) == (3, "Its day is none.")
    assert [run.set_aside for run in hotel.all(r.SYNC_RUNS, kind="reconcile")] == [1, 1, 1]


def test_a_block_that_cannot_be_read_has_not_been_lifted(hotel: House) -> None:
    for id_, room in (("B1", "R102"), ("B2", "R103")):
        hotel.pms.block_list[id_] = RoomBlock(
            id=id_,
            room_id=room,
            kind=BlockKind.OUT_OF_ORDER,
            raw_kind="",
            start_date=TODAY,
            end_date=TODAY + timedelta(days=3),
        )
    hotel.integration.sync("my-hotel", kind="reconcile")
    hotel.pms.unreadable.add(("block", "B1"))
    for _ in range(4):
        hotel.integration.sync("my-hotel", kind="reconcile")
    assert {block.id for block in hotel.all(r.ROOM_BLOCKS)} == {"B1", "B2"}

    hotel.pms.unreadable.clear()
    hotel.integration.sync("my-hotel", kind="reconcile")
    assert aside(hotel) == {}


def test_a_room_that_cannot_be_read_is_not_gone_and_keeps_its_pair(hotel: House) -> None:
    hotel.pms.unreadable.add(("room", "R103"))
    report = hotel.integration.sync("my-hotel", kind="full")
    assert report.set_aside == 1
    assert [room.gone_at for room in hotel.all(r.PMS_ROOMS, id="R103")] == [None]
    assert [pair.state for pair in hotel.all(r.ROOM_MAP, room_id="R103")] == ["confirmed"]

    hotel.pms.unreadable.clear()
    del hotel.pms.room_list["R103"]
    hotel.integration.sync("my-hotel", kind="full")
    assert [room.gone_at is None for room in hotel.all(r.PMS_ROOMS, id="R103")] == [False]
    assert aside(hotel) == {}


def test_no_room_is_gone_while_a_row_without_an_id_cannot_be_read(hotel: House) -> None:
    page = SetAside(kind="room", id="", reason="The row is null.")
    real = hotel.pms.open

    def opened(*args: Any, **kwargs: Any) -> Any:
        session = real(*args, **kwargs)
        directory = session.directory

        class Directory:
            def rooms(self) -> Any:
                shown = directory.rooms()
                return replace(shown, items=shown.items[:1], set_aside=(page, page))

        class Session:
            def __getattr__(self, name: str) -> Any:
                return Directory() if name == "directory" else getattr(session, name)

        return Session()

    hotel.pms.open = opened  # type: ignore[method-assign]
    hotel.integration.runtime.forget_session(hotel.connection.id)
    assert hotel.integration.sync("my-hotel", kind="full").set_aside == 2
    assert [room.gone_at for room in hotel.all(r.PMS_ROOMS)] == [None, None, None]


def test_a_room_state_that_cannot_be_read_keeps_what_it_had(hotel: House) -> None:
    hotel.pms.set_room("R103", Condition.DIRTY)
    hotel.pms.unreadable.add(("room_state", "R103"))
    assert hotel.integration.sync("my-hotel", kind="changes").set_aside == 1
    assert [state.condition for state in hotel.all(r.ROOM_STATES, room_id="R103")] == [Condition.CLEAN]

    hotel.pms.unreadable.clear()
    hotel.integration.sync("my-hotel", kind="changes")
    assert [state.condition for state in hotel.all(r.ROOM_STATES, room_id="R103")] == [Condition.DIRTY]
    assert aside(hotel) == {}


def test_a_booking_that_is_shown_no_more_is_forgotten_when_it_was_asked_for(hotel: House) -> None:
    hotel.stay("S9", "R103", StayState.EXPECTED, start=0, end=1)
    hotel.pms.unreadable.add(("reservation", "S9"))
    hotel.integration.sync("my-hotel", kind="reconcile")
    del hotel.pms.reservations["S9"]
    hotel.integration.sync("my-hotel", kind="changes")
    assert ("reservation", "S9") in aside(hotel)
    hotel.integration.sync("my-hotel", kind="reconcile")
    assert aside(hotel) == {}
