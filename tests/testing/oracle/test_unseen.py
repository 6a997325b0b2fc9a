"""Verdicts on what answers could not show: returns, guests dragged away, dirt that was answered before."""

from __future__ import annotations

from typing import Any

import pytest


def test_a_guest_who_is_shown_as_expected_again_and_then_as_gone_has_left_twice(story: Any) -> None:
    story.guest("A", "101")
    story.ledger.on_vacated("101", "A", story.at(0), "check_in_reverted")
    story.shown("A", "not_checked_in", "101", 1)
    story.ledger.on_occupied("101", "A", story.at(5), "check_in")
    story.leaves("A", "101", 60, shown=1)
    story.task("t1", "101", 1, "A#1", state="done", completed_at=30)
    assert [verdict.vacate.n for verdict in story.judged().missing] == [2]
    story.task("t2", "101", 61, "A#2")
    assert story.judged().ok


def test_a_guest_who_came_back_after_another_and_was_never_shown_gone_owes_nothing(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0)
    story.guest("B", "101", 1, seen=False)
    story.ledger.on_vacated("101", "B", story.at(2), "check_in_reverted")
    story.returns("A", "101", 3, shown=1)
    assert (story.judged().unobservable, story.judged().ok) == (2, True)
    story.leaves("A", "101", 60, shown=1)
    assert [verdict.vacate.n for verdict in story.judged().missing] == [2]


@pytest.mark.parametrize(
    ("answered", "blocked", "missing"), [(None, False, 1), (-10, False, 0), (10, False, 0), (None, True, 0)]
)
def test_dirt_of_a_guest_who_was_never_shown_owes_a_task_unless_it_was_answered_before_or_is_blocked(
    story: Any, answered: float | None, blocked: bool, missing: int
) -> None:
    story.room_shown("101", "dirty", False, -30, -5, 5, 40)
    story.ledger.on_occupied("101", "A", story.at(-2), "check_in")
    story.ledger.on_vacated("101", "A", story.at(0), "room_move")
    story.shown("A", "in_house", "105", 1)
    if answered is not None:
        story.task("t1", "101", -29, "Z#1", state="done", completed_at=answered)
    if blocked:
        story.ledger.on_block("101", "created", story.at(-20))
    assert len(story.judged().missing) == missing


def test_T95_a_room_that_answers_still_showed_shared_gets_its_task_when_they_show_the_last_one_gone(story: Any) -> None:
    story.guest("A", "101")
    story.guest("B", "105")
    story.moves("B", "105", "101", 0)
    story.moves("A", "101", "105", 0)
    story.leaves("B", "101", 1, shown=1)
    story.decision("B", "101", "T95", 2)
    story.shown("A", "in_house", "105", 30)
    assert {verdict.vacate.segment for verdict in story.judged().missing} >= {"B"}
    story.task("t1", "101", 30, "A#1")
    assert "B" not in {verdict.vacate.segment for verdict in story.judged().missing if verdict.vacate.unit == "101"}


@pytest.mark.parametrize("named_while_expected", [False, True])
def test_a_guest_whom_no_answer_showed_in_the_room_owes_only_what_the_room_shows(
    story: Any, named_while_expected: bool
) -> None:
    if named_while_expected:
        story.shown("A", "not_checked_in", "101", -9)
    story.guest("A", "101", -5, seen=False)
    story.leaves("A", "101", 0)
    story.shown("A", "checked_out", "105", 1)
    assert (story.judged().unobservable, story.judged().ok) == (1, True)
    story.room_shown("101", "dirty", False, 1, 40)
    assert len(story.judged().missing) == 1
    story.task("t1", "101", 20)
    assert story.judged().ok


def test_a_room_task_made_before_answers_showed_the_next_guest_covers_a_guest_who_was_never_shown(story: Any) -> None:
    story.ledger.on_occupied("101", "A", story.at(-1), "check_in")
    story.ledger.on_vacated("101", "A", story.at(0), "room_move")
    story.shown("A", "in_house", "105", 1)
    story.room_shown("101", "dirty", False, 1, 40)
    story.guest("B", "101", 41, seen=False)
    story.task("t1", "101", 42)
    story.shown("B", "in_house", "101", 43)
    assert not story.judged().missing


def test_t13_the_same_guest_checked_in_beside_a_walk_in_stays_on(story: Any) -> None:
    story.guest("A-1", "101")
    story.leaves("A-1", "101", 0)
    story.guest("B", "101", 1)
    story.guest("A-2", "101", 2)
    story.shown("A-1", "checked_out", "101", 3)
    story.decision("A-1", "101", "T13", 3)
    assert story.judged().ok


@pytest.mark.parametrize(("shown_gone", "missing"), [(False, 0), (True, 1)])
def test_T95_a_guest_who_was_back_before_they_were_shown_gone_has_shared_the_room(
    story: Any, shown_gone: bool, missing: int
) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0, shown=1 if shown_gone else None)
    story.guest("B", "101", 2, seen=False)
    story.ledger.on_vacated("101", "B", story.at(3), "check_out")
    story.returns("A", "101", 4, shown=5)
    story.shown("B", "checked_out", "101", 6)
    story.decision("B", "101", "T95", 6)
    assert len([verdict for verdict in story.judged().missing if verdict.vacate.segment == "B"]) == missing
