# ruff: noqa: S101, D102  (a test asserts, and its name says what)
"""The contract of `Clock`: subclass `ClockContract` and give it a `clock` fixture.

`nap` is how many seconds the tests may sleep: 0 for a clock that really waits.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import ClassVar

import pytest

from ...pms.ports import Clock


class ClockContract:
    """Everything a clock must do."""

    nap: ClassVar[float] = 0.0

    @pytest.fixture
    def clock(self) -> Clock:
        """The clock."""
        raise NotImplementedError("Override the `clock` fixture.")

    def test_now_is_an_instant_in_utc(self, clock: Clock) -> None:
        assert clock.now().utcoffset() == timedelta(0)

    def test_sleep_lets_at_least_that_much_time_pass(self, clock: Clock) -> None:
        began, started = clock.now(), clock.monotonic()
        clock.sleep(self.nap)
        # a microsecond for the precision of a float
        assert clock.monotonic() - started >= self.nap - 1e-6
        assert clock.now() - began >= timedelta(seconds=self.nap - 1e-6)

    def test_a_very_short_sleep_ends(self, clock: Clock) -> None:
        for seconds in (0, 1e-9, 1e-6):
            clock.sleep(seconds)

    def test_monotonic_never_goes_back_for_any_thread(self, clock: Clock) -> None:
        def watch(_: int) -> bool:
            readings = []
            for _ in range(20):
                clock.sleep(self.nap / 1000)
                readings.append(clock.monotonic())
            return readings == sorted(readings)

        with ThreadPoolExecutor(4) as pool:
            assert all(pool.map(watch, range(4)))
