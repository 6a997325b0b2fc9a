"""When a room's own state makes a task, to the second and the day: dirt that nobody answered, blocks that ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from cloudbeds_connector.pms.model import BlockKind, Condition
from cloudbeds_connector.turnover import TaskState, TurnoverPolicy, TurnoverTask
from cloudbeds_connector.turnover.rules.dirty import apply_room_state
from cloudbeds_connector.turnover.rules.observations import before_first_look, left_for_later
from cloudbeds_connector.turnover.rules.property_alerts import backlog_alert
from cloudbeds_connector.turnover.tasks.unit_work import ended_at

from ..acceptance.beginnings import left_at_10_40
from ..story import Story
from ..working_unit import MINUTE, SECOND, index_of, unit_work_of

DIRTY = Story().instant("10:00")
DONE = replace(
    left_at_10_40().task(),
    id="0123456789ab",
    state=TaskState.DONE,
    completed_at=DIRTY - 2 * MINUTE,
    updated_at=DIRTY - 2 * MINUTE,
)


def dirty_since_ten(*tasks: TurnoverTask, policy: TurnoverPolicy | None = None, **room: Any) -> Story:
    """101 is vacant and turned dirty at 10:00; it is 10:30, and the room was looked at now."""
    hotel = Story(policy)
    hotel.at("10:30")
    seen = {
        "condition": Condition.DIRTY,
        "condition_since": DIRTY,
        "occupied": False,
        "occupancy_since": DIRTY - timedelta(days=1),
        "observed_at": hotel.now,
    }
    hotel.room_becomes("101", **(seen | room))
    hotel.view = replace(hotel.view, tasks=tasks)
    return hotel


def made(hotel: Story) -> list[tuple[str, str, str, str]]:
    """What the room's state makes: kind, cause, row and origin of each task."""
    work = unit_work_of(hotel)
    apply_room_state(work)
    new = [draft.task for draft in work.drafts if draft.before is None]
    return [(task.kind.value, task.cause, task.row, task.origin) for task in new]


STAYED_DIRTY = [("departure", "vacant_dirty", "T21", "dirty:2026-11-20")]
RECLEAN = [("departure", "reclean", "T73", "dirty:2026-11-20")]
REFRESH = [("refresh", "vacant_dirty", "T23", "dirty:2026-11-20")]


@pytest.mark.parametrize(
    ("ended", "occupancy_since", "expected"),
    [
        (DIRTY, DIRTY - MINUTE, []),
        (DIRTY - SECOND, DIRTY - MINUTE, RECLEAN),
        (DIRTY - SECOND, DIRTY - SECOND, RECLEAN),
        (DIRTY - 2 * SECOND, DIRTY - SECOND, STAYED_DIRTY),
        (DIRTY + SECOND, DIRTY - MINUTE, []),
    ],
)
def test_T21_T73_a_room_is_cleaned_again_if_it_was_vacant_when_its_last_turnover_ended(
    ended: datetime, occupancy_since: datetime, expected: list[tuple[str, ...]]
) -> None:
    hotel = dirty_since_ten(replace(DONE, completed_at=ended, updated_at=ended), occupancy_since=occupancy_since)
    assert made(hotel) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("done", RECLEAN),
        ("verified", RECLEAN),
        ("inspect_pending", RECLEAN),
        ("cancelled", STAYED_DIRTY),
    ],
)
def test_T73_only_work_that_was_done_is_done_again(state: str, expected: list[tuple[str, ...]]) -> None:
    assert made(dirty_since_ten(replace(DONE, state=TaskState(state)))) == expected
    assert made(dirty_since_ten(DONE, replace(DONE, id="later", state=TaskState(state)))) == expected


def test_T73_the_reason_names_the_last_turnover_in_brief() -> None:
    work = unit_work_of(dirty_since_ten(DONE))
    apply_room_state(work)
    assert work.drafts[-1].task.code == "dirty_again"


