"""The rate is kept, and whoever is in a hurry goes first."""

from __future__ import annotations

import threading

import pytest

from cloudbeds_connector.errors import ConfigurationError
from cloudbeds_connector.pms.limiter import LocalLimiter, NoLimit
from cloudbeds_connector.pms.ports import Lane
from cloudbeds_connector.testing.clock import ManualClock


class Gate(ManualClock):
    """A clock on which sleepers wait until the test moves time."""

    def __init__(self) -> None:
        super().__init__()
        self.moved = threading.Condition()
        self.sleeping = 0

    def sleep(self, seconds: float) -> None:
        with self.moved:
            until = self.monotonic() + seconds
            self.sleeping += 1
            self.moved.notify_all()
            assert self.moved.wait_for(lambda: self.monotonic() >= until, timeout=5)
            self.sleeping -= 1

    def await_sleepers(self, count: int) -> None:
        with self.moved:
            assert self.moved.wait_for(lambda: self.sleeping == count, timeout=5)

    def move(self, seconds: float) -> None:
        with self.moved:
            self.advance(seconds)
            self.moved.notify_all()


def test_no_second_holds_more_requests_than_the_rate() -> None:
    clock = ManualClock()
    limiter = LocalLimiter(5, clock)
    sent = []
    for _ in range(40):
        limiter.acquire("key")
        sent.append(clock.monotonic())
    assert all(sum(start <= moment <= start + 1 for moment in sent) <= 5 for start in sent)
    assert sent[-1] < 39 / 5 * 1.1, "and little of the rate is wasted"


def test_threads_that_share_a_key_share_its_rate() -> None:
    clock = ManualClock()
    limiter = LocalLimiter(10, clock)
    sent: list[float] = []

    def ask() -> None:
        for _ in range(10):
            limiter.acquire("key")
            sent.append(clock.monotonic())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert len(sent) == 80
    # a thread may note its slot late, never early: so many slots take at least so long
    assert clock.monotonic() >= 79 * 0.1


def test_a_webhook_goes_before_a_waiting_sync() -> None:
    clock = Gate()
    limiter = LocalLimiter(1, clock)
    order: list[str] = []

    def ask(name: str, lane: Lane) -> threading.Thread:
        def run() -> None:
            limiter.acquire("key", lane=lane)
            order.append(name)

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    limiter.acquire("key")
    threads = [ask("sync", Lane.BULK)]
    clock.await_sleepers(1)
    threads.append(ask("webhook", Lane.REALTIME))
    clock.await_sleepers(2)
    clock.move(1.05)
    threads[1].join(timeout=5)
    assert order == ["webhook"]
    clock.move(3)
    threads[0].join(timeout=5)
    assert order == ["webhook", "sync"]


def test_when_cloudbeds_asks_to_slow_down_every_lane_waits() -> None:
    clock = ManualClock()
    limiter = LocalLimiter(5, clock)
    limiter.slow_down("key", seconds=30)
    limiter.acquire("other")
    assert clock.monotonic() == 0, "another credential is not concerned"
    limiter.acquire("key", lane=Lane.REALTIME)
    assert clock.monotonic() >= 30


def test_a_waiter_that_gives_up_blocks_nobody() -> None:
    class Impatient(ManualClock):
        def sleep(self, seconds: float) -> None:
            raise KeyboardInterrupt

    clock = Impatient()
    limiter = LocalLimiter(5, clock)
    limiter.acquire("key")
    with pytest.raises(KeyboardInterrupt):
        limiter.acquire("key", lane=Lane.REALTIME)
    clock.advance(1)
    limiter.acquire("key")


@pytest.mark.parametrize("rate", [0, -1, float("nan")])
def test_a_rate_that_lets_nothing_through_is_refused(rate: float) -> None:
    with pytest.raises(ConfigurationError):
        LocalLimiter(rate, ManualClock())


def test_without_a_limit_nobody_waits() -> None:
    NoLimit().slow_down("key", seconds=9)
    NoLimit().acquire("key")
