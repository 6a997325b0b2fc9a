"""Rooms of the hotel system and rooms of the host: a departure is never lost because nobody has mapped its room yet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from cloudbeds_connector.engine.access.degraded import PartReads
from cloudbeds_connector.engine.directory import refresh_directory
from cloudbeds_connector.engine.sync import SyncKind, sync
from cloudbeds_connector.pms.model import Condition, StayState
from cloudbeds_connector.pms.ports import HostRoom
from cloudbeds_connector.pms.tasks import TaskKind
from cloudbeds_connector.roommap import MapState
from cloudbeds_connector.stores import records as r
from cloudbeds_connector.turnover import TurnoverPolicy

from .conftest import House


@dataclass
class HostTable:
    """The host's own rooms: 101 is called the same, 102 only almost, 103 is not there."""

    rooms: list[HostRoom] = field(
        default_factory=lambda: [HostRoom(id="h1", number="101", type="Double"), HostRoom(id="h2", number="Room 102")]
    )

    def list(self, property_id: str) -> list[HostRoom]:
        assert property_id == "my-hotel"
        return self.rooms


@pytest.fixture
def mapped(house: House) -> House:
    house.integration.runtime.rooms = HostTable()
    house.integration.runtime.settings = replace(house.integration.runtime.settings, confirm_exact_rooms=True)
    for number in ("101", "102", "103"):
        house.pms.set_room(f"R{number}", Condition.CLEAN, occupied=True)
        house.stay(f"S{number}", f"R{number}", StayState.IN_HOUSE)
    return house.open()


def confirm(house: House, room_id: str, host_room_id: str) -> None:
    """A person confirms a pair, and the next nightly look notices."""
    [pair] = house.all(r.ROOM_MAP, room_id=room_id)
    with house.store.transaction() as tx:
        tx.put(r.ROOM_MAP, replace(pair, host_room_id=host_room_id, state=MapState.CONFIRMED))
    refresh_directory(house.integration.runtime, house.connection, PartReads(house.connection))


def test_only_what_is_exact_is_confirmed_and_the_host_table_is_kept(mapped: House) -> None:
    states = {pair.room_id: (pair.host_room_id, pair.state) for pair in mapped.all(r.ROOM_MAP)}
    assert states == {"R101": ("h1", "confirmed"), "R102": ("h2", "suggested"), "R103": (None, "suggested")}
    assert {row.room_number for row in mapped.all(r.PROPERTY_ROOMS)} == {"101", "Room 102"}


def test_T116_an_unmapped_room_gets_a_labelled_task_and_the_mapping_completes_it(mapped: House) -> None:
    mapped.leaves("S102")
    mapped.work(seconds=600)
    [task] = mapped.tasks_of("R102")
    assert ("unmapped" in task.flags, task.host_room_id, task.room_number) == (True, "", "102")
    assert "unmapped_room" in {alert.code for alert in mapped.all(r.ALERTS)}
    confirm(mapped, "R102", "h2")
    mapped.work(seconds=60)
    [same] = mapped.tasks_of("R102")
    assert (same.id, same.host_room_id, same.room_number) == (task.id, "h2", "Room 102")
    assert "unmapped" not in same.flags


@pytest.mark.parametrize("still_dirty", [True, False])
def test_T116_hold_waits_for_the_mapping_and_then_looks_what_the_room_needs(mapped: House, still_dirty: bool) -> None:
    mapped.integration.runtime.policy = TurnoverPolicy(unmapped="hold")
    mapped.leaves("S102")
    mapped.work(seconds=600)
    assert mapped.tasks_of("R102") == []
    assert [d.action for d in mapped.all(r.DECISIONS, segment_id="S102")] == ["held"]
    if not still_dirty:
        mapped.pms.set_room("R102", Condition.INSPECTED)
    mapped.work(seconds=600)
    confirm(mapped, "R102", "h2")
    mapped.work(seconds=660)
    tasks = mapped.tasks_of("R102")
    [decision] = mapped.all(r.DECISIONS, segment_id="S102")
    if still_dirty:
        assert [task.carries for task in tasks] == [("S102#1",)]
    else:
        assert tasks == []
        assert (decision.action, decision.row) == ("excused", "T116")
        assert decision.code == "missed_turnover"


def test_T22_a_check_in_undone_at_once_needs_a_check_only(mapped: House) -> None:
    mapped.leaves("S101")
    mapped.work(seconds=600)
    mapped.pms.set_room("R101", Condition.INSPECTED)
    mapped.stay("N1", "R101", StayState.EXPECTED, start=0, end=2)
    mapped.work(seconds=600)
    mapped.change("N1", state=StayState.IN_HOUSE)
    mapped.pms.set_room("R101", Condition.DIRTY, occupied=True)
    mapped.work(seconds=600)
    mapped.change("N1", state=StayState.EXPECTED)
    mapped.pms.set_room("R101", Condition.DIRTY, occupied=False)
    mapped.work(seconds=600)
    [task] = [task for task in mapped.tasks_of("R101") if "N1#1" in task.carries]
    assert (task.kind, task.row) == (TaskKind.CHECK, "T22")


def test_a_person_s_decision_outlives_the_next_full_look(mapped: House) -> None:
    confirm(mapped, "R102", "h2")
    sync(mapped.integration.runtime, mapped.connection, SyncKind.FULL)
    [pair] = mapped.all(r.ROOM_MAP, room_id="R102")
    assert (pair.host_room_id, pair.state) == ("h2", "confirmed")


def test_T30_a_room_that_was_set_aside_gets_no_task(mapped: House) -> None:
    [pair] = mapped.all(r.ROOM_MAP, room_id="R103")
    with mapped.store.transaction() as tx:
        tx.put(r.ROOM_MAP, replace(pair, state=MapState.SET_ASIDE))
    mapped.leaves("S103")
    mapped.work(seconds=600)
    assert mapped.tasks_of("R103") == []
    assert [d.row for d in mapped.all(r.DECISIONS, segment_id="S103")] == ["T30"]


def test_without_a_host_table_a_room_that_a_person_set_aside_stays_so(house: House) -> None:
    house.open()
    [pair] = house.all(r.ROOM_MAP, room_id="R103")
    assert (pair.host_room_id, pair.state) == ("R103", "confirmed")
    with house.store.transaction() as tx:
        tx.put(r.ROOM_MAP, replace(pair, state=MapState.SET_ASIDE))
    refresh_directory(house.integration.runtime, house.connection, PartReads(house.connection))
    assert [pair.state for pair in house.all(r.ROOM_MAP, room_id="R103")] == ["set_aside"]
