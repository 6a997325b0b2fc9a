"""A failure that goes on is reported at once, then after 1, 2, 4, ... minutes, and is over when all of it works."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from cloudbeds_connector.engine.reporting.recurring import REMEMBERED, Recurring

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def reported(cases: Recurring, seconds: range, cause: str = "down", member: str = "hotel") -> list[int]:
    return [each for each in seconds if cases.failed(cause, [member], now=NOON + timedelta(seconds=each)) is not None]


def test_the_intervals_grow_to_an_hour() -> None:
    found = reported(Recurring(), range(0, 6 * 3600, 5))
    waits = [after - before for before, after in pairwise(found)]
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]


def test_another_cause_is_reported_at_once() -> None:
    cases = Recurring()
    assert reported(cases, range(10)) == [0]
    assert reported(cases, range(10, 20), cause="another") == [10]


def test_a_cause_is_over_when_all_its_members_work_and_begins_anew() -> None:
    cases = Recurring()
    reported(cases, range(3), member="one")
    reported(cases, range(3), member="two")
    assert cases.worked(["one"]) == []
    [ended] = cases.worked(["two", "three"])
    assert (ended.times, ended.since, ended.members) == (6, NOON, 0)
    assert reported(cases, range(4, 6)) == [4]


def test_a_cause_that_was_not_seen_for_long_begins_anew() -> None:
    cases = Recurring()
    reported(cases, range(1))
    later = cases.failed("down", ["hotel"], now=NOON + timedelta(hours=2))
    assert later is not None
    assert (later.first, later.times) == (True, 1)


def test_the_oldest_causes_are_forgotten() -> None:
    cases = Recurring()
    for number in range(REMEMBERED + 1):
        cases.failed(number, ["hotel"], now=NOON)
    assert cases.failed(REMEMBERED, ["hotel"], now=NOON) is None
    assert cases.failed(0, ["hotel"], now=NOON) is not None
