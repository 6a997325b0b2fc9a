"""A person stands in front of a room and asks why it has its task, or none."""

from __future__ import annotations

import json
from datetime import time

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.pms.model import BlockKind, StayState
from cloudbeds_connector.turnover import (
    Answer,
    Decision,
    Explanation,
    Priority,
    PriorityBasis,
    TurnoverPolicy,
    explain_unit,
)
from cloudbeds_connector.turnover.explain import priority_sentence

from .acceptance.beginnings import left_at_10_40
from .story import Story


def explain_room(hotel: Story, number: str = "101", *, decisions: tuple[Decision, ...] = ()) -> Explanation:
    return explain_unit(hotel.view, number, now=hotel.now, policy=hotel.policy, decisions=decisions)


def empty(condition: str = "dirty", policy: TurnoverPolicy | None = None) -> Story:
    """Room 101 is vacant, has been so since last night, and was seen so at 9:00."""
    hotel = Story(policy)
    hotel.room("101", condition)
    return hotel


def assert_explains(hotel: Story, answer: Answer, row: str, sentence: str, *, until: str | None = None) -> None:
    explanation = explain_room(hotel)
    assert (explanation.answer, explanation.row) == (answer, row)
    assert explanation.sentence == f"Room 101 has no turnover. {sentence}"
    assert explanation.until == (None if until is None else hotel.instant(until))
    assert (
        explanation.unit_id,
        explanation.room_number,
        explanation.task_id,
        explanation.due_by,
        explanation.priority,
    ) == (
        "101",
        "101",
        None,
        None,
        None,
    )


def test_a_room_with_a_task_says_why_when_and_how_urgent() -> None:
    hotel = left_at_10_40()
    hotel.arrival("B")
    hotel.plan()
    task, explanation = hotel.task(), explain_room(hotel)
    assert explanation == Explanation(
        unit_id="101",
        room_number="101",
        answer=Answer.TASK,
        row="T50",
        sentence="Room 101: Somebody is booked on the room now. Due 14:45 on 2026-11-20: the room is needed by 15:00 "
        "on 2026-11-20. High: the next guest arrives today.",
        task_id=task.id,
        due_by=task.due_by,
        due_basis="before_arrival",
        priority=Priority.HIGH,
        priority_basis="arrival_today",
        priority_sentence="High: the next guest arrives today.",
    )


def test_a_task_whose_reason_does_not_say_the_time_is_explained_with_it() -> None:
    hotel = left_at_10_40()
    hotel.at("17:01").plan()
    assert explain_room(hotel).sentence.count("Due 17:00 on 2026-11-20") == 1
    hotel.edits(hotel.task(), reason="As somebody wrote it.")
    assert explain_room(hotel).sentence.startswith("Room 101: As somebody wrote it. Due 17:00 on 2026-11-20")


def test_what_a_person_set_is_said_so() -> None:
    hotel = left_at_10_40()
    hotel.edits(hotel.task(), due_by=hotel.instant("13:00"), priority=Priority.HIGH)
    hotel.plan()
    explanation = explain_room(hotel)
    assert explanation.sentence.endswith("Due 13:00 on 2026-11-20: a person set the time. A person set the priority.")
    assert (explanation.due_basis, explanation.priority_basis, explanation.priority) == (
        "edited",
        "edited",
        Priority.HIGH,
    )


def test_T85_a_room_out_of_order_is_low_for_that() -> None:
    hotel = left_at_10_40()
    hotel.arrival("B")
    hotel.block(end=2)
    hotel.at("11:00").plan()
    explanation = explain_room(hotel)
    assert (explanation.row, explanation.priority_basis, explanation.priority_sentence) == (
        "T86",
        "out_of_order",
        "Low: the room is out of order.",
    )
    assert "The due time is set when the room is free again." in explanation.sentence


def test_T87_work_that_goes_on_in_a_blocked_room_is_as_urgent_as_it_is() -> None:
    hotel = left_at_10_40()
    hotel.starts()
    hotel.block(end=2)
    hotel.at("11:00").plan()
    assert explain_room(hotel).priority_basis == "nobody_soon"


@pytest.mark.parametrize(
    ("basis", "sentence"),
    [
        (PriorityBasis.GUEST_WAITING, "Urgent: a guest waits for the room."),
        (PriorityBasis.PROMISE_IN_DANGER, "Urgent: the next guest's promised time can hardly be kept."),
        (PriorityBasis.ARRIVAL_TODAY, "High: the next guest arrives today."),
        (PriorityBasis.TYPE_PRESSURE, "High: guests of this room type arrive today and have no room yet."),
        (PriorityBasis.VIP, "One step more urgent than its day, since the next guest is a VIP."),
        (PriorityBasis.ARRIVAL_TOMORROW, "Normal: the next guest arrives tomorrow."),
        (PriorityBasis.NOBODY_SOON, "Low: nobody arrives today or tomorrow."),
    ],
)
def test_every_priority_has_its_sentence(basis: PriorityBasis, sentence: str) -> None:
    assert priority_sentence(basis) == sentence


