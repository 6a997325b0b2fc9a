"""The arithmetic of slots, and what a limiter of one process must survive: hostile rates, forks, crowds."""

from __future__ import annotations

import heapq
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudbeds_connector.errors import ConfigurationError
from cloudbeds_connector.pms.limiter import (
    LATENESS,
    LONGEST_RESERVATION,
    SCATTER,
    SPACING_MARGIN,
    LocalLimiter,
    NoLimit,
    interval_of,
    next_slot,
    wait_for_slot,
)
from cloudbeds_connector.pms.ports import Lane
from cloudbeds_connector.testing.clock import ManualClock
from cloudbeds_connector.testing.contracts.limiter.contract import most_in_any_second

CALLS = st.lists(st.tuples(st.floats(0, 2), st.sampled_from(Lane)), max_size=120)


def granted(calls: list[tuple[float, Lane]], *, rate: int) -> list[float]:
    """The instants of the slots that calls get, each so long after the one before."""
    now = due = 0.0
    stamps = []
    for gap, lane in calls:
        now += gap / rate  # about as often as there are slots
        slot, due = next_slot(due, now, interval=interval_of(rate), lane=lane)
        if slot.granted:
            stamps.append(now + slot.wait)
    return stamps


@given(CALLS, st.integers(1, 20))
def test_no_second_holds_more_slots_than_the_rate_however_the_calls_fall(
    calls: list[tuple[float, Lane]], rate: int
) -> None:
    stamps = granted(calls, rate=rate)
    assert most_in_any_second(stamps) <= rate
    apart = [later - earlier for earlier, later in zip(stamps, stamps[rate:], strict=False)]
    assert all(gap >= SPACING_MARGIN - LATENESS - 1e-9 for gap in apart), "with some room for the way to the server"


@given(st.floats(0, 60), st.floats(0, 60))
def test_a_webhook_has_the_next_slot_and_a_sync_only_one_that_is_due(due: float, now: float) -> None:
    webhook, reserved = next_slot(due, now, interval=0.2, lane=Lane.REALTIME)
    sync, after = next_slot(due, now, interval=0.2, lane=Lane.BULK)
    wait = max(due - now, 0)
    assert sync.wait == wait
    assert sync.granted == (due <= now)
    assert sync.granted or after == due, "a sync that is refused takes nothing"
    assert webhook.granted == (wait <= LONGEST_RESERVATION), "or those who have gone would keep slots for a long time"
    assert webhook.wait == pytest.approx(wait if webhook.granted else wait - LONGEST_RESERVATION)
    assert webhook.granted or reserved == due


def test_a_slot_taken_a_little_late_does_not_move_those_after_it() -> None:
    assert next_slot(1.0, 1.0 + LATENESS, interval=0.2, lane=Lane.BULK)[1] == pytest.approx(1.2)
    assert next_slot(1.0, 1.0 + LATENESS + 0.05, interval=0.2, lane=Lane.BULK)[1] == pytest.approx(1.25)
    assert SCATTER < LATENESS, "or chance would cost some of the rate"


@pytest.mark.parametrize("rate", [0, -1, float("nan")])
def test_a_rate_that_lets_nothing_through_is_refused(rate: float) -> None:
    with pytest.raises(ConfigurationError, match="positive number"):
        LocalLimiter(rate, ManualClock())


def test_without_a_limit_nobody_waits() -> None:
    NoLimit().slow_down("key", seconds=9)
    assert wait_for_slot(NoLimit(), "key", lane=Lane.BULK, clock=ManualClock()) == 0


def test_waiting_returns_how_long_it_took() -> None:
    clock = ManualClock()
    limiter = LocalLimiter(5, clock)
    assert wait_for_slot(limiter, "key", lane=Lane.BULK, clock=clock) == 0
    assert wait_for_slot(limiter, "key", lane=Lane.BULK, clock=clock) == pytest.approx(0.208, abs=SCATTER + 0.001)
    limiter.slow_down("key", seconds=60)
    assert wait_for_slot(limiter, "key", lane=Lane.REALTIME, clock=clock) == pytest.approx(60, abs=0.001)


FORK = """
import os, signal, threading, time
from cloudbeds_connector.pms.limiter import LocalLimiter
from cloudbeds_connector.pms.clock import SystemClock

class Stuck(SystemClock):
    reached, leave = threading.Event(), threading.Event()
    def monotonic(self):
        if threading.current_thread() is not threading.main_thread():
            self.reached.set()
            self.leave.wait()  # within the limiter's lock
        return super().monotonic()

limiter = LocalLimiter(5, Stuck())
thread = threading.Thread(target=limiter.take, args=("key",))
thread.start()
Stuck.reached.wait()
child = os.fork()
if child == 0:
    signal.alarm(10)
    os._exit(0 if limiter.take("key").granted else 1)
Stuck.leave.set()
thread.join()
raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_fork_while_another_thread_takes_a_slot_leaves_the_child_able_to_take_one() -> None:
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", FORK], timeout=30, check=False)
    assert done.returncode == 0


def test_of_a_large_crowd_only_some_wake_for_each_slot_and_none_is_left_unused() -> None:
    clock = ManualClock()
    limiter = LocalLimiter(5, clock)
    waking, woken, slots = [0.0] * 1000, 0, list[float]()
    for _ in range(6000):
        clock.advance_to(clock.now() + timedelta(seconds=heapq.heappop(waking) - clock.monotonic()))
        slot = limiter.take("key")
        woken += 1
        heapq.heappush(waking, clock.monotonic() + max(slot.wait, 0.001))
        if slot.granted:
            slots.append(clock.monotonic())
    later = slots[5:]  # at first all of them wake
    assert len(later) / (later[-1] - later[0]) > 0.95 * 5
    assert woken / len(slots) < 300
