"""What a departure leads to: kind, row, reason and flags as a whole, and the minute from which each is another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cloudbeds_connector.pms.facts import Cause, Vacate
from cloudbeds_connector.pms.model import Condition, StayState
from cloudbeds_connector.pms.tasks import Decision
from cloudbeds_connector.turnover import Reason, ReasonCode, TaskKind, TurnoverPolicy
from cloudbeds_connector.turnover.rules.departures import Turnover, turnover_for
from cloudbeds_connector.turnover.rules.vacates import decide_vacate

from ..story import Story
from ..working_unit import MINUTE, SECOND, left, unit_work_of

LEFT = Story().instant("10:00")
LATE = LEFT + 60 * MINUTE
FLAGGED = frozenset({"late_detected"})


def left_at_ten(policy: TurnoverPolicy | None = None, **room: Any) -> Story:
    """A left 101 at 10:00; it is 11:00, and the room was looked at now."""
    hotel = Story(policy)
    hotel.guest("A")
    hotel.becomes("A", state=StayState.DEPARTED)
    seen = {"condition": Condition.DIRTY, "occupied": False, "occupancy_since": LEFT + MINUTE, "observed_at": LATE}
    hotel.room_becomes("101", **(seen | room))
    return hotel.at("11:00")


@pytest.mark.parametrize(
    ("noticed", "known", "row", "flags"),
    [
        (LATE - SECOND, True, "T03", frozenset()),
        (LATE, True, "T112", FLAGGED),
        (LATE, False, "T03", frozenset()),
    ],
)
def test_T112_a_departure_that_was_noticed_an_hour_later_is_flagged(
    noticed: Any, known: bool, row: str, flags: frozenset[str]
) -> None:
    work = unit_work_of(left_at_ten())
    found = turnover_for(work, left("A", at=LEFT, noticed_at=noticed, at_known=known))
    assert (found.kind, found.reason.row, found.flags) == (TaskKind.DEPARTURE, row, flags)
    assert ("It was noticed late" in found.reason.sentence) is (row == "T112")


@pytest.mark.parametrize("condition", [Condition.CLEAN, Condition.INSPECTED])
def test_T113_T112_a_room_that_was_cleaned_before_anybody_noticed_is_checked(condition: Condition) -> None:
    hotel = left_at_ten(condition=condition, condition_since=LEFT + 20 * MINUTE)
    found = turnover_for(unit_work_of(hotel), left("A", at=LEFT, noticed_at=LATE))
    assert (found.kind, found.reason.row) == (TaskKind.CHECK, "T113")
    assert found.flags == {"late_detected", "missed_turnover"}
    assert found.reason.code == "missed_turnover"
    assert f"the room is {condition.value} by now" in found.reason.sentence
    soon = turnover_for(unit_work_of(hotel), left("A", at=LEFT, noticed_at=LEFT + 30 * MINUTE))
    assert (soon.reason.row, soon.flags) == ("T113", {"missed_turnover"})


@pytest.mark.parametrize("condition", [Condition.CLEAN, Condition.INSPECTED])
def test_T29_T112_a_room_that_turned_ready_while_vacant_is_checked_and_the_late_flag_stays(
    condition: Condition,
) -> None:
    # too little time to have cleaned it for T113: an hour and a quarter is planned
    policy = TurnoverPolicy(clean_minutes={"departure": 75})
    hotel = left_at_ten(policy, condition=condition, condition_since=LEFT + 20 * MINUTE)
    reason = f"The room was seen to become {condition.value} after it was vacant; it needs a check only."
    late = turnover_for(unit_work_of(hotel), left("A", at=LEFT, noticed_at=LATE))
    assert late == Turnover(TaskKind.CHECK, Reason("T29", "ready_while_vacant", reason), FLAGGED)
    assert turnover_for(unit_work_of(hotel), left("A", at=LEFT, noticed_at=LEFT + MINUTE)) == replace(
        late, flags=frozenset()
    )


def test_T62_T112_a_no_show_is_checked_and_the_late_flag_stays() -> None:
    hotel = left_at_ten()
    hotel.becomes("A", state=StayState.NO_SHOW)
    late = turnover_for(unit_work_of(hotel), left("A", at=LEFT, noticed_at=LATE))
    assert late == Turnover(TaskKind.CHECK, ReasonCode.NO_SHOW(), FLAGGED)
    assert turnover_for(unit_work_of(hotel), left("A", at=LEFT)) == replace(late, flags=frozenset())


@pytest.mark.parametrize(
    ("since", "kind"), [(30 * MINUTE, TaskKind.CHECK), (30 * MINUTE + SECOND, TaskKind.DEPARTURE), (None, None)]
)
def test_T22_a_check_in_that_was_undone_within_half_an_hour_needs_a_check(since: Any, kind: TaskKind | None) -> None:
    hotel = left_at_ten()
    hotel.view = replace(hotel.view, entered_at={} if since is None else {"A": LEFT - since})
    found = turnover_for(unit_work_of(hotel), left("A", at=LEFT, noticed_at=LATE, cause=Cause.CHECK_IN_REVERTED))
    assert (found.kind, found.reason.row, found.flags) == (kind or TaskKind.DEPARTURE, "T22", frozenset())


@pytest.mark.parametrize(
    ("start", "clock", "row"),
    [
        (0, "11:00", "T01"),
        (1, "11:00", "T02"),
        (2, "11:00", "T03"),
        (-1, "05:59", "T01"),
        (-1, "11:00", "T01"),
        (-2, "11:00", "T03"),
        (None, "11:00", "T03"),
    ],
)
def test_T01_T02_T03_the_day_of_the_next_guest_decides(start: int | None, clock: str, row: str) -> None:
    hotel = left_at_ten()
    if start is not None:
        hotel.arrival("B", start=start, end=5)
    found = turnover_for(unit_work_of(hotel.at(clock)), left("A", at=LEFT))
    assert (found.kind, found.reason.row) == (TaskKind.DEPARTURE, row)
    when = {"T01": "arrives on this room today", "T02": "arrives on this room tomorrow", "T03": "nobody is booked"}[row]
    assert when in found.reason.sentence


CAUSES: list[tuple[str, Cause, dict[str, Any], dict[str, Any], str]] = [
    ("early", Cause.EARLY_DEPARTURE, {}, {}, "T15"),
    ("for the day", Cause.DAY_USE, {}, {}, "T16"),
    ("no room is shown any more", Cause.CHECK_OUT, {"room_id": None}, {}, "T07"),
    ("no room is shown of an early one", Cause.EARLY_DEPARTURE, {"room_id": None}, {}, "T07"),
    ("moved", Cause.ROOM_MOVE, {"room_id": "102", "state": StayState.IN_HOUSE}, {}, "T08"),
    ("moved to a room nobody knows", Cause.ROOM_MOVE, {"room_id": "999", "state": StayState.IN_HOUSE}, {}, "T08"),
    ("taken out of the room", Cause.ROOM_MOVE, {"room_id": None, "state": StayState.IN_HOUSE}, {}, "T10"),
    ("moved and left without a room", Cause.ROOM_MOVE, {"room_id": None, "state": StayState.DEPARTED}, {}, "T08"),
    ("a bed", Cause.CHECK_OUT, {}, {"bed": True}, "T93"),
    ("a bed, early", Cause.EARLY_DEPARTURE, {"room_id": None}, {"bed": True}, "T93"),
    ("to another bed of the dorm", Cause.ROOM_MOVE, {"room_id": "5/B"}, {"bed": True, "parent_id": "5"}, "T140"),
    ("to a bed of another dorm", Cause.ROOM_MOVE, {"room_id": "5/B"}, {"bed": True, "parent_id": "6"}, "T08"),
    ("from a bed without a dorm to a room", Cause.ROOM_MOVE, {"room_id": "102"}, {"bed": True}, "T08"),
]


@pytest.mark.parametrize(("what", "cause", "stay", "room", "row"), CAUSES, ids=[row[0] for row in CAUSES])
def test_T07_to_T16_a_departure_says_how_the_guest_left(
    what: str, cause: Cause, stay: dict[str, Any], room: dict[str, Any], row: str
) -> None:
    hotel = left_at_ten()
    hotel.room("102")
    hotel.dorm("5", beds="B")
    hotel.becomes("A", **stay)
    hotel.room_becomes("101", **room)
    found = turnover_for(unit_work_of(hotel), left("A", at=LEFT, cause=cause))
    kind = TaskKind.BED_TURNOVER if room else TaskKind.DEPARTURE
    assert (found.kind, found.reason.row, found.flags) == (kind, row, frozenset())


@pytest.mark.parametrize(("cause", "row"), [(Cause.ROOM_MOVE, "T08"), (Cause.CHECK_OUT, "T03"), (Cause.DAY_USE, "T16")])
def test_of_a_stay_that_is_not_known_any_more_the_cause_decides(cause: Cause, row: str) -> None:
    hotel = left_at_ten()
    hotel.loses_sight_of("A")
    assert turnover_for(unit_work_of(hotel), left("A", at=LEFT, cause=cause)).reason.row == row


def test_T94_the_last_guest_of_a_dorm_leaves_it_as_a_whole() -> None:
    hotel = left_at_ten()
    hotel.dorm("5", beds="A")
    found = turnover_for(unit_work_of(hotel, "5"), left("A", at=LEFT, number="5"))
    assert (found.kind, found.reason.row) == (TaskKind.DEPARTURE, "T94")


@pytest.mark.parametrize(
    ("room", "row"),
    [
        ({"condition": Condition.CLEAN, "condition_since": LEFT - MINUTE}, "T07"),
        ({"condition": Condition.INSPECTED, "condition_since": LEFT - 5 * MINUTE}, "T07"),
        ({"condition": Condition.CLEAN, "condition_since": LATE, "condition_before": Condition.UNKNOWN}, "T07"),
        ({"condition": Condition.CLEAN, "condition_since": LEFT, "condition_before": Condition.DIRTY}, "T03"),
        ({"condition": Condition.DIRTY, "condition_since": LEFT - 5 * MINUTE}, "T03"),
        ({"condition": Condition.CLEAN, "condition_since": LEFT - MINUTE, "observed_at": LEFT - SECOND}, "T03"),
    ],
)
def test_T07_a_room_that_only_the_last_row_of_a_stay_names_counts_if_it_may_have_been_used(
    room: dict[str, Any], row: str
) -> None:
    hotel = left_at_ten(**{"condition_before": Condition.DIRTY, **room})
    dragged = left("A", at=LEFT, seen_until=LEFT - MINUTE, inferred=True)
    [decision] = decided(hotel, dragged)
    assert (decision.row, decision.action) == (row, "excused" if row == "T07" else "create")
    [seen_there] = decided(hotel, replace(dragged, inferred=False))
    assert seen_there.action == "create"


def decided(hotel: Story, vacate: Vacate) -> list[Decision]:
    work = unit_work_of(hotel)
    decide_vacate(work, vacate)
    return work.decisions