@pytest.mark.parametrize(
    ("vacant", "expected"),
    [(timedelta(days=7) - SECOND, STAYED_DIRTY), (timedelta(days=7), REFRESH), (timedelta(days=30), REFRESH)],
)
def test_T23_a_room_that_turned_dirty_after_a_week_without_guests_is_refreshed(
    vacant: timedelta, expected: list[tuple[str, ...]]
) -> None:
    assert made(dirty_since_ten(occupancy_since=DIRTY - vacant)) == expected


@pytest.mark.parametrize(
    ("observed", "expected", "wake"),
    [
        (DIRTY + 10 * MINUTE, STAYED_DIRTY, []),
        (DIRTY + 10 * MINUTE - SECOND, [], [31 * MINUTE]),
        (None, [], []),
    ],
)
def test_T21_a_look_after_ten_minutes_of_dirt_makes_sure(
    observed: datetime | None, expected: list[tuple[str, ...]], wake: list[timedelta]
) -> None:
    hotel = dirty_since_ten(observed_at=observed)
    assert made(hotel) == expected
    work = unit_work_of(hotel)
    apply_room_state(work)
    assert work.look_again == [DIRTY + after for after in wake]


@pytest.mark.parametrize("which", ["condition_since", "occupancy_since"])
def test_T21_the_ten_minutes_begin_when_the_room_is_both_vacant_and_dirty(which: str) -> None:
    hotel = dirty_since_ten(**{which: DIRTY + 25 * MINUTE})
    assert made(hotel) == []
    work = unit_work_of(hotel)
    apply_room_state(work)
    assert work.look_again == [DIRTY + 35 * MINUTE]


@pytest.mark.parametrize("condition", ["clean", "inspected", "unknown"])
def test_T21_a_room_that_is_not_dirty_makes_nothing(condition: str) -> None:
    assert made(dirty_since_ten(condition=Condition(condition))) == []
    assert made(dirty_since_ten(condition_since=None)) == []
    assert made(dirty_since_ten(occupied=True)) == []


@pytest.mark.parametrize("room", [{"turnover": False}, {"virtual": True}, {"mapped": False}, {"occupied": True}])
def test_T21_T30_T116_dirt_makes_nothing_where_nobody_may_clean(room: dict[str, Any]) -> None:
    policy = TurnoverPolicy(unmapped="hold")
    assert made(dirty_since_ten(policy=policy)) == STAYED_DIRTY
    assert made(dirty_since_ten(policy=policy, **room)) == []
    closed = dirty_since_ten(policy=policy, condition=Condition.UNKNOWN, **room)
    closed.block(start=-2, end=-1)
    assert made(closed) == []


def test_T21_a_room_with_open_work_gets_no_other() -> None:
    task = replace(DONE, state=TaskState.OPEN, created_at=DIRTY - timedelta(days=3))
    hotel = dirty_since_ten(task)
    hotel.block(start=-2, end=-1)
    assert made(hotel) == []


LOOKS = [(-SECOND, "T21"), (timedelta(), "T114"), (SECOND, "T114")]


@pytest.mark.parametrize(("later", "row"), LOOKS)
def test_T114_a_room_dirty_at_the_first_look_has_its_own_row(later: timedelta, row: str) -> None:
    hotel = dirty_since_ten(policy=TurnoverPolicy(first_look="create"))
    hotel.view = replace(hotel.view, first_look_at=DIRTY + later)
    assert [found[2] for found in made(hotel)] == [row]
    assert before_first_look(index_of(hotel), DIRTY) is (row == "T114")


def test_T114_no_first_look_is_before_nothing() -> None:
    assert not before_first_look(index_of(Story()), DIRTY)


