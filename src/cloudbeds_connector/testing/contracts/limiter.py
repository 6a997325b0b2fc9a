# ruff: noqa: S101, D102  (a test asserts, and its name says what)
"""The contract of `Limiter`: subclass `LimiterContract` and say how one is made.

class TestMyLimiter(LimiterContract):
    def limiter_on(self, clock):
        return MyLimiter(requests_per_second=self.requests_per_second, clock=clock)   # no slots taken yet

The limiter must tell time and wait by the clock it is given, which moves only when somebody sleeps on it.
"""

from __future__ import annotations

import threading
from typing import ClassVar

from typing_extensions import override

from ...pms.ports import Clock, Lane, Limiter
from ..clock import ManualClock

_PATIENCE = 10.0


class StoppedClock(ManualClock):
    """A clock on which sleepers wait until a test moves time."""

    def __init__(self) -> None:
        super().__init__()
        self._moved = threading.Condition()
        self._sleeping = 0

    @override
    def sleep(self, seconds: float) -> None:
        """Wait until the test has moved the clock so far."""
        with self._moved:
            until = self.monotonic() + seconds
            self._sleeping += 1
            self._moved.notify_all()
            assert self._moved.wait_for(lambda: self.monotonic() >= until, timeout=_PATIENCE)
            self._sleeping -= 1

    def await_sleepers(self, count: int) -> None:
        """Wait until so many sleep on this clock."""
        with self._moved:
            assert self._moved.wait_for(lambda: self._sleeping == count, timeout=_PATIENCE)

    def move(self, seconds: float) -> None:
        """Let time pass, and wake whoever has slept enough."""
        with self._moved:
            self.advance(seconds)
            self._moved.notify_all()


class _Asker(threading.Thread):
    """Asks for one slot and notes its name when it got it."""

    def __init__(self, limiter: Limiter, lane: Lane, got: list[Lane]) -> None:
        super().__init__(daemon=True)
        self._limiter, self._lane, self._got = limiter, lane, got
        self.start()

    @override
    def run(self) -> None:
        self._limiter.acquire("key", lane=self._lane)
        self._got.append(self._lane)


class LimiterContract:
    """Everything a limiter must do."""

    requests_per_second: ClassVar[float] = 5.0

    def limiter_on(self, clock: Clock) -> Limiter:
        """A fresh limiter of `requests_per_second` that tells time by `clock`."""
        raise NotImplementedError("Override limiter_on().")

    def test_no_second_wherever_it_begins_holds_more_slots_than_the_rate(self) -> None:
        clock = ManualClock()
        limiter, rate = self.limiter_on(clock), self.requests_per_second
        slots = []
        for n in range(60):
            limiter.acquire("key", lane=Lane.REALTIME if n % 3 else Lane.BULK)
            slots.append(clock.monotonic())
            clock.advance((0, 0, 0, 0, 0, 0, 0, 0.05, 0, 0, 0, 0.7)[n % 12])  # requests take their time, or none
        assert all(sum(start <= slot < start + 1 for slot in slots) <= rate for start in slots)

    def test_little_of_the_rate_is_wasted(self) -> None:
        clock = ManualClock()
        limiter = self.limiter_on(clock)
        for _ in range(100):
            limiter.acquire("key")
        assert clock.monotonic() <= 1.25 * 100 / self.requests_per_second

    def test_the_first_slot_is_free(self) -> None:
        clock = ManualClock()
        self.limiter_on(clock).acquire("key")
        assert clock.monotonic() < 0.01

    def test_every_credential_has_a_rate_of_its_own(self) -> None:
        clock = ManualClock()
        limiter = self.limiter_on(clock)
        for name in range(20):
            limiter.acquire(f"key-{name}")
        assert clock.monotonic() < 0.01

    def test_threads_that_share_a_credential_share_its_rate(self) -> None:
        clock, each, threads = ManualClock(), 10, 6
        limiter = self.limiter_on(clock)
        finished: list[int] = []

        def ask() -> None:
            for _ in range(each):
                limiter.acquire("key")
            finished.append(each)

        askers = [threading.Thread(target=ask, daemon=True) for _ in range(threads)]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join(timeout=_PATIENCE)
        assert sum(finished) == each * threads
        assert clock.monotonic() >= each * threads / self.requests_per_second - 1

    def test_a_webhook_goes_before_syncs_that_waited_longer(self) -> None:
        clock, got = StoppedClock(), list[Lane]()
        limiter = self.limiter_on(clock)
        limiter.slow_down("key", seconds=1)
        askers = []
        for lane in (*[Lane.BULK] * 5, Lane.REALTIME):
            askers.append(_Asker(limiter, lane, got))
            clock.await_sleepers(len(askers))
        while len(got) < len(askers):
            clock.move(0.05)
            for asker in askers:
                asker.join(timeout=0.002)  # let them wake: they get a slot only when the clock has moved
            assert clock.monotonic() < 60
        assert got[0] is Lane.REALTIME

    def test_slowing_down_holds_every_lane_of_that_credential_only(self) -> None:
        clock = ManualClock()
        limiter = self.limiter_on(clock)
        limiter.slow_down("key", seconds=30)
        limiter.slow_down("key", seconds=1)  # a shorter wish does not undo a longer one
        limiter.acquire("other", lane=Lane.BULK)
        assert clock.monotonic() < 0.01
        limiter.acquire("key", lane=Lane.REALTIME)
        assert 30 <= clock.monotonic() < 31

    def test_a_waiter_that_gives_up_blocks_nobody(self) -> None:
        class Impatient(ManualClock):
            patient = False

            @override
            def sleep(self, seconds: float) -> None:
                if not self.patient:
                    raise InterruptedError
                super().sleep(seconds)

        clock = Impatient()
        limiter = self.limiter_on(clock)
        limiter.slow_down("key", seconds=5)
        try:
            limiter.acquire("key", lane=Lane.REALTIME)
        except InterruptedError:
            clock.patient = True
        assert clock.patient, "it had to wait"
        limiter.acquire("key")
        assert clock.monotonic() < 7
