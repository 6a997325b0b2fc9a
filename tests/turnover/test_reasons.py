"""The closed set of reasons: stable codes for machines, and full sentences without any code for people."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from cloudbeds_connector.turnover import Reason, ReasonCode, decision_table

#: What a sentence may contain of the hotel: names that people use, times, counts. No id.
FILLED_IN = {
    *("room", "condition", "kind", "departure", "until", "due", "leaves", "needed", "date", "check_in", "used"),
    *("rooms", "late", "attendants"),
}


@pytest.mark.parametrize("reason", ReasonCode, ids=lambda reason: reason.code)
def test_every_reason_has_a_row_a_code_and_a_full_sentence_without_code_words(reason: ReasonCode) -> None:
    assert reason.row in decision_table()
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", reason.code)
    parts = list(Formatter().parse(reason.sentence))
    assert {name for _, name, _, _ in parts if name} <= FILLED_IN
    written = "".join(text for text, _, _, _ in parts)
    assert "_" not in written
    assert not re.search(r"\bT\d+\b", written)
    assert reason.sentence[0].isupper() or reason.sentence[0] == "{"
    assert reason.sentence.endswith(".")


def test_a_reason_is_filled_in_and_may_name_the_row_that_decided() -> None:
    assert ReasonCode.ROOM_SHARED() == Reason("T95", "room_shared", "Another guest of the room is still in it.")
    filled = ReasonCode.OVERDUE_DEPARTURE(row="T12", room="Room 7")
    assert (filled.row, filled.code) == ("T12", "overdue_departure")
    assert filled.sentence.startswith("The guest of Room 7 should have left by now")


def test_a_reason_that_follows_another_adds_its_sentence_only() -> None:
    first, second = Reason("T01", "first", "The one."), Reason("T02", "second", "The other.")
    assert first.followed_by(second) == Reason("T01", "first", "The one. The other.")
