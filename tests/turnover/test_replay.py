"""A whole day of a hotel of 200 rooms goes through the rules alone, and its own ledger says whether they missed a room.

Nothing but the rules can be at fault here: no message is lost, no request fails, no store is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import pytest

from cloudbeds_connector.pms.facts import Cause
from cloudbeds_connector.testing.day.hotel_day import hotel_for_day
from cloudbeds_connector.testing.oracle.judge import Verdicts
from cloudbeds_connector.turnover import LIVE_STATES, Action, decision_table

from .replay import Replay


class Way(NamedTuple):
    """How the day is looked at, and who cleans: the hotel's own housekeepers, or the host's staff by their tasks."""

    play: Callable[[Replay], None]
    staff: bool


WAYS = {
    "every event is looked at": Way(Replay.look_after_every_event, staff=False),
    "every event is looked at, by tasks": Way(Replay.look_after_every_event, staff=True),
    "a look every 20 minutes": Way(lambda replay: replay.look_every(20), staff=False),
    "a look every 20 minutes, by tasks": Way(lambda replay: replay.look_every(20), staff=True),
}


def played(way: Way, *, seed: int = 1) -> tuple[Replay, Verdicts]:
    hotel, day = hotel_for_day(seed, rooms=200, housekeepers=not way.staff)
    replay = Replay(hotel, day, staff=way.staff)
    way.play(replay)
    return replay, replay.verdicts()


def check(replay: Replay, verdicts: Verdicts) -> None:
    assert verdicts.ok, verdicts.summary()
    assert {task.cause for task in replay.tasks} <= {cause.value for cause in Cause}
    assert set(replay.rows) <= set(decision_table()), set(replay.rows) - set(decision_table())
    live = [task.unit_id for task in replay.tasks if task.state in LIVE_STATES]
    assert len(live) == len(set(live))
    assert set(replay.commands.values()) == {1}, "no command is given twice"


@cache
def ordinary_day(name: str) -> tuple[Replay, Verdicts]:
    return played(WAYS[name])


#: The slow ways are tried in proof, with many other days.
EACH_WAY = [pytest.param(name, marks=[pytest.mark.proof] * ("every event" in name)) for name in WAYS]


@pytest.mark.parametrize("name", EACH_WAY)
def test_a_day_of_200_rooms_has_a_turnover_for_every_departure_and_none_twice(name: str) -> None:
    replay, verdicts = ordinary_day(name)
    check(replay, verdicts)
    assert verdicts.owed >= 90
    assert replay.actions[Action.CREATE] >= 90
    assert verdicts.unobservable == 0 or "minutes" in name


def test_the_hotels_own_housekeepers_end_the_tasks_of_the_rooms_they_clean() -> None:
    replay, _ = ordinary_day("a look every 20 minutes")
    by_pms = [task for task in replay.tasks if task.completed_by == "pms"]
    assert len(by_pms) >= 80
    assert {task.row for task in by_pms} <= {"T69", "T70"}


def test_rooms_cleaned_by_the_hosts_staff_are_written_to_the_hotel_and_cause_no_echo() -> None:
    replay, _ = ordinary_day("a look every 20 minutes, by tasks")
    assert replay.written["T75"] >= 80
    assert not [task for task in replay.tasks if task.completed_by == "pms"]


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(10, 30))
@pytest.mark.parametrize("name", WAYS)
def test_many_days_of_200_rooms_have_a_turnover_for_every_departure_and_none_twice(name: str, seed: int) -> None:
    replay, verdicts = played(WAYS[name], seed=seed)
    check(replay, verdicts)
    if "event" in name:
        assert verdicts.unobservable == 0