def test_T116_a_room_that_nobody_knows() -> None:
    assert explain_room(empty(), "907") == Explanation(
        unit_id="907",
        room_number="",
        answer=Answer.UNKNOWN_ROOM,
        row="T116",
        sentence="No room has the id 907; look at the room map.",
    )


def test_T118_a_room_is_found_under_the_id_it_had() -> None:
    hotel = left_at_10_40()
    hotel.gets_another_id("101", "9-101")
    assert (explain_room(hotel).unit_id, explain_room(hotel).answer) == ("9-101", Answer.TASK)


def test_T30_a_room_that_is_not_turned_over() -> None:
    hotel = empty()
    hotel.room_becomes("101", turnover=False)
    assert_explains(hotel, Answer.NOT_CLEANED, "T30", "It is not a room that the hotel wants turned over.")
    hotel = empty()
    hotel.wants(room_types={"DLX": {"turnovers": False}})
    assert explain_room(hotel).answer is Answer.NOT_CLEANED


def test_T96_a_virtual_room() -> None:
    hotel = empty()
    hotel.room_becomes("101", virtual=True)
    assert_explains(hotel, Answer.VIRTUAL, "T96", "It is virtual; the rooms that it is made of are cleaned.")


def test_T55_a_guest_who_is_to_leave_today() -> None:
    hotel = Story()
    hotel.guest("A")
    assert_explains(hotel, Answer.DUE_OUT, "T55", "Its guest has not left yet, and is to leave by 11:00 on 2026-11-20.")
    hotel.guest("A", scheduled_end=hotel.instant("14:00"))
    assert_explains(hotel, Answer.DUE_OUT, "T55", "Its guest has not left yet, and is to leave by 14:00 on 2026-11-20.")


def test_T24_a_guest_who_stays() -> None:
    hotel = Story()
    hotel.guest("A", end=2)
    assert_explains(
        hotel, Answer.GUEST_IN_HOUSE, "T24", "A guest is in house; a dirty room alone is no reason for one."
    )


def test_T24_a_room_that_shows_occupied() -> None:
    hotel = empty()
    hotel.look("101", occupied=True)
    assert_explains(hotel, Answer.OCCUPIED, "T24", "The hotel system shows it occupied.")


@pytest.mark.parametrize("kind", [BlockKind.OUT_OF_ORDER, BlockKind.HOUSE_USE])
def test_T88_a_blocked_room(kind: BlockKind) -> None:
    hotel = empty()
    hotel.block(end=2, kind=kind)
    assert_explains(hotel, Answer.BLOCKED, "T88", "It is blocked until 2026-11-22.")


def test_T90_a_room_out_of_service_is_not_blocked() -> None:
    hotel = empty("clean")
    hotel.block(end=2, kind=BlockKind.OUT_OF_SERVICE)
    assert explain_room(hotel).answer is Answer.READY


def test_T116_a_room_that_waits_for_its_mapping() -> None:
    hotel = empty(policy=TurnoverPolicy(unmapped="hold"))
    hotel.room_becomes("101", mapped=False)
    assert_explains(hotel, Answer.WAITS_FOR_MAPPING, "T116", "It is mapped to none of your rooms; map it.")


def test_T71_a_room_that_waits_for_its_inspection() -> None:
    hotel = left_at_10_40(TurnoverPolicy(require_inspection=True))
    hotel.at("11:10").look("101", "clean")
    hotel.plan()
    assert_explains(hotel, Answer.INSPECTION_PENDING, "T71", "The work is done and waits for its inspection.")


@pytest.mark.parametrize("seen", [True, False])
def test_T120_a_room_that_no_look_has_shown(seen: bool) -> None:
    hotel = empty("unknown" if seen else "clean")
    if not seen:
        hotel.room_becomes("101", observed_at=None)
    assert_explains(
        hotel,
        Answer.NEVER_SEEN,
        "T120",
        "No look has shown its condition, and nothing is inferred without one.",
    )


@pytest.mark.parametrize("condition", ["clean", "inspected"])
def test_T29_a_room_that_is_ready(condition: str) -> None:
    assert_explains(empty(condition), Answer.READY, "T29", f"It is vacant and {condition}.")


def test_T73_a_room_that_was_done_and_still_shows_dirty() -> None:
    hotel = left_at_10_40()
    hotel.at("11:20").finishes()
    assert_explains(hotel, Answer.DONE, "T03", "Its last one is done; the hotel system still calls the room dirty.")


