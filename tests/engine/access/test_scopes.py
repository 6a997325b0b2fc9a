"""An account that refuses a part: everything else works, it is told what to grant, and what was missed is made good."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cloudbeds_connector import MissingScopeError, Store
from cloudbeds_connector.engine.observe.look import Look, Source, collect
from cloudbeds_connector.engine.planning.apply import apply_look
from cloudbeds_connector.pms.model import Condition, StayState
from cloudbeds_connector.pms.ports import Lane
from cloudbeds_connector.stores import records as r
from cloudbeds_connector.testing import SimulatedHotel

from .conftest import Inn, opened

PAGE = Path(__file__).resolve().parents[3] / "docs/how-to/scopes.md"
#: What can be taken away, the scope that is named then, and the parts that are degraded by it.
OPTIONAL = {
    "read:room": {"rooms"},
    "read:housekeeping": {"room_states"},
    "read:roomblock": {"blocks"},
    "getHotelDetails": {"times"},
    "getReservationsWithRateDetails": {"stays"},
}


def take(inn: Inn, *names: str) -> None:
    """Take away scopes, or single methods."""
    for name in names:
        (inn.hotel.faults.missing_scopes if ":" in name else inn.hotel.faults.refused_methods).add(name)


def give_back(inn: Inn) -> None:
    inn.hotel.faults.missing_scopes.clear()
    inn.hotel.faults.refused_methods.clear()


def degraded(inn: Inn) -> set[str]:
    return {each.part.value for each in inn.integration.status("inn").degraded}


def table() -> list[tuple[tuple[str, ...], set[str], bool]]:
    """The rows of docs/how-to/scopes.md: what is refused, the parts it degrades, and whether departures make tasks."""
    rows = re.findall(r"^\| (.*`.*) \| (.*) \| (yes|no) \| .* \|$", PAGE.read_text(), re.M)
    found = [
        (tuple(re.findall(r"`(\S+)`", refused)), set(re.findall(r"`(\w+)`", parts)), tasks == "yes")
        for refused, parts, tasks in rows
    ]
    assert len(found) == 8
    return found


def truth(inn: Inn) -> dict[str, Any]:
    """What the store should show of the hotel when nothing is refused."""
    hotel = inn.hotel
    return {
        "in house": {segment.id: segment.room_id for segment in hotel.in_house()},
        "rooms": {room.id: (room.name, room.condition) for room in hotel.rooms()},
        "blocks": {(block.id, room_id) for block in hotel.blocks() for room_id in block.room_ids},
    }


def stored(inn: Inn) -> dict[str, Any]:
    segments = inn.rows(r.STAY_SEGMENTS, state=StayState.IN_HOUSE)
    states = {row.room_id: row.condition for row in inn.rows(r.ROOM_STATES)}
    return {
        "in house": {row.id: row.room_id for row in segments},
        "rooms": {row.id: (row.name, states.get(row.id)) for row in inn.rows(r.PMS_ROOMS, gone_at=None)},
        "blocks": {(row.id, row.room_id) for row in inn.rows(r.ROOM_BLOCKS)},
    }


@pytest.mark.parametrize(
    ("refused", "parts", "works"), table(), ids=lambda value: "+".join(value) if isinstance(value, tuple) else ""
)
def test_the_table_in_the_docs_is_true(inn: Inn, refused: tuple[str, ...], parts: set[str], works: bool) -> None:
    take(inn, *refused)
    named = {"pms_property_id": inn.hotel.property_id, "timezone": "America/New_York"}
    if not works:
        with pytest.raises(MissingScopeError, match="nothing works without them"):
            inn.connect(**named)
        return
    assert set(inn.connect(**named).degraded) == parts
    inn.sync("full")
    _, room = inn.leaves()
    inn.sync("changes")
    [task] = inn.tasks_of(room)
    assert task.room_number == inn.hotel.room(room).name


@pytest.mark.parametrize("taken", [*([name] for name in OPTIONAL), list(OPTIONAL)], ids=lambda names: "+".join(names))
def test_a_hotel_is_connected_without_a_scope_and_its_departures_make_tasks(inn: Inn, taken: list[str]) -> None:
    parts = set().union(*(OPTIONAL[name] for name in taken))
    take(inn, *taken)
    connection = inn.connect()
    assert set(connection.degraded) == degraded(inn) == parts
    inn.subscribe()
    inn.sync("full")
    assert inn.integration.status("inn").baseline_at is not None

    _, room = inn.leaves()
    inn.webhooks_arrive()
    [task] = inn.tasks_of(room)
    assert task.room_number == inn.hotel.room(room).name
    _, another = inn.leaves()
    inn.sync()
    assert len(inn.tasks_of(another)) == 1

    give_back(inn)
    inn.sync("full")
    assert degraded(inn) - {"events"} == set()
    inn.sync("full")
    assert stored(inn) == truth(inn)
    assert [len(inn.tasks_of(each)) for each in (room, another)] == [1, 1]


@pytest.mark.parametrize("taken", [*([name] for name in OPTIONAL), list(OPTIONAL)], ids=lambda names: "+".join(names))
def test_a_scope_that_is_lost_ends_nothing_and_fails_no_sync(inn: Inn, taken: list[str]) -> None:
    hotel = inn.hotel
    blocked = hotel.rooms()[-1].id
    hotel.block([blocked], hotel.today(), hotel.today() + timedelta(days=3), kind="out_of_service")
    inn.open()
    inn.subscribe()
    before = stored(inn)
    take(inn, *taken)
    for kind in ("changes", "reconcile", "full"):
        inn.sync(kind)
    after = stored(inn)
    assert after == before
    assert degraded(inn) == set().union(*(OPTIONAL[name] for name in taken)) - {"times"}

    _, room = inn.leaves()
    inn.webhooks_arrive()
    assert len(inn.tasks_of(room)) == 1

    give_back(inn)
    inn.sync("full")
    assert degraded(inn) == set()
    assert stored(inn) == truth(inn)
    assert len(inn.tasks_of(room)) == 1


def test_nothing_is_connected_without_the_reservations(inn: Inn) -> None:
    take(inn, "read:reservation")
    with pytest.raises(MissingScopeError, match=r"nothing works without them.*read:reservation"):
        inn.connect()
    assert inn.integration.connections() == ()


def test_reservations_that_are_refused_later_are_read_when_they_are_allowed_again(inn: Inn) -> None:
    inn.open()
    inn.subscribe()
    _, room = inn.leaves()
    take(inn, "read:reservation")
    report = inn.sync("changes")
    assert report.degraded == ("stays",)
    inn.webhooks_arrive()
    assert inn.integration.tasks("inn") == ()
    assert inn.integration.status("inn").inbox_pending > 0, "a message waits for a look that can see what it announces"
    give_back(inn)
    inn.sync("changes")
    assert degraded(inn) == set()
    assert len(inn.tasks_of(room)) == 1


def test_a_hotel_without_its_listing_is_connected_by_name_and_zone(inn: Inn) -> None:
    take(inn, "read:hotel")
    with pytest.raises(MissingScopeError, match=r"read:hotel.*timezone="):
        inn.connect()
    inn.connect(pms_property_id=inn.hotel.property_id, timezone="America/New_York")
    inn.sync("full")
    _, room = inn.leaves()
    inn.sync()
    assert len(inn.tasks_of(room)) == 1
    inn.integration.keep_alive("inn")


def test_a_connected_hotel_whose_listing_is_refused_is_connected_again_as_it_is(inn: Inn) -> None:
    before = inn.connect()
    take(inn, "read:hotel")
    again = inn.connect()
    assert (again.name, again.timezone, again.check_in_time) == (before.name, before.timezone, before.check_in_time)
    assert set(again.degraded) == {"times"}
    give_back(inn)
    inn.sync()
    assert degraded(inn) == set()


@pytest.mark.parametrize("name", ["suites", "hostel"])
def test_suites_and_dorms_are_learned_when_the_list_of_rooms_is_allowed(store: Store, name: str) -> None:
    with opened(store, getattr(SimulatedHotel, name)()) as inn:
        take(inn, "read:room")
        inn.connect()
        inn.sync("full")
        room = next(segment for segment in inn.hotel.in_house() if segment.room_id)
        inn.hotel.check_out(room.id)
        inn.sync()
        assert degraded(inn) == {"rooms"}
        give_back(inn)
        inn.sync("full")
        assert degraded(inn) == set()
        known = {row.id: (row.private, row.virtual) for row in inn.rows(r.PMS_ROOMS, gone_at=None)}
        assert known == {each.id: (not each.dorm_name, inn.hotel.virtual(each)) for each in inn.hotel.rooms()}


def test_events_that_are_refused_are_shown_until_they_are_subscribed(inn: Inn) -> None:
    take(inn, "read:housekeeping")
    inn.connect()
    report = inn.subscribe()
    assert "housekeeping/room_condition_changed" in (report.manual or "")
    [part] = [each for each in inn.integration.status("inn").degraded if each.part == "events"]
    assert part.scope == "read:housekeeping"
    assert "subscribe again" in part.sentence
    give_back(inn)
    inn.sync("full")
    assert degraded(inn) == {"events"}
    inn.subscribe()
    assert degraded(inn) == set()


def test_conditions_are_unknown_while_housekeeping_is_refused(inn: Inn) -> None:
    inn.open()
    take(inn, "read:housekeeping")
    inn.sync()
    assert {room.condition for room in inn.integration.rooms("inn")} == {Condition.UNKNOWN}
    give_back(inn)
    inn.sync()
    assert {room.condition for room in inn.integration.rooms("inn")} != {Condition.UNKNOWN}


def test_a_refused_part_is_told_once_with_the_scope_to_grant(inn: Inn, caplog: pytest.LogCaptureFixture) -> None:
    inn.open()
    take(inn, "read:roomblock")
    for _ in range(3):
        inn.sync()
    [part] = inn.integration.status("inn").degraded
    assert (part.part, part.scope, part.replaced) == ("blocks", "read:roomblock", False)
    assert "Grant read:roomblock" in part.sentence
    since = part.since
    assert [record.message for record in caplog.records if "blocks is refused" in record.message] == [
        f"property inn: blocks is refused. {part.sentence}"
    ]
    inn.connect()
    assert [each.since for each in inn.integration.status("inn").degraded] == [since]


def test_a_refused_part_costs_no_request_between_two_reconciles(inn: Inn) -> None:
    inn.open()
    take(inn, "read:housekeeping", "getReservationsWithRateDetails")
    inn.sync()
    asked = dict(inn.hotel.stats.by_method)
    inn.sync("changes")
    now = inn.hotel.stats.by_method
    assert now["getHousekeepingStatus"] == asked["getHousekeepingStatus"]
    assert now["getReservationsWithRateDetails"] == asked["getReservationsWithRateDetails"]


@pytest.mark.parametrize("again", ["reconcile", "connect"])
def test_room_states_that_another_process_stored_while_refused_count_once_allowed(inn: Inn, again: str) -> None:
    inn.open()
    room = next(room for room in inn.hotel.rooms() if not room.occupied and room.condition == "clean")
    inn.hotel.set_condition(room.id, "dirty")
    take(inn, "read:housekeeping")
    inn.sync()
    give_back(inn)
    inn.hotel.clock.advance(timedelta(minutes=1))
    runtime, [connection] = inn.integration.runtime, inn.rows(r.CONNECTIONS)
    states = collect(runtime.session(connection).room_states.snapshot(lane=Lane.BULK), aside=[])
    apply_look(runtime, connection.id, Look(source=Source.SWEEP, room_states=states))
    inn.hotel.clock.advance(timedelta(hours=1))
    if again == "connect":
        inn.connect()
    inn.sync()
    assert [task.row for task in inn.rows(r.TURNOVER_TASKS, unit_id=room.id)] == ["T21"]
