"""Idempotency: work that may be requested twice has its effect once. One row per key, in any store."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from ..pms.idempotency import Attempt, IdempotencyStore
from ..pms.ports import Clock
from ..secrecy import NotPickled
from .leases import lease_runs
from .memory import MemoryStore
from .port import Store, Transaction
from .records import IDEMPOTENCY_KEYS, IdempotencyKey


class StoreIdempotency(NotPickled):
    """An `IdempotencyStore` on the connector's own store: as durable and as shared as that is.

    A lease should outlast the work: `finish` and `abandon` act for whichever caller holds the key at that moment.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def begin(self, key: str, *, lease: timedelta) -> Attempt:
        """Claim the work called `key`; `Attempt.RUN` is returned to one caller at a time."""
        now = self._clock.now()
        with self._locked(key) as tx:
            held = tx.get(IDEMPOTENCY_KEYS, key)
            if held is not None and held.done:
                return Attempt.DONE
            if held is not None and lease_runs(held.lease_until, now=now):
                return Attempt.RUNNING
            tx.put(IDEMPOTENCY_KEYS, IdempotencyKey(key=key, done=False, lease_until=now + lease))
            return Attempt.RUN

    def finish(self, key: str) -> None:
        """The work is done, for good."""
        with self._locked(key) as tx:
            tx.put(IDEMPOTENCY_KEYS, IdempotencyKey(key=key, done=True, lease_until=self._clock.now()))

    def abandon(self, key: str) -> None:
        """The work failed; the next caller may run it. Work that is done stays done."""
        with self._locked(key) as tx:
            held = tx.get(IDEMPOTENCY_KEYS, key)
            if held is not None and not held.done:
                tx.delete(IDEMPOTENCY_KEYS, key)

    def _locked(self, key: str) -> AbstractContextManager[Transaction]:
        return self._store.transaction(lock=f"idempotency:{key}")


class MemoryIdempotency(StoreIdempotency):
    """An `IdempotencyStore` for one process: it forgets everything when the process ends."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(MemoryStore(), clock)


def process_once(
    idempotency: IdempotencyStore, key: str, work: Callable[[], object], *, lease: timedelta = timedelta(minutes=5)
) -> Attempt:
    """Do `work` unless it was done or is being done. Returns what `begin` returned (`Attempt.RUN`: it was done now).

    An exception of `work` is raised, and leaves the key free for the next attempt. `Attempt.RUNNING` means that the
    work is not done yet: a sink that gets it should raise, so that the delivery is repeated when the other worker has
    finished, or its lease has ended.
    """
    attempt = idempotency.begin(key, lease=lease)
    if attempt is not Attempt.RUN:
        return attempt
    try:
        work()
    except BaseException:
        idempotency.abandon(key)
        raise
    idempotency.finish(key)
    return attempt