def test_T56_a_room_whose_task_was_cancelled() -> None:
    hotel = left_at_10_40()
    hotel.at("11:00").comes_back("A")
    hotel.plan()
    hotel.becomes("A", room_id="202")
    hotel.look("101", occupied=False)
    assert_explains(
        hotel,
        Answer.CANCELLED,
        "T56",
        "Its last one was cancelled. The guest is in house in this room again.",
    )


def test_T03_a_room_that_stays_vacant() -> None:
    hotel = empty(policy=TurnoverPolicy(skip_if_vacant_days=2))
    assert_explains(hotel, Answer.STAYS_VACANT, "T03", "Nobody arrives for so long that the hotel cleans it later.")


def test_T143_a_room_of_the_backlog() -> None:
    hotel = empty()
    hotel.first_look()
    hotel.plan()
    hotel.later_look()
    assert_explains(
        hotel, Answer.BACKLOG, "T143", "It was dirty at the first look; the turnover policy settles such rooms."
    )


def test_T21_a_room_that_has_only_just_turned_dirty() -> None:
    hotel = empty("clean")
    hotel.at("10:00").look("101", "dirty")
    sentence = "It was first seen dirty just now; a look after 10:10 on 2026-11-20 decides."
    assert_explains(hotel, Answer.JUST_DIRTY, "T21", sentence, until="10:10")
    hotel.at("10:09:59").look()
    assert_explains(hotel, Answer.JUST_DIRTY, "T21", sentence, until="10:10")
    hotel.at("10:10").look()
    assert explain_room(hotel).answer is Answer.NOTHING_LEFT, "the next plan makes the task"


def test_T124_a_departure_that_was_excused() -> None:
    hotel = empty("clean")
    hotel.at("10:00").look("101", "dirty")
    hotel.at("10:10").look()
    old = Decision(
        unit_id="101",
        ref="Z#1",
        action="create",
        row="T03",
        code="check_out_no_arrival",
        reason="Long ago.",
        task_id="gone",
    )
    new = Decision(
        unit_id="101", ref="A#1", action="excused", row="T95", code="room_shared", reason="Another guest is in it."
    )
    other = Decision(
        unit_id="102",
        ref="X#1",
        action="excused",
        row="T61",
        code="cancelled_after_check_out",
        reason="Of another room.",
    )
    explanation = explain_room(hotel, decisions=(old, new, other))
    assert (explanation.answer, explanation.row, explanation.decisions) == (Answer.EXCUSED, "T95", (new, old))
    assert explanation.sentence == "Room 101 has no turnover. Another guest is in it."
    assert explain_room(hotel, decisions=(new, old)).answer is Answer.NOTHING_LEFT, "the newest made a task"


def test_a_room_without_any_reason_for_a_task() -> None:
    hotel = empty()
    hotel.room_becomes("101", condition_since=None)
    assert_explains(hotel, Answer.NOTHING_LEFT, "T21", "No departure of it is known, and nothing else calls for one.")


def test_the_decisions_of_a_task_are_explained_newest_first() -> None:
    hotel = left_at_10_40()
    decisions = hotel.last.decisions
    hotel.arrival("day", start=0, end=0)
    hotel.at("12:00").checks_in("day")
    hotel.plan()
    decisions += hotel.last.decisions
    hotel.at("14:00").checks_out("day", cause=Cause.DAY_USE)
    hotel.plan()
    decisions += hotel.last.decisions
    assert [decision.row for decision in explain_room(hotel, decisions=decisions).decisions] == ["T133", "T65", "T03"]


def test_an_explanation_is_json_and_names_no_guest() -> None:
    hotel = left_at_10_40()
    hotel.arrival("B", eta=time(13))
    hotel.plan()
    explanation = explain_room(hotel, decisions=hotel.last.decisions).to_mapping()
    assert json.loads(json.dumps(explanation)) == explanation
    assert (explanation["due_by"], explanation["until"], explanation["priority"], explanation["answer"]) == (
        "2026-11-20T17:45:00+00:00",
        None,
        2,
        "task",
    )
    assert explanation["decisions"][0]["row"] == "T50"
    hotel = empty("clean")
    hotel.at("10:00").look("101", "dirty")
    assert explain_room(hotel).to_mapping()["until"] == "2026-11-20T15:10:00+00:00"


def test_T133_a_room_is_explained_as_it_is_now_and_not_as_it_was() -> None:
    hotel = Story()
    hotel.guest("A")
    hotel.becomes("A", state=StayState.DEPARTED)
    hotel.look("101", "clean", occupied=False)
    assert explain_room(hotel).answer is Answer.READY