@pytest.mark.parametrize(
    ("first_look", "baseline", "asked", "later"),
    [
        ("create", True, True, False),
        ("create", False, True, False),
        ("ask", True, False, True),
        ("ignore", True, False, True),
        ("ask", False, True, True),
        ("ask", False, False, False),
        ("ignore", False, False, True),
    ],
)
def test_T143_a_backlog_waits_for_an_answer_or_is_left_or_made(
    first_look: str, baseline: bool, asked: bool, later: bool
) -> None:
    hotel = dirty_since_ten(policy=TurnoverPolicy.from_mapping({"first_look": first_look}))
    hotel.view = replace(
        hotel.view,
        baseline=baseline,
        first_look_at=DIRTY,
        open_alerts=frozenset({"first_look_backlog:::2026-11-01"} if asked else {"first_look:::2026-11-01"}),
    )
    assert left_for_later(index_of(hotel), since=DIRTY) is later
    assert not left_for_later(index_of(hotel), since=DIRTY + SECOND) or baseline
    alert = backlog_alert(index_of(hotel))
    assert (alert is not None) is (first_look == "ask" and baseline)
    if alert is not None:
        assert (alert.key, alert.row) == ("first_look_backlog:::2026-11-20", "T143")
        assert alert.reason.startswith("1 vacant rooms were dirty")


def test_T143_the_question_to_a_person_is_raised_once() -> None:
    hotel = dirty_since_ten()
    hotel.first_look()
    assert backlog_alert(index_of(hotel)) is not None
    hotel.view = replace(hotel.view, open_alerts=frozenset({"first_look_backlog:::2026-11-19"}))
    assert backlog_alert(index_of(hotel)) is None


@pytest.mark.parametrize(("dirty", "asks"), [(2, 0), (3, 3), (4, 4)])
def test_T143_only_more_than_half_of_the_vacant_rooms_are_a_backlog(dirty: int, asks: int) -> None:
    hotel = Story()
    hotel.first_look()
    others: list[dict[str, Any]] = [{"turnover": False}, {"virtual": True}, {"observed_at": None}, {"occupied": True}]
    for number, more in enumerate(others):
        hotel.room(f"x{number}", "dirty", **more)
    for number in range(4):
        hotel.room(str(200 + number), "dirty" if number < dirty else "clean")
    index = index_of(hotel)
    assert index.backlog == asks
    assert (backlog_alert(index) is not None) is (asks > 0)


@pytest.mark.parametrize(
    ("state", "completed", "updated", "at_hand"),
    [
        ("open", None, -60, True),
        ("on_hold", None, -60, True),
        ("done", 0, -60, True),
        ("done", -60, 0, True),
        ("done", -1, -1, False),
        ("cancelled", None, 0, True),
        ("cancelled", None, -1, False),
    ],
)
def test_T21_T73_T127_dirt_is_covered_by_a_task_that_was_still_live(
    state: str, completed: int | None, updated: int, at_hand: bool
) -> None:
    task = replace(
        DONE,
        state=TaskState(state),
        completed_at=None if completed is None else DIRTY + completed * SECOND,
        updated_at=DIRTY + updated * SECOND,
    )
    old = replace(DONE, id="old")
    assert unit_work_of(dirty_since_ten(old, task)).answered(since=DIRTY) is at_hand
    assert ended_at(task) == DIRTY + max(updated if completed is None else completed, updated) * SECOND


BLOCK_ENDS: list[tuple[str, dict[str, Any], str]] = [
    ("yesterday was its last day", {"start": -2, "end": -1}, "T88"),
    ("today is its end and open", {"start": -1, "end": 0, "end_inclusive": False}, "T88"),
    ("today is its last day", {"start": -2, "end": 0}, ""),
    ("it ended two days ago", {"start": -3, "end": -2}, ""),
    ("it closed no night", {"start": 0, "end": 0, "end_inclusive": False}, ""),
    ("it is no closing", {"start": -2, "end": -1, "kind": BlockKind.OUT_OF_SERVICE}, ""),
    ("a courtesy hold", {"start": -2, "end": -1, "kind": BlockKind.COURTESY_HOLD}, ""),
    ("house use", {"start": -2, "end": -1, "kind": BlockKind.HOUSE_USE}, "T28"),
]


