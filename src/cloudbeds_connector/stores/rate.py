"""The rate limit in any store: a row for each credential holds when its next request is due."""

from __future__ import annotations

from datetime import timedelta

from ..pms.limiter import interval_of, next_slot
from ..pms.ports import Clock, Lane, Slot
from ..pms.shared_poll import SharedPoll
from ..secrecy import NotPickled
from .port import Store
from .records import RATE_SLOTS, RateSlot


class StoreLimiter(NotPickled):
    """A `Limiter` for every process that uses one store, with nothing to run besides it.

    Slots are instants of the wall clock (`clock.now`). Between machines, two slots are nearer than they should be by
    at most the difference of their clocks (keep it well under 30 ms), and a machine whose clock is ahead lowers the
    rate of the others. After a clock was set back, nothing is granted until it reaches its old time again.
    """

    blocking = True

    def __init__(self, store: Store, requests_per_second: float, *, clock: Clock) -> None:
        self._store = store
        self._interval = interval_of(requests_per_second)
        self._clock = clock
        self._shared_poll = SharedPoll(clock, interval=self._interval)

    def take(self, key: str, *, lane: Lane = Lane.BULK) -> Slot:
        """Ask for a slot of `key`, in one short transaction. `StoreError` if the store fails: no slot then."""
        return self._shared_poll.take(key, lane=lane, query=lambda: self._ask(key, lane))

    def slow_down(self, key: str, *, seconds: float) -> None:
        """Give no slot of `key` for so long. `StoreError` if the store fails."""
        with self._store.transaction(lock=f"rate:{key}") as tx:
            until = self._clock.now() + timedelta(seconds=seconds)
            held = tx.get(RATE_SLOTS, key)
            if held is None or held.next_slot < until:
                tx.put(RATE_SLOTS, RateSlot(key=key, next_slot=until))

    def _ask(self, key: str, lane: Lane) -> tuple[Slot, float]:
        with self._store.transaction(lock=f"rate:{key}") as tx:
            now = self._clock.now()  # after the lock: waiting for it takes time
            held = tx.get(RATE_SLOTS, key)
            due = (held.next_slot - now).total_seconds() if held is not None else 0.0
            slot, due_in = next_slot(due, 0.0, interval=self._interval, lane=lane)
            if slot.granted:
                tx.put(RATE_SLOTS, RateSlot(key=key, next_slot=now + timedelta(seconds=due_in)))
        # the commit took time too, which counts as waiting
        spent = (self._clock.now() - now).total_seconds()
        return Slot(slot.granted, max(slot.wait - spent, 0.0)), due_in - spent
