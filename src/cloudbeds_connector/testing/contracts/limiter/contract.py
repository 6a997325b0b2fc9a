# ruff: noqa: S101, D102  (a test asserts, and its name says what)
"""The contract of `Limiter`: subclass `LimiterContract` and define `limiter_on`.

class TestMyLimiter(LimiterContract):
    def limiter_on(self, clock):
        return MyLimiter(requests_per_second=self.requests_per_second, clock=clock)   # no slots taken yet

The limiter must use that clock, which moves only when a test moves it or a caller sleeps on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import ClassVar

from typing_extensions import override

from ....pms.limiter import wait_for_slot
from ....pms.ports import Clock, Lane, Limiter
from ...clock import ManualClock
from .clock import ThreadedClock


def most_in_any_second(stamps: Sequence[float]) -> int:
    """The largest number of these instants in any half-open second."""
    return max((sum(start <= stamp < start + 1 for stamp in stamps) for start in stamps), default=0)


class LimiterContract:
    """Everything a limiter must do."""

    requests_per_second: ClassVar[float] = 5.0

    def limiter_on(self, clock: Clock) -> Limiter:
        """A new limiter of `requests_per_second` that uses `clock`."""
        raise NotImplementedError("Override limiter_on().")

    def test_no_second_wherever_it_begins_holds_more_slots_than_the_rate(self) -> None:
        for seed in range(3):
            clock, chance, slots = ManualClock(), Random(seed), list[float]()
            limiter = self.limiter_on(clock)
            while len(slots) < 50:
                slot = limiter.take("key", lane=chance.choice((Lane.BULK, Lane.BULK, Lane.REALTIME)))
                if slot.granted:
                    slots.append(clock.monotonic() + slot.wait)
                # ask at once, at the promised instant, a little later, or after a pause
                clock.advance(chance.choice((0, 0, slot.wait, slot.wait, slot.wait + chance.uniform(0, 0.02), 0.7)))
            assert most_in_any_second(slots) <= self.requests_per_second

    def test_most_of_the_rate_is_used(self) -> None:
        clock = ManualClock()
        limiter = self.limiter_on(clock)
        for _ in range(100):
            wait_for_slot(limiter, "key", lane=Lane.BULK, clock=clock)
        assert clock.monotonic() <= 1.1 * 100 / self.requests_per_second

    def test_the_first_slot_is_free_in_both_lanes(self) -> None:
        for lane in Lane:
            clock = ManualClock()
            assert wait_for_slot(self.limiter_on(clock), "key", lane=lane, clock=clock) < 0.01

    def test_every_credential_has_its_own_rate(self) -> None:
        clock = ManualClock()
        limiter = self.limiter_on(clock)
        for name in range(20):
            assert limiter.take(f"key-{name}").granted
        assert clock.monotonic() == 0

    def test_take_never_waits(self) -> None:
        clock = ThreadedClock()  # a sleep on it in this thread would never end
        limiter = self.limiter_on(clock)
        assert [limiter.take("key").granted for _ in range(3)] == [True, False, False]
        assert limiter.take("key", lane=Lane.REALTIME).granted
        assert limiter.blocking in (True, False)

    def test_a_refused_caller_gets_the_time_of_its_next_attempt(self) -> None:
        clock = ManualClock()
        limiter = self.limiter_on(clock)
        limiter.take("key")
        refused = limiter.take("key")
        assert not refused.granted
        assert 0 < refused.wait <= 1.2 / self.requests_per_second
        clock.advance(refused.wait)
        assert limiter.take("key").granted

    def test_threads_that_share_a_credential_share_its_rate(self) -> None:
        clock, each, threads, slots = ThreadedClock(), 6, 5, list[float]()
        limiter = self.limiter_on(clock)

        def ask() -> None:
            for _ in range(each):
                wait_for_slot(limiter, "key", lane=Lane.BULK, clock=clock)
                slots.append(clock.monotonic())

        for _ in range(threads):
            clock.run(ask)
        clock.pass_time(1.2 * each * threads / self.requests_per_second)
        assert len(slots) == each * threads
        assert most_in_any_second(slots) <= self.requests_per_second

    def test_a_webhook_goes_before_syncs_that_waited_longer(self) -> None:
        clock, got = ThreadedClock(), list[Lane]()
        limiter = self.limiter_on(clock)
        limiter.slow_down("key", seconds=1)

        def ask(lane: Lane) -> None:
            wait_for_slot(limiter, "key", lane=lane, clock=clock)
            got.append(lane)

        for lane in (*[Lane.BULK] * 5, Lane.REALTIME, Lane.REALTIME):
            clock.run(lambda lane=lane: ask(lane))  # type: ignore[misc]
        clock.pass_time(1 + 9 / self.requests_per_second)
        assert got == [Lane.REALTIME] * 2 + [Lane.BULK] * 5

    def test_a_webhook_waits_for_one_slot_at_most_with_many_syncs(self) -> None:
        clock, each, waits = ThreadedClock(), 12, list[float]()
        limiter = self.limiter_on(clock)

        def sync() -> None:
            for _ in range(each):
                wait_for_slot(limiter, "key", lane=Lane.BULK, clock=clock)

        for _ in range(5):
            clock.run(sync)
        for _ in range(10):
            clock.pass_time(3.3 / self.requests_per_second)
            clock.run(lambda: waits.append(wait_for_slot(limiter, "key", lane=Lane.REALTIME, clock=clock)))
        clock.pass_time(1.2 * 5 * each / self.requests_per_second)
        assert len(waits) == 10
        assert max(waits) <= 1.2 / self.requests_per_second

    def test_promised_slots_are_not_given_to_syncs(self) -> None:
        clock = ManualClock()
        limiter = self.limiter_on(clock)
        promised = [limiter.take("key", lane=Lane.REALTIME).wait for _ in range(4)]
        assert promised == sorted(promised)
        assert len({round(wait, 3) for wait in promised}) == 4
        assert limiter.take("key").wait > promised[-1], "a sync asks again after them"
        wait_for_slot(limiter, "key", lane=Lane.BULK, clock=clock)
        assert most_in_any_second([*promised, clock.monotonic()]) <= self.requests_per_second

    def test_slow_down_pauses_all_lanes_of_that_credential_only(self) -> None:
        for lane in Lane:
            clock = ManualClock()
            limiter = self.limiter_on(clock)
            limiter.slow_down("key", seconds=30)
            limiter.slow_down("key", seconds=1)  # a shorter pause does not shorten a longer one
            assert limiter.take("other", lane=lane).wait == 0
            assert 30 <= wait_for_slot(limiter, "key", lane=lane, clock=clock) < 31

    def test_a_waiter_that_gives_up_does_not_block_others(self) -> None:
        for lane in Lane:
            clock = _Impatient()
            limiter = self.limiter_on(clock)
            limiter.slow_down("key", seconds=5)
            try:
                wait_for_slot(limiter, "key", lane=lane, clock=clock)
            except InterruptedError:
                clock.patient = True
            assert clock.patient, "it had to wait"
            assert wait_for_slot(limiter, "key", lane=Lane.BULK, clock=clock) < 7


class _Impatient(ManualClock):
    patient = False

    @override
    def sleep(self, seconds: float) -> None:
        if not self.patient:
            raise InterruptedError
        super().sleep(seconds)
