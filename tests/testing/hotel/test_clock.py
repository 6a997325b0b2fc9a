"""The manual clock moves only when it is moved, and skips nothing that falls due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cloudbeds_connector.testing import ManualClock

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Rings:
    """An alarm with a list of instants; it notes when it rang."""

    def __init__(self, clock: ManualClock, *dues: datetime) -> None:
        self.clock, self.dues, self.rang = clock, list(dues), list[datetime]()

    def next_due(self) -> datetime | None:
        return self.dues[0] if self.dues else None

    def run_due(self) -> None:
        self.dues.pop(0)
        self.rang.append(self.clock.now())
        self.clock.sleep(1)  # what rings may itself take time


def test_the_clock_stops_at_every_due_instant_and_ends_at_its_target() -> None:
    clock = ManualClock(NOON)
    alarm = Rings(clock, NOON + timedelta(minutes=5), NOON + timedelta(hours=1), NOON + timedelta(hours=3))
    clock.attach(alarm)

    clock.advance(timedelta(hours=2))

    assert alarm.rang == [NOON + timedelta(minutes=5), NOON + timedelta(hours=1)]
    assert clock.now() == NOON + timedelta(hours=2)
    assert clock.monotonic() == 7200


def test_a_tick_runs_no_alarm_and_due_alarms_run_at_the_next_move() -> None:
    clock = ManualClock(NOON)
    alarm = Rings(clock, NOON + timedelta(seconds=1))
    clock.attach(alarm)

    clock.tick(5)
    assert alarm.rang == []
    clock.advance(0)
    assert alarm.rang == [NOON + timedelta(seconds=5)]


def test_even_the_shortest_sleep_moves_the_clock() -> None:
    clock = ManualClock(NOON)
    clock.sleep(1e-9)
    assert clock.now() > NOON


def test_past_instants_change_nothing_and_naive_instants_are_refused() -> None:
    clock = ManualClock(NOON)
    clock.advance_to(NOON - timedelta(days=1))
    assert clock.now() == NOON
    with pytest.raises(ValueError, match="timezone-aware"):
        clock.advance_to(datetime(2026, 11, 24))  # noqa: DTZ001
