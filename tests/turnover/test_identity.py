"""What makes a task the same task, and which cancelled one is opened again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cloudbeds_connector.turnover import TaskKind, TaskState
from cloudbeds_connector.turnover.identity import (
    block_origin,
    carries_segment,
    dirty_origin,
    may_reopen,
    natural,
    next_seq,
    segment_of,
    segment_origin,
    task_id,
    title,
)

from .acceptance.beginnings import left_at_10_40
from .working_unit import left


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("", ()),
        ("9", ((0, 9, ""),)),
        ("007", ((0, 7, ""),)),
        ("A10b", ((1, 0, "A"), (0, 10, ""), (1, 0, "b"))),
        ("5/12", ((0, 5, ""), (1, 0, "/"), (0, 12, ""))),
    ],
)
def test_T45_a_rooms_number_is_read_as_numbers_and_words(number: str, key: tuple[object, ...]) -> None:
    assert natural(number) == key


def test_T45_room_numbers_in_the_order_of_people() -> None:
    expected = ["9", "9A", "9B", "10", "10 B", "A2", "A10", "Annex", "B1"]
    assert sorted(["B1", "Annex", "A10", "A2", "10 B", "10", "9B", "9A", "9"], key=natural) == expected


def test_T115_origins_ids_and_titles_name_the_cause_and_no_guest() -> None:
    assert (segment_origin("s"), block_origin("b"), dirty_origin(date(2026, 11, 20))) == (
        "segment:s",
        "block:b",
        "dirty:2026-11-20",
    )
    assert title("101") == "Turnover / Room ready – 101"


@pytest.mark.parametrize(
    ("connection", "unit", "digest"),
    [
        ("c1", "101", "03173f351cbf41f2692dad7c2fc7861204dd536a649698962b07a75eb630b986"),
        ("c11", "01", "ea5b6ada965ab21414dec8cbbfea834f4022580eeadbd7f7f870fee7ba15703a"),
    ],
)
def test_T115_a_tasks_id_is_what_it_has_always_been(connection: str, unit: str, digest: str) -> None:
    made = task_id(connection_id=connection, unit_id=unit, origin="segment:A", purpose=TaskKind.DEPARTURE, vacate_seq=1)
    assert made == digest


@pytest.mark.parametrize(("ref", "segment"), [("A#1", "A"), ("booking#7#2", "booking#7"), ("#1", "")])
def test_T115_a_ref_names_its_segment_whatever_is_in_the_segments_id(ref: str, segment: str) -> None:
    assert segment_of(ref) == segment
    task = replace(left_at_10_40().task(), carries=("Z#1", ref))
    assert (carries_segment(task, segment), carries_segment(task, "other")) == (True, False)


def test_T17_the_next_task_of_an_origin_is_numbered_after_all_that_there_were() -> None:
    task = replace(left_at_10_40().task(), origin="segment:A", vacate_seq=3)
    assert next_seq([], origin="segment:A") == 1
    assert next_seq([task], origin="segment:A") == 4
    assert next_seq([task], origin="segment:B") == 1
    assert next_seq([task], origin="segment:A", known=5) == 6


@pytest.mark.parametrize(
    ("state", "code", "segment", "opened"),
    [
        ("cancelled", "check_out_reverted", "A", True),
        ("cancelled", "reverted_while_cleaning", "A", True),
        ("cancelled", "returned", "B", False),
        ("cancelled", "superseded", "A", False),
        ("cancelled", "", "A", False),
        ("done", "returned", "A", False),
        ("open", "check_out_reverted", "A", False),
    ],
)
def test_T59_only_a_task_that_was_cancelled_since_its_own_guest_came_back_is_opened_again(
    state: str, code: str, segment: str, opened: bool
) -> None:
    hotel = left_at_10_40()
    task = replace(hotel.task(), state=TaskState(state), code=code)
    assert may_reopen(task, vacate=left(segment, at=hotel.now, n=2)) is opened
