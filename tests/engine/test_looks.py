"""What one look may change: nothing that a newer look has seen, and nothing by silence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cloudbeds_connector.engine import Worker
from cloudbeds_connector.engine.cursors import leased
from cloudbeds_connector.engine.observe.look import Look, Seen, SeenBlocks, Source
from cloudbeds_connector.engine.planning.apply import apply_look
from cloudbeds_connector.pms.model import BlockKind, Condition, RoomBlock, StayState
from cloudbeds_connector.pms.tasks import TaskState
from cloudbeds_connector.stores import records as r
from cloudbeds_connector.stores.port import Store, Transaction
from cloudbeds_connector.testing import ManualClock

from .conftest import TODAY, House

WINDOW = (TODAY, TODAY + timedelta(days=30))


def block(block_id: str, room: str, *, days: int = 5) -> RoomBlock:
    return RoomBlock(
        id=block_id,
        room_id=room,
        kind=BlockKind.OUT_OF_ORDER,
        raw_kind="blocked_dates",
        start_date=TODAY - timedelta(days=2),
        end_date=TODAY + timedelta(days=days),
        end_inclusive=True,
    )


@pytest.fixture
def blocked(each_house: House) -> House:
    """Rooms 101 and 102 are out of order, and a guest has left 101: its turnover is on hold."""
    house = each_house
    house.pms.set_room("R101", Condition.CLEAN, occupied=True)
    house.stay("S1", "R101", StayState.IN_HOUSE)
    house.pms.block_list = {each: block(each, room) for each, room in (("B1", "R101"), ("B2", "R102"))}
    house.open()
    house.work()
    house.leaves("S1")
    house.work(seconds=600)
    assert states_of(house, "R101") == [TaskState.ON_HOLD]
    return house


def states_of(house: House, room: str) -> list[TaskState]:
    return [task.state for task in house.tasks_of(room)]


def blocks_in(house: House) -> list[str]:
    return sorted(row.id for row in house.all(r.ROOM_BLOCKS))


def look_again(house: House, way: str) -> None:
    """Have the connector look at the blocks, by a webhook or by the hourly sweep."""
    if way == "webhook":
        house.webhook(entity="block", room="R101")
        house.work(seconds=1)
    else:
        house.work(seconds=3600)


@pytest.mark.parametrize("way", ["webhook", "sweep"])
def test_one_empty_answer_ends_no_block(blocked: House, way: str) -> None:
    kept, blocked.pms.block_list = blocked.pms.block_list, {}
    look_again(blocked, way)
    assert (blocks_in(blocked), states_of(blocked, "R101")) == (["B1", "B2"], [TaskState.ON_HOLD])
    blocked.pms.block_list = kept
    for _ in range(3):
        blocked.work(seconds=60)
    assert (blocks_in(blocked), states_of(blocked, "R101")) == (["B1", "B2"], [TaskState.ON_HOLD])
    assert [row.misses for row in blocked.all(r.ROOM_BLOCKS)] == [0, 0]
    assert states_of(blocked, "R102") == []


@pytest.mark.parametrize("way", ["webhook", "sweep"])
def test_T88_a_block_that_was_lifted_ends_when_a_second_look_soon_after_misses_it_too(blocked: House, way: str) -> None:
    del blocked.pms.block_list["B1"]
    look_again(blocked, way)
    requests = len(blocked.pms.requests)
    blocked.work(seconds=30)
    assert (blocks_in(blocked), states_of(blocked, "R101")) == (["B2"], [TaskState.OPEN])
    if way == "sweep":
        assert set(blocked.pms.requests[requests:]) == {"blocks"}  # not the whole hotel again
    requests = len(blocked.pms.requests)
    blocked.work(seconds=60)
    assert "blocks" not in blocked.pms.requests[requests:]


def test_T88_a_block_that_was_lifted_ends_at_once_where_the_rooms_state_agrees(blocked: House) -> None:
    blocked.pms.capabilities = replace(blocked.pms.capabilities, blocked_flag=True)
    blocked.pms.states["R102"] = replace(blocked.pms.states["R102"], blocked=True)
    blocked.pms.block_list.clear()
    blocked.work(seconds=3600)
    assert (blocks_in(blocked), states_of(blocked, "R101")) == (["B2"], [TaskState.OPEN])


def test_a_block_that_one_of_two_answers_shows_is_there(blocked: House) -> None:
    blocked.pms.block_list["B4"] = replace(block("B4", "R103"), start_date=TODAY + timedelta(days=3))
    look_again(blocked, "sweep")
    answers = [{}, dict(blocked.pms.block_list)]
    blocked.pms.block_list = _Answers(answers)
    look_again(blocked, "sweep")
    assert blocks_in(blocked) == ["B1", "B2", "B4"]
    assert [row.misses for row in blocked.all(r.ROOM_BLOCKS)] == [0, 0, 0]


class _Answers(dict[str, RoomBlock]):
    """What one request after the other shows."""

    def __init__(self, answers: list[dict[str, RoomBlock]]) -> None:
        super().__init__(answers[-1])
        self._answers = answers

    def values(self) -> Any:
        return (self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]).values()


def test_an_older_look_at_blocks_overwrites_nothing_and_ends_nothing(blocked: House) -> None:
    runtime, connection = blocked.integration.runtime, blocked.connection
    before = blocked.clock.now()
    blocked.clock.advance(60)
    longer = block("B1", "R101", days=20)
    blocked.pms.block_list["B1"] = longer
    blocked.pms.block_list["B3"] = block("B3", "R103")
    look_again(blocked, "webhook")
    for rows in ((), (Seen(block("B1", "R101"), before), Seen(block("B9", "R103"), before))):
        stale = Look(source=Source.SWEEP, blocks=SeenBlocks(rows, WINDOW, before))
        for _ in range(3):
            apply_look(runtime, connection.id, stale)
    assert blocks_in(blocked) == ["B1", "B2", "B3"]
    assert [row.end_date for row in blocked.all(r.ROOM_BLOCKS, id="B1")] == [longer.end_date]
    assert [row.misses for row in blocked.all(r.ROOM_BLOCKS)] == [0, 0, 0]


class WaitingStore:
    """A store whose lock is held by another worker for ten minutes, who then applies `meanwhile`."""

    def __init__(self, store: Store, clock: ManualClock) -> None:
        self._store, self._clock = store, clock
        self.meanwhile: list[Look] = []
        self.apply = lambda look: None

    @contextmanager
    def transaction(self, lock: str | None = None) -> Iterator[Transaction]:
        if lock is not None and self.meanwhile:
            look = self.meanwhile.pop()
            self._clock.advance(600)
            self.apply(look)
        with self._transaction(lock) as tx:
            yield tx

    def _transaction(self, lock: str | None) -> AbstractContextManager[Transaction]:
        return self._store.transaction(lock)


def test_a_look_that_waited_for_the_lock_overwrites_no_newer_one(each_house: House) -> None:
    house = each_house
    house.stay("S1", "R101", StayState.IN_HOUSE)
    house.open()
    house.clock.advance(60)
    runtime, connection = house.integration.runtime, house.connection
    older = Look(source=Source.SWEEP, reservations=(Seen(house.pms.reservations["S1"], house.clock.now()),))
    house.leaves("S1")
    newer = Seen(house.pms.reservations["S1"], house.clock.now() + timedelta(seconds=500))
    waiting = WaitingStore(house.store, house.clock)
    waiting.apply = lambda look: apply_look(runtime, connection.id, look)  # type: ignore[assignment, return-value]
    waiting.meanwhile = [Look(source=Source.WEBHOOK, reservations=(newer,))]
    runtime.store = waiting
    apply_look(runtime, connection.id, older)
    [segment] = house.all(r.STAY_SEGMENTS, id="S1")
    assert segment.state is StayState.DEPARTED


@pytest.mark.parametrize(
    ("hours", "modified_ahead", "stored"),
    [(0, 0, StayState.DEPARTED), (1, 0, StayState.IN_HOUSE), (0, 1, StayState.IN_HOUSE)],
    ids=["soon after", "shown for an hour", "the newer row was of the future"],
)
def test_an_older_version_of_a_row_that_was_requested_later_undoes_nothing(
    each_house: House, hours: int, modified_ahead: int, stored: StayState
) -> None:
    house = each_house
    house.stay("S1", "R101", StayState.IN_HOUSE)
    house.open()
    older = replace(house.pms.reservations["S1"], modified_at=house.clock.now())
    house.clock.advance(60)
    house.leaves("S1")
    now = house.clock.now()
    newer = replace(house.pms.reservations["S1"], modified_at=now + timedelta(hours=modified_ahead))
    for row, sent_at in ((newer, now), (older, now + timedelta(seconds=1, hours=hours))):
        house.clock.advance_to(sent_at)
        look = Look(source=Source.SWEEP, reservations=(Seen(row, sent_at),))
        apply_look(house.integration.runtime, house.connection.id, look)
    [segment] = house.all(r.STAY_SEGMENTS, id="S1")
    assert segment.state is stored


def test_a_lease_that_waited_for_the_lock_is_not_over_when_it_begins(each_house: House) -> None:
    house = each_house.open()
    runtime = house.integration.runtime
    waiting = WaitingStore(house.store, house.clock)
    waiting.meanwhile = [Look(source=Source.MANUAL)]
    runtime.store = waiting
    with leased(runtime, house.connection.id, "reconcile"):
        [cursor] = house.all(r.SYNC_CURSORS, name="reconcile")
        assert cursor.lease_until == house.clock.now() + runtime.settings.sync_lease


@pytest.mark.parametrize("state", [StayState.EXPECTED, StayState.IN_HOUSE, StayState.DEPARTED])
@pytest.mark.parametrize("shown", [StayState.CANCELLED, StayState.DEPARTED, None])
def test_T63_a_deleted_booking_is_stored_the_same_whatever_was_known_of_it(
    each_house: House, state: StayState, shown: StayState | None
) -> None:
    house = each_house
    house.stay("S1", "R101", state)
    house.open()
    if state is StayState.IN_HOUSE:
        house.leaves("S1")  # by the time the booking is deleted, its guest is seen to have left
        house.work(seconds=600)
    booking = replace(house.pms.reservations["S1"], deleted=True, segments_shown=True)
    segments = () if shown is None else tuple(replace(each, state=shown) for each in booking.segments)
    house.pms.put(replace(booking, segments=segments))
    for _ in range(3):
        house.work(seconds=3600)
    first_seen_deleted = replace(booking, id="S9", segments=tuple(replace(x, id="S9") for x in segments))
    house.pms.put(first_seen_deleted)
    house.work(seconds=3600)
    known = {row.id: (row.state, row.room_id, row.misses) for row in house.all(r.STAY_SEGMENTS)}
    if shown is not None:
        assert known["S1"] == known["S9"]
    reruns = [row.misses for row in house.all(r.STAY_SEGMENTS, id="S1")]
    for _ in range(5):
        house.work(seconds=3600)
    assert [row.misses for row in house.all(r.STAY_SEGMENTS, id="S1")] == reruns  # nothing changes any more


def test_T95_a_guest_who_came_after_the_last_look_at_the_one_who_left_is_no_sharer(each_house: House) -> None:
    house = each_house
    house.pms.set_room("R101", Condition.CLEAN, occupied=True)
    house.stay("S1", "R101", StayState.IN_HOUSE, start=-2, end=1)
    house.stay("S2", "R101", StayState.EXPECTED, start=-1, end=2)
    house.open()
    house.work()
    house.clock.advance(300)
    house.change("S1", state=StayState.DEPARTED)  # no message, and no new time of change
    house.pms.changed_ids.clear()
    house.change("S2", state=StayState.IN_HOUSE)
    house.webhook("S2")
    house.work(seconds=60)
    house.work(seconds=3600)
    assert [d.row for d in house.all(r.DECISIONS, unit_id="R101", segment_id="S1")] == ["T124"]
    assert "next_guest_already_in" in {alert.code for alert in house.all(r.ALERTS)}


def test_T95_a_guest_who_was_seen_in_the_room_with_the_one_who_left_is_a_sharer(each_house: House) -> None:
    house = each_house
    house.pms.set_room("R101", Condition.CLEAN, occupied=True)
    for guest in ("S1", "S2"):
        house.stay(guest, "R101", StayState.IN_HOUSE, start=-2, end=1)
    house.open()
    house.work()
    house.change("S1", state=StayState.DEPARTED)
    house.pms.changed_ids.clear()
    house.work(seconds=3600)
    assert [d.row for d in house.all(r.DECISIONS, segment_id="S1")] == ["T95"]
    assert not Worker(house.integration).run_once().errors


@pytest.mark.parametrize("way", ["webhook", "sweep"])
def test_T110_a_stay_that_no_look_saw_in_house_is_covered_by_the_task_of_the_room_it_left_dirty(
    each_house: House, way: str
) -> None:
    house = each_house
    house.stay("S1", "R101", StayState.EXPECTED, start=0, end=1)
    house.open()
    house.work()
    house.pms.set_room("R101", Condition.DIRTY, occupied=False)  # the guest has come and gone between two looks
    for _ in range(3):
        house.work(seconds=700)
    (task,) = house.tasks_of("R101")
    assert (task.row, task.carries) == ("T21", ())
    now = house.clock.now()
    with house.store.transaction() as tx:
        tx.put(r.TURNOVER_TASKS, replace(task, state=TaskState.DONE, completed_at=now, updated_at=now))
    house.clock.advance(600)
    house.change("S1", state=StayState.DEPARTED)
    house.pms.changed_ids.clear()
    if way == "webhook":
        house.webhook("S1")
        house.work()
    else:
        house.work(seconds=3600)
    assert [(each.id, each.state, each.carries) for each in house.tasks_of("R101")] == [
        (task.id, TaskState.DONE, ("S1#1",))
    ]


@pytest.mark.parametrize("way", ["webhook", "sweep"])
def test_T114_a_guest_who_left_before_the_baseline_and_comes_back_leaves_a_second_time(
    each_house: House, way: str
) -> None:
    house = each_house
    house.stay("S1", "R101", StayState.DEPARTED)
    house.open()
    house.work()
    assert [(d.ref, d.row) for d in house.all(r.DECISIONS, segment_id="S1")] == [("S1#1", "T114")]

    def look() -> None:
        if way == "webhook":
            house.webhook("S1")
            house.work(seconds=1)
        else:
            house.work(seconds=3600)

    house.change("S1", state=StayState.IN_HOUSE)
    house.pms.set_room("R101", Condition.CLEAN, occupied=True)
    look()
    house.leaves("S1")
    look()
    assert [(task.state, task.carries) for task in house.tasks_of("R101")] == [(TaskState.OPEN, ("S1#2",))]
