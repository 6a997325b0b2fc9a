"""Which row explains a change that no rule made, and the sentence that says when a task is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from cloudbeds_connector.turnover import Priority, TaskState, TurnoverPolicy, TurnoverTask
from cloudbeds_connector.turnover.sentences import due_sentence, local_time, reason_of_change

from .acceptance.beginnings import left_at_10_40
from .calendar import day
from .story import HOTEL, Story


def task(**fields: Any) -> TurnoverTask:
    return replace(left_at_10_40().task(), basis="2026-11-20/facts", **fields)


AWAITED = {"next_segment_id": "B", "next_arrival_date": day(0), "next_arrival_eta": time(18)}


@pytest.mark.parametrize(
    ("before", "after", "row", "sentence"),
    [
        ({"flags": ("unmapped",)}, {"flags": ()}, "T116", "The room is mapped to a room of yours now."),
        ({}, {"host_room_id": "h-7"}, "T116", "The room is mapped to another room of yours now."),
        ({}, {"room_number": "Garden 1"}, "T117", "The room has another name now."),
        ({}, {"next_segment_id": "B"}, "T50", "Somebody is booked on the room now."),
        (AWAITED, {"next_segment_id": None}, "T48", "The next guest does not come to this room any more."),
        (AWAITED, {"next_segment_id": "C"}, "T51", "Another guest comes to this room next."),
        (AWAITED, {"next_arrival_date": day(1)}, "T53", "The next guest arrives on another day."),
        (AWAITED, {"next_arrival_eta": time(13)}, "T52", "The next guest arrives at another time."),
        ({}, {"flags": ("detached",)}, "T63", "The booking was deleted; the room is as it is."),
        ({}, {"flags": ("early_check_in",)}, "T35", "An early check-in was granted or taken back."),
        ({"flags": ("early_check_in",)}, {"flags": ()}, "T35", "An early check-in was granted or taken back."),
        ({}, {"flags": ("vip",)}, "T39", "The next guest became a VIP, or is none any more."),
        ({"flags": ("vip",)}, {"flags": ()}, "T39", "The next guest became a VIP, or is none any more."),
        ({}, {"flags": ("overdue",)}, "T137", "The task passed its due time, which does not move by itself."),
        ({}, {"flags": ("carried_over",)}, "T137", "The task was carried over to another hotel day."),
        ({}, {"flags": ("long_stay",)}, "T142", "So long a stay takes more work."),
        ({}, {"clean_minutes": 45}, "T43", "The work is planned to take another time."),
        ({}, {"priority": Priority.HIGH}, "T137", "Time went by, so the task is more urgent."),
        ({}, {"needed_by": left_at_10_40().now}, "T40", "The room is needed at another time."),
        ({}, {"at_risk": True}, "T37", "Time is running out."),
        ({}, {"breached": True}, "T37", "Time is running out."),
        ({}, {"at_risk": True, "breached": True}, "T37", "Time is running out."),
        ({}, {"basis": "2026-11-21/facts"}, "T47", "The hotel's day changed."),
        ({}, {"basis": "2026-11-20/other facts"}, "T47", "The facts that the schedule follows from changed."),
        ({"flags": ("unmapped",)}, {}, "T47", "The facts that the schedule follows from changed."),
        (
            {"flags": ("detached",)},
            {"flags": ()},
            "T47",
            "The facts that the schedule follows from changed.",
        ),
    ],
)
def test_what_changed_is_put_down_to_its_row(
    before: dict[str, Any], after: dict[str, Any], row: str, sentence: str
) -> None:
    known = task(**before)
    reason = reason_of_change(known, replace(known, **after))
    assert (reason.row, reason.sentence) == (row, sentence)


def test_T36_a_room_that_people_flagged_as_rush_is_due_at_another_time() -> None:
    rushed = task(flags=("rush",))
    sooner = replace(rushed, due_by=rushed.due_by - timedelta(hours=1))
    assert reason_of_change(rushed, sooner).row == "T36"
    assert reason_of_change(rushed, replace(rushed, priority=Priority.URGENT, basis="2026-11-20/more")).row == "T47"
    unhurried = task()
    assert reason_of_change(unhurried, replace(unhurried, due_by=sooner.due_by)).row == "T47"


def test_T137_a_priority_that_other_facts_changed_is_not_put_down_to_the_clock() -> None:
    known = task()
    changed: dict[str, Any] = {"priority": Priority.HIGH, "basis": "2026-11-20/other facts", "needed_by": known.due_by}
    assert reason_of_change(known, replace(known, **changed)).row == "T40"


@pytest.mark.parametrize(
    ("names", "row"),
    [
        (("room_number", "next_segment_id", "next_arrival_date", "flags", "clean_minutes"), "T117"),
        (("next_segment_id", "next_arrival_date", "flags", "clean_minutes"), "T51"),
        (("next_arrival_date", "flags", "clean_minutes"), "T53"),
        (("flags", "clean_minutes"), "T39"),
    ],
)
def test_of_several_changes_the_first_in_the_table_is_reported(names: tuple[str, ...], row: str) -> None:
    other: dict[str, Any] = {
        "room_number": "Garden 1",
        "next_segment_id": "C",
        "next_arrival_date": day(1),
        "flags": ("overdue", "vip"),
        "clean_minutes": 45,
    }
    known = task(**AWAITED)
    assert reason_of_change(known, replace(known, **{name: other[name] for name in names})).row == row


NEEDED = left_at_10_40().instant("15:00")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Due 17:00 on 2026-11-20, the hotel's target for the day: nobody is known to arrive."),
        (
            {"flags": ("out_of_order",), "held_from": TaskState.OPEN},
            "The due time is set when the room is free again.",
        ),
        (
            {"flags": ("out_of_order",)},
            "Due 17:00 on 2026-11-20, the hotel's target for the day: nobody is known to arrive.",
        ),
        (
            {"held_from": TaskState.OPEN},
            "Due 17:00 on 2026-11-20, the hotel's target for the day: nobody is known to arrive.",
        ),
        ({"flags": ("rush",)}, "Due 17:00 on 2026-11-20, as soon as it can be done: a guest waits for the room."),
        (
            {"flags": ("guest_waiting",), "needed_by": NEEDED},
            "Due 17:00 on 2026-11-20, as soon as it can be done: a guest waits for the room.",
        ),
        (
            {"needed_by": NEEDED},
            "Due 17:00 on 2026-11-20: guests of this room type who have no room yet need one by 15:00 on 2026-11-20.",
        ),
        (
            {"needed_by": NEEDED, "next_arrival_date": day(1), "at_risk": True},
            "Due 17:00 on 2026-11-20: guests of this room type who have no room yet need one by 15:00 on 2026-11-20.",
        ),
        (
            {"needed_by": NEEDED, "next_arrival_date": day(0), "at_risk": True},
            "Due 17:00 on 2026-11-20: the room is needed by 15:00 on 2026-11-20, which is at risk.",
        ),
        (
            {"needed_by": NEEDED, "next_arrival_date": day(-1), "due_by": NEEDED - timedelta(minutes=15)},
            "Due 14:45 on 2026-11-20: the room is needed by 15:00 on 2026-11-20.",
        ),
        (
            {"needed_by": NEEDED, "next_arrival_date": day(0), "due_by": NEEDED - timedelta(minutes=16)},
            "Due 14:44 on 2026-11-20, the hotel's target for the day; the room is needed by 15:00 on 2026-11-20.",
        ),
    ],
)
def test_when_a_task_is_due_is_said_with_its_reason(fields: dict[str, Any], sentence: str) -> None:
    assert due_sentence(task(**fields), hotel=HOTEL, policy=TurnoverPolicy()) == sentence


def test_T103_the_hotels_own_day_is_said_and_not_greenwichs() -> None:
    assert local_time(HOTEL, left_at_10_40().instant("23:30")) == "23:30 on 2026-11-20"
    hotel = Story(timezone="Pacific/Auckland")
    needed = hotel.instant("09:00")
    awaited = task(needed_by=needed, due_by=needed, next_arrival_date=day(0))
    sentence = due_sentence(awaited, hotel=hotel.view.property, policy=TurnoverPolicy())
    assert sentence == "Due 09:00 on 2026-11-20: the room is needed by 09:00 on 2026-11-20."
