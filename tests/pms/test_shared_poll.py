"""Shared polling: of many callers that wait for one credential, one queries the store and none is blocked by it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from cloudbeds_connector.errors import StoreError
from cloudbeds_connector.pms.limiter import CROWD, SCATTER
from cloudbeds_connector.pms.ports import Lane, Slot
from cloudbeds_connector.pms.shared_poll import SharedPoll
from cloudbeds_connector.testing.clock import ManualClock


class FarStore:
    """Where asking takes as long as the test wants."""

    def __init__(self, clock: ManualClock) -> None:
        self.shared_poll = SharedPoll(clock, interval=0.2)
        self.asked = 0
        self.answer: Callable[[], tuple[Slot, float]] = lambda: (Slot(True, 0.0), 0.2)

    def take(self, lane: Lane = Lane.BULK) -> Slot:
        return self.shared_poll.take("key", lane=lane, query=self.ask)

    def ask(self) -> tuple[Slot, float]:
        self.asked += 1
        return self.answer()


def test_thousands_of_callers_at_once_poll_a_slow_store_once() -> None:
    clock = ManualClock()
    store = FarStore(clock)
    assert store.take().granted
    waits = [store.take().wait for _ in range(1000)]
    assert store.asked == 1
    assert all(0.2 <= wait <= 0.2 + SCATTER for wait in waits[: CROWD - 1]), "a few get the very next slot"
    assert len(set(waits)) > 100, "they are not to wake at the same instant again"
    clock.advance(0.2)
    assert store.take().granted
    assert store.take(Lane.REALTIME).granted, "who is in a hurry always asks"
    assert store.asked == 3


def test_while_one_caller_polls_a_slow_store_the_others_get_a_short_wait() -> None:
    store = FarStore(ManualClock())
    asking, answered = threading.Event(), threading.Event()

    def slow() -> tuple[Slot, float]:
        asking.set()
        assert answered.wait(10)
        return Slot(True, 0.0), 0.2

    store.answer = slow
    first = threading.Thread(target=store.take)
    first.start()
    assert asking.wait(10)
    other = store.take()
    assert not other.granted
    assert other.wait < 0.1
    answered.set()
    first.join()
    assert store.asked == 1


def test_after_a_failed_poll_the_next_caller_polls_the_store_again() -> None:
    store = FarStore(ManualClock())

    def fail() -> tuple[Slot, float]:
        raise StoreError("The store is gone.", next_action="Bring it back.")

    store.answer = fail
    for _ in range(2):
        with pytest.raises(StoreError):
            store.take()
    assert store.asked == 2
