"""Syncs in pieces: what was read is kept whatever fails later, and what belongs together is judged at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cloudbeds_connector.engine import Worker
from cloudbeds_connector.engine.looks import sync_reading
from cloudbeds_connector.engine.observe.look import Look, Seen, Source
from cloudbeds_connector.engine.planning.apply import apply_look
from cloudbeds_connector.errors import ServerError
from cloudbeds_connector.pms.model import BlockKind, Condition, RoomBlock, StayState
from cloudbeds_connector.pms.pages import Page
from cloudbeds_connector.pms.tasks import TaskKind
from cloudbeds_connector.stores import records as r
from cloudbeds_connector.testing import fakes
from cloudbeds_connector.turnover import TurnoverPolicy

from .conftest import TODAY, House

DOWN = ServerError("Down.", next_action="Wait.")


@pytest.fixture
def pages_of_one(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Listings of stays come a row a page; a sync writes two at a time. `fail_after` rows the listing fails."""
    faults = {"fail_after": 99}
    whole = fakes._FakeStays._page

    def split(self: Any, *args: Any, **kwargs: Any) -> Iterator[Page[Any]]:
        for page in whole(self, *args, **kwargs):
            for number, row in enumerate(page.items):
                if number >= faults["fail_after"]:
                    raise DOWN
                yield Page((row,), page.sent_at)

    monkeypatch.setattr(fakes._FakeStays, "_page", split)
    monkeypatch.setattr(sync_reading, "PIECE", 2)
    return faults


@pytest.fixture
def full_house(each_house: House) -> House:
    house = each_house
    for number in ("104", "105"):
        house.pms.add_room(number)
    for number in range(101, 106):
        house.pms.set_room(f"R{number}", Condition.CLEAN, occupied=True)
        house.stay(f"S{number}", f"R{number}", StayState.IN_HOUSE)
    house.open()
    house.work()
    return house


def carried(house: House) -> dict[str, tuple[str, ...]]:
    return {task.unit_id: task.carries for task in house.all(r.TURNOVER_TASKS)}


@pytest.mark.parametrize("kind", ["changes", "reconcile", "full"])
def test_a_sync_writes_stays_in_pieces_and_plans_them_together(
    full_house: House, pages_of_one: dict[str, int], kind: str
) -> None:
    house = full_house
    house.leaves("S101")
    house.leaves("S105")
    # the guest of 102 stays on: the old booking has ended, and a new one goes on, read in another piece
    house.change("S102", state=StayState.DEPARTED)
    house.stay("S902", "R102", StayState.IN_HOUSE, start=0, end=2)
    for booking in ("S102", "S902"):
        house.change(booking, party_id="P1")
    seen: list[tuple[str, int]] = []
    house.clock.advance(60)
    report = house.integration.sync("my-hotel", kind=kind, progress=lambda what, n: seen.append((what, n)))
    assert carried(house) == {"R101": ("S101#1",), "R105": ("S105#1",)}
    assert {decision.row for decision in house.all(r.DECISIONS, segment_id="S102")} == {"T13"}
    assert report.reservations == 6
    assert (report.events, report.commands) == (4, 2)
    counts = [n for what, n in seen if what == "reservations"]
    assert counts == sorted(counts)
    assert not [row for row in house.all(r.STAY_EVENTS) if row.pending]


PARTS = {"blocks": "blocks", "room states": "snapshot", "rooms": "rooms"}


READ = [("changes", "room states"), *((kind, part) for kind in ("reconcile", "full") for part in PARTS)]