@pytest.mark.parametrize(("what", "block", "row"), BLOCK_ENDS, ids=[row[0] for row in BLOCK_ENDS])
def test_T28_T88_a_block_of_a_night_or_more_that_ended_today_makes_a_task(
    what: str, block: dict[str, Any], row: str
) -> None:
    hotel = dirty_since_ten(condition=Condition.UNKNOWN)
    hotel.block(**block)
    assert made(hotel) == ([("departure", "block_end", row, "block:b-101")] if row else [])
    hotel.view = replace(hotel.view, baseline=True)
    assert made(hotel) == [], "at the first look a block's end is no news"


@pytest.mark.parametrize(("condition", "kind"), [("clean", "check"), ("inspected", "check"), ("dirty", "departure")])
def test_T88_a_room_that_is_clean_after_its_block_is_only_checked(condition: str, kind: str) -> None:
    hotel = dirty_since_ten(condition=Condition(condition))
    hotel.block(start=-2, end=-1)
    assert made(hotel) == [(kind, "block_end", "T88", "block:b-101")]


@pytest.mark.parametrize(
    ("start", "end", "expected"), [(-1, 3, True), (0, 3, False), (-2, 0, True), (-3, -1, True), (-3, -2, False)]
)
def test_T88_a_block_that_was_taken_away_before_its_end_makes_a_task_if_it_closed_a_night(
    start: int, end: int, expected: bool
) -> None:
    hotel = dirty_since_ten(condition=Condition.UNKNOWN)
    hotel.block(start=start, end=end)
    hotel.removes_the_block()
    assert [found[3] for found in made(hotel)] == ["block:b-101"] * expected
    hotel.view = replace(
        hotel.view, removed_blocks=tuple(replace(b, kind=BlockKind.OUT_OF_SERVICE) for b in hotel.view.removed_blocks)
    )
    assert made(hotel) == []


@pytest.mark.parametrize(
    ("origin", "created", "expected"), [("block:b-101", 0, 0), ("block:other", 0, 1), ("block:b-101", -1, 1)]
)
def test_T88_a_block_that_was_answered_today_is_not_answered_again(origin: str, created: int, expected: int) -> None:
    hotel = dirty_since_ten(condition=Condition.UNKNOWN)
    hotel.block(start=-2, end=3)
    hotel.removes_the_block()
    at = hotel.instant("08:00", on=created)
    hotel.view = replace(hotel.view, tasks=(replace(DONE, origin=origin, created_at=at),))
    assert len(made(hotel)) == expected


@pytest.mark.parametrize(("ended", "expected"), [(0, 0), (-1, 1)])
def test_T88_a_room_that_was_turned_over_on_the_day_its_block_ended_needs_nothing(ended: int, expected: int) -> None:
    hotel = dirty_since_ten(condition=Condition.UNKNOWN)
    hotel.block(start=-2, end=-1)
    at = hotel.instant("08:00", on=ended)
    hotel.view = replace(hotel.view, tasks=(replace(DONE, completed_at=at, updated_at=at),))
    assert len(made(hotel)) == expected


@pytest.mark.parametrize("kind", [BlockKind.OUT_OF_ORDER, BlockKind.HOUSE_USE])
def test_T28_a_room_that_is_closed_today_makes_nothing_of_its_dirt(kind: BlockKind) -> None:
    hotel = dirty_since_ten()
    hotel.block(start=0, end=0, kind=kind)
    assert made(hotel) == []
    hotel.block(start=0, end=0, kind=BlockKind.OUT_OF_SERVICE)
    assert made(hotel) == STAYED_DIRTY


def test_T23_a_task_of_the_dirt_is_of_the_hotel_day_on_which_the_room_turned_dirty() -> None:
    hotel = dirty_since_ten(condition_since=Story().instant("03:59"))
    assert [found[3] for found in made(hotel)] == ["dirty:2026-11-19"]
