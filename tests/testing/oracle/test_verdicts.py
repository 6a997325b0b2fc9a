"""The oracle gives every vacate one verdict, and finds missing, duplicate and unexplained tasks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest


def test_a_check_out_with_its_task_is_owed_and_nothing_is_wrong(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0, shown=1)
    story.task("t1", "101", 1, "A#1")
    verdicts = story.judged()
    assert verdicts.ok
    assert verdicts.counts() == {
        "vacates": 1,
        "owed": 1,
        "excused": 0,
        "unobservable": 0,
        "missing": 0,
        "duplicate": 0,
        "unexplained": 0,
    }


def test_dropping_the_task_makes_the_vacate_missing(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0, shown=1)
    verdicts = story.judged()
    assert [verdict.vacate.ref for verdict in verdicts.missing] == ["A#1"]
    assert "no task carries it" in verdicts.summary()


def test_a_departure_that_was_never_looked_at_is_missing_since_it_stands(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0)
    assert len(story.judged().missing) == 1


def test_doubling_the_task_is_a_duplicate(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0, shown=1)
    story.task("t1", "101", 1, "A#1", state="done")
    story.task("t2", "101", 2, "A#1")
    verdicts = story.judged()
    assert not verdicts.missing
    assert [finding.task_ids for finding in verdicts.duplicates] == [("t1", "t2")]


def test_counting_one_departure_as_two_in_two_tasks_is_a_duplicate(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0, shown=1)
    story.task("t1", "101", 1, "A#1", state="done")
    story.task("t2", "101", 60, "A#2")
    assert len(story.judged().duplicates) == 1


def test_two_live_tasks_on_one_unit_are_a_duplicate_even_for_two_guests(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0, shown=1)
    story.guest("B", "101", 60)
    story.leaves("B", "101", 240, shown=1)
    story.task("t1", "101", 1, "A#1")
    story.task("t2", "101", 241, "B#1")
    assert "2 live tasks" in story.judged().duplicates[0].text
    story.task("t1", "101", 1, "A#1", state="done")
    assert story.judged().ok


def test_one_open_task_may_carry_two_guests(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0, shown=1)
    story.guest("B", "101", 60)
    story.leaves("B", "101", 240, shown=1)
    story.task("t1", "101", 1, "A#1", "B#1")
    assert story.judged().ok


def test_a_task_on_the_wrong_unit_is_unexplained_and_leaves_the_right_one_missing(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0, shown=1)
    story.task("t1", "102", 1, "A#1")
    verdicts = story.judged()
    assert len(verdicts.missing) == 1
    assert "never left 102" in verdicts.unexplained[0].text


def test_three_rooms_of_one_reservation_are_three_vacates(story: Any) -> None:
    for n, segment in enumerate(("R", "R-2", "R-3")):
        story.guest(segment, f"10{n}")
        story.leaves(segment, f"10{n}", n, shown=1)
        story.task(f"t{n}", f"10{n}", n + 1, f"{segment}#1")
    assert story.judged().owed == 3
    assert story.judged().ok
    del story.tasks["t1"]
    assert [verdict.vacate.unit for verdict in story.judged().missing] == ["101"]


# -- reverted, repeated, passing -------------------------------------------------------------------------------------


def test_a_check_out_reverted_before_any_look_is_unobservable(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0)
    story.returns("A", "101", 2, shown=1)
    verdicts = story.judged()
    assert (verdicts.unobservable, len(verdicts.missing)) == (1, 0)


def test_a_check_out_reverted_after_a_look_is_owed(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0, shown=1)
    story.returns("A", "101", 5, shown=1)
    assert len(story.judged().missing) == 1
    story.task("t1", "101", 1, "A#1", state="cancelled")
    assert story.judged().ok


def test_a_lagging_answer_after_the_return_is_no_look(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0)
    story.returns("A", "101", 1)
    story.shown("A", "checked_out", "101", 1.1)
    assert story.judged().unobservable == 1
    story.task("t1", "101", 1.2, "A#1", state="cancelled")
    assert story.judged().owed == 1


def test_a_reopened_task_carries_both_times_the_guest_left(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0, shown=1)
    story.returns("A", "101", 5, shown=1)
    story.leaves("A", "101", 90, shown=1)
    story.task("t1", "101", 1, "A#1", "A#2")
    assert story.judged().ok
    story.task("t1", "101", 1, "A#1", noticed_at=91)  # or says so by its times
    assert story.judged().ok
    story.task("t1", "101", 1, "A#1", noticed_at=1)  # or does not, and the second is lost
    assert [verdict.vacate.n for verdict in story.judged().missing] == [2]


def test_after_a_finished_task_the_second_departure_needs_its_own(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0, shown=1)
    story.returns("A", "101", 60, shown=1)
    story.leaves("A", "101", 90, shown=1)
    story.task("t1", "101", 1, "A#1", state="done")
    assert [verdict.vacate.n for verdict in story.judged().missing] == [2]
    story.task("t2", "101", 91, "A#2")
    assert story.judged().ok


def test_an_unseen_return_makes_one_episode_of_two_departures(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0, shown=1)
    story.returns("A", "101", 5)
    story.leaves("A", "101", 7, shown=1)
    story.task("t1", "101", 1, "A#1")
    assert story.judged().ok
    assert story.judged().owed == 2


def test_a_store_that_missed_the_first_of_two_numbers_the_second_one(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0)
    story.returns("A", "101", 1, shown=1)
    story.leaves("A", "101", 90, shown=1)
    story.task("t1", "101", 91, "A#1")
    verdicts = story.judged()
    assert verdicts.ok
    assert (verdicts.owed, verdicts.unobservable) == (1, 1)


def test_a_room_move_owes_the_old_room_only(story: Any) -> None:
    story.guest("A", "101")
    story.moves("A", "101", "202", 0, shown=1)
    assert [verdict.vacate.unit for verdict in story.judged().missing] == ["101"]
    story.task("t1", "101", 1, "A#1")
    assert story.judged().ok


def test_a_room_of_an_unseen_stay_is_owed_only_if_it_was_shown_dirty_and_empty(story: Any) -> None:
    story.guest("A", "101")
    story.moves("A", "101", "202", 0)
    story.moves("A", "202", "303", 4, shown=1)
    story.task("t1", "101", 5, "A#1")
    assert story.judged().unobservable == 1
    story.room_shown("202", "dirty", False, 5, 25)
    assert [verdict.vacate.unit for verdict in story.judged().missing] == ["202"]
    story.task("t2", "202", 25)
    assert story.judged().ok


def test_a_lagging_answer_does_not_prove_a_move(story: Any) -> None:
    story.guest("A", "101")
    story.moves("A", "101", "202", 0, shown=1)
    story.moves("A", "202", "303", 60)
    story.shown("A", "in_house", "101", 60.1)
    vacate = next(vacate for vacate in story.ledger.vacates() if vacate.unit == "202")
    assert vacate.first_shown_at is None


def test_a_move_there_and_return_unseen_is_unobservable_in_the_first_room(story: Any) -> None:
    story.guest("A", "101")
    story.moves("A", "101", "202", 0)
    story.moves("A", "202", "101", 3, shown=1)
    assert story.judged().unobservable == 2


def test_a_check_in_reverted_is_owed_once_it_was_seen(story: Any) -> None:
    story.guest("A", "101", 0, seen=True)
    story.ledger.on_vacated("101", "A", story.at(10), "check_in_reverted")
    story.shown("A", "not_checked_in", None, 11)
    assert len(story.judged().missing) == 1
    story.task("t1", "101", 11, "A#1")
    assert story.judged().ok


# -- excuses ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", ["T113", "T29", "T113/T29"])
def test_a_room_inspected_before_the_first_look_excuses(story: Any, row: str) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0, shown=180)
    story.room("101", "inspected", 60)
    story.decision("A", "101", row, 181)
    verdicts = story.judged()
    assert (verdicts.excused, verdicts.ok) == (1, True)


def test_without_a_recorded_reason_a_clean_room_excuses_nothing(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0, shown=180)
    story.room("101", "inspected", 60)
    assert len(story.judged().missing) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"row": ""},
        {"reason": ""},
        {"action": "create"},
        {"unit": "102"},
        {"segment": "B", "ref": "B#1"},
        {"row": "T01"},
        {"row": "T124"},
    ],
)
def test_a_decision_that_is_no_excuse_for_this_vacate_does_not_help(story: Any, changed: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0, shown=180)
    story.room("101", "inspected", 60)
    story.decision("A", "101", "T113", 181)
    assert story.judged().excused == 1
    story.decisions = [replace(story.decisions[0], **changed)]
    assert len(story.judged().missing) == 1


def test_a_room_that_was_clean_before_the_guest_left_excuses_nothing(story: Any) -> None:
    story.guest("A", "101")
    story.room("101", "clean", -30)
    story.ledger.on_vacated("101", "A", story.at(0), "check_out")
    story.shown("A", "checked_out", "101", 1)
    story.decision("A", "101", "T29", 2)
    assert "does not support" in story.judged().missing[0].text


def test_a_room_cleaned_long_after_the_first_look_excuses_nothing(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0, shown=1)
    story.room("101", "clean", 120)
    story.decision("A", "101", "T113", 121)
    assert len(story.judged().missing) == 1


def test_the_next_guest_excuses_only_if_already_in_at_the_first_look(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0, shown=300)
    story.guest("B", "101", 240)
    story.decision("A", "101", "T124", 301)
    assert story.judged().excused == 1


def test_the_next_guest_does_not_excuse_a_departure_that_was_shown_before(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0, shown=1)
    story.guest("B", "101", 240)
    story.decision("A", "101", "T124", 301)
    assert len(story.judged().missing) == 1


def test_a_departure_before_the_baseline_is_excused_unless_it_was_first_shown_after_it(story: Any) -> None:
    story.guest("A", "101")
    story.guest("B", "102")
    story.leaves("A", "101", -60, shown=55)
    story.leaves("B", "102", -60, shown=90)  # the baseline had still shown B in house
    story.baseline_at = story.at(0)
    story.decision("A", "101", "T114", 0)
    story.decision("B", "102", "T114", 31)
    verdicts = story.judged()
    assert verdicts.excused == 1
    assert [verdict.vacate.segment for verdict in verdicts.missing] == ["B"]


def test_a_dirty_room_at_the_baseline_gets_one_task_for_its_state(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", -60, shown=55)
    story.baseline_at = story.at(0)
    story.task("t1", "101", 0)
    assert story.judged().ok


def test_an_extension_under_another_room_of_the_booking_excuses_within_the_hour(story: Any) -> None:
    story.guest("R", "101")
    story.leaves("R", "101", 0, shown=45)
    story.guest("R-2", "101", 40)
    story.decision("R", "101", "T13", 46)
    assert story.judged().excused == 1


def test_the_last_of_two_sharers_owes_the_task(story: Any) -> None:
    story.guest("A", "101", -600)
    story.guest("B", "101", -500)
    story.leaves("A", "101", 0, shown=1)
    story.decision("A", "101", "T95", 2)
    assert story.judged().excused == 1
    story.leaves("B", "101", 30, shown=1)
    assert [verdict.vacate.segment for verdict in story.judged().missing] == ["B"]


# -- tasks on a room's own account -----------------------------------------------------------------------------------


def test_a_lone_dirty_task_beside_the_departures_task_is_a_duplicate(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0, shown=1)
    story.task("t1", "101", 1, "A#1", state="done")
    story.task("t2", "101", 30)
    assert "repeats t1" in story.judged().duplicates[0].text


def test_a_room_dirtied_again_after_it_was_cleaned_may_have_a_second_task(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0, shown=1)
    story.task("t1", "101", 1, "A#1", state="done")
    story.room("101", "clean", 40)
    story.room("101", "dirty", 90, by="desk")
    story.task("t2", "101", 101)
    assert story.judged().ok
    story.task("t3", "101", 120)
    assert {"t2", "t3"} <= {task for finding in story.judged().duplicates for task in finding.task_ids}


def test_a_lone_dirty_task_does_not_answer_for_a_departure_that_was_shown(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0, shown=1)
    story.task("t1", "101", 15)
    assert len(story.judged().missing) == 1


def test_a_task_on_a_room_that_was_never_left_nor_dirty_and_empty_is_unexplained(story: Any) -> None:
    story.guest("A", "101")
    story.room("102", "clean", -60)
    story.task("t1", "101", 0)  # dirty, but somebody lives there
    story.task("t2", "102", 0)  # empty, but clean
    assert len(story.judged().unexplained) == 2
    story.room("102", "dirty", -20)
    assert [finding.unit for finding in story.judged().unexplained] == ["101"]


def test_a_block_that_ended_explains_its_task(story: Any) -> None:
    story.room("102", "clean", -60)
    story.task("t1", "102", 0)
    story.tasks["t1"] = replace(story.tasks["t1"], cause="block_end")
    assert len(story.judged().unexplained) == 1
    story.ledger.on_block("102", "removed", story.at(-1))
    assert story.judged().ok
