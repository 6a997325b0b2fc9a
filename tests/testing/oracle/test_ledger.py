"""The ledger records what was true and what was shown, and can be sent to another process."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cloudbeds_connector.testing.ledger.ledger import Ledger
from cloudbeds_connector.testing.oracle.judge import judge


def test_a_guest_who_leaves_and_returns_can_vacate_twice(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 0, shown=1)
    story.returns("A", "101", 5, shown=1)
    story.leaves("A", "101", 9)
    story.guest("B", "101", 60)
    first, second = story.ledger.vacates()
    assert (first.ref, first.undone_at, first.first_shown_at) == ("A#1", story.at(5), story.at(1))
    assert (first.return_shown_at, first.reoccupied_by) == (story.at(6), None)
    assert (second.ref, second.undone_at, second.reoccupied_by) == ("A#2", None, "B")


def test_an_answer_read_before_the_vacate_but_written_after_it_proves_nothing(story: Any) -> None:
    story.guest("A", "101")
    story.leaves("A", "101", 5)
    story.shown("A", "checked_out", "101", 4.9)
    assert story.ledger.vacates()[0].first_shown_at is None


def test_what_answers_showed_is_kept_as_runs(story: Any) -> None:
    story.room_shown("101", "dirty", False, 1, 2, 3)
    story.room_shown("101", "clean", False, 4)
    assert [(run.condition, run.first_at, run.last_at) for run in story.ledger.rooms_shown("101")] == [
        ("dirty", story.at(1), story.at(3)),
        ("clean", story.at(4), story.at(4)),
    ]


def test_a_vacate_without_an_entry_is_an_error(story: Any) -> None:
    with pytest.raises(ValueError, match="without having entered"):
        story.ledger.on_vacated("101", "A", story.at(0), "check_out")


def test_a_ledger_survives_json_and_can_be_extended(story: Any) -> None:
    story.guest("A", "101")
    story.guest("B", "102")
    story.leaves("A", "101", 0, shown=1)
    story.room_shown("101", "dirty", False, 1)
    story.ledger.on_block("101", "created", story.at(2))
    copy = Ledger.from_json(json.loads(json.dumps(story.ledger.to_json())))
    assert copy.vacates() == story.ledger.vacates()
    assert copy.to_json() == story.ledger.to_json()
    copy.on_vacated("102", "B", story.at(9), "check_out")
    assert [vacate.segment for vacate in copy.vacates()] == ["A", "B"]
    assert len(judge(copy, [], [], baseline_at=None).missing) == 2