@pytest.mark.parametrize(("kind", "part"), [each for each in READ if each != ("reconcile", "rooms")])
def test_a_part_that_fails_costs_no_other_part(
    full_house: House, kind: str, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, request = full_house, fakes._FakeSession._request

    def failing(self: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        if name == PARTS[part]:
            raise DOWN
        return request(self, name, *args, **kwargs)

    monkeypatch.setattr(fakes._FakeSession, "_request", failing)
    house.leaves("S101")
    house.pms.set_room("R103", Condition.DIRTY)
    house.pms.block_list["B1"] = RoomBlock(
        id="B1",
        room_id="R104",
        kind=BlockKind.OUT_OF_ORDER,
        raw_kind="",
        start_date=TODAY,
        end_date=TODAY + timedelta(days=2),
    )
    house.clock.advance(60)
    for _ in range(2):
        with pytest.raises(ServerError):
            house.integration.sync("my-hotel", kind=kind)
    assert carried(house) == {"R101": ("S101#1",)}
    assert len(house.all(r.ROOM_BLOCKS)) == (part != "blocks" and kind != "changes")
    dirty = house.all(r.ROOM_STATES, room_id="R103")[0].condition is Condition.DIRTY
    assert dirty is (part != "room states")
    runs = sorted(house.all(r.SYNC_RUNS, kind=kind), key=lambda run: run.started_at)
    assert [run.status for run in runs][-2:] == ["failed", "failed"]
    monkeypatch.undo()
    house.work(seconds=3600)
    assert carried(house) == {"R101": ("S101#1",)}


@pytest.mark.parametrize("kind", ["changes", "reconcile", "full"])
def test_a_listing_that_fails_in_its_middle_keeps_what_it_showed(
    full_house: House, pages_of_one: dict[str, int], kind: str
) -> None:
    house = full_house
    for number in (101, 103, 105):
        house.leaves(f"S{number}")
    pages_of_one["fail_after"] = 3
    house.clock.advance(60)
    with pytest.raises(ServerError):
        house.integration.sync("my-hotel", kind=kind)
    assert carried(house) == {"R101": ("S101#1",), "R103": ("S103#1",)}
    pages_of_one["fail_after"] = 99
    house.integration.sync("my-hotel", kind=kind)
    assert carried(house) == {f"R{n}": (f"S{n}#1",) for n in (101, 103, 105)}


def test_departures_of_a_sync_that_was_killed_are_planned_by_another_worker(
    full_house: House, pages_of_one: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    house, request = full_house, fakes._FakeSession._request

    def killed(self: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "snapshot":
            raise KeyboardInterrupt
        return request(self, name, *args, **kwargs)

    monkeypatch.setattr(fakes._FakeSession, "_request", killed)
    house.leaves("S101")
    house.pms.changed_ids.clear()
    with pytest.raises(KeyboardInterrupt):
        house.integration.sync("my-hotel")
    assert carried(house) == {}
    assert [event.pending for event in house.all(r.STAY_EVENTS)] == [True]
    monkeypatch.undo()
    house.pms.fail_with = DOWN  # no look can be taken; what was read is planned all the same
    house.clock.advance(house.integration.runtime.settings.sync_lease.total_seconds())
    for _ in range(3):
        Worker(house.integration).run_once()
        house.clock.advance(5)
    assert carried(house) == {"R101": ("S101#1",)}


def test_a_baseline_whose_reading_failed_is_taken_again_as_a_baseline(
    each_house: House, pages_of_one: dict[str, int]
) -> None:
    house = each_house
    for number in (101, 102, 103):
        house.stay(f"S{number}", f"R{number}", StayState.DEPARTED if number != 102 else StayState.IN_HOUSE)
    house.pms.set_room("R101", Condition.DIRTY, occupied=False)
    pages_of_one["fail_after"] = 2
    house.integration.connect("my-hotel")
    with pytest.raises(ServerError):
        house.integration.sync("my-hotel")
    assert house.connection.baseline_at is None
    assert house.all(r.TURNOVER_TASKS) == []
    pages_of_one["fail_after"] = 99
    house.integration.sync("my-hotel")
    assert [(task.unit_id, task.cause) for task in house.all(r.TURNOVER_TASKS)] == [("R101", "vacant_dirty")]
    assert house.all(r.STAY_EVENTS) == []


@pytest.mark.parametrize("way", ["webhook", "sweep"])
@pytest.mark.parametrize("next_guest", ["in", "none"])
def test_T94_a_dorm_is_judged_when_its_beds_were_seen_after_the_stays(
    each_house: House, way: str, next_guest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = each_house
    house.integration.runtime.policy = TurnoverPolicy(dorm_room_clean=True)
    for letter in "AB":
        bed = house.pms.add_room(f"5{letter}", occupied=letter == "A")
        house.pms.room_list[bed] = replace(house.pms.room_list[bed], private=False, dorm_name="Dorm 5")
    house.stay("S1", "R5A", StayState.IN_HOUSE)
    house.stay("N1", "R5B", StayState.EXPECTED, start=0, end=2)
    house.open()
    house.work()
    request = fakes._FakeSession._request

    def failing(self: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "snapshot":
            raise DOWN
        return request(self, name, *args, **kwargs)

    monkeypatch.setattr(fakes._FakeSession, "_request", failing)
    house.clock.advance(60)
    if next_guest == "none":
        house.change("S1", state=StayState.DEPARTED)  # the room's state is what it was
    else:
        house.leaves("S1")
    if way == "webhook":  # as a webhook's look that has read the stays, and not the beds
        stay = Seen(house.pms.reservations["S1"], house.clock.now())
        apply_look(house.integration.runtime, house.connection.id, Look(source=Source.WEBHOOK, reservations=(stay,)))
    else:
        with pytest.raises(ServerError):
            house.integration.sync("my-hotel")
    kinds = [task.kind for task in house.all(r.TURNOVER_TASKS)]
    assert kinds == [TaskKind.BED_TURNOVER]  # the bed was left; whether the dorm is empty nobody knows yet
    monkeypatch.undo()
    if next_guest == "none":  # the beds are seen again as they were: nothing changed, and the dorm is judged
        house.integration.sync("my-hotel", kind="changes")
        assert [task.row for task in house.tasks_of("dorm:Dorm 5")] == ["T94"]
        return
    house.change("N1", state=StayState.IN_HOUSE)
    house.pms.changed_ids.clear()
    house.pms.set_room("R5B", Condition.DIRTY, occupied=True)
    house.work(seconds=600)
    assert house.tasks_of("dorm:Dorm 5") == []
    house.leaves("N1")
    house.work(seconds=3600)
    assert [task.row for task in house.tasks_of("dorm:Dorm 5")] == ["T94"]
