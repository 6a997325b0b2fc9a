# ruff: noqa: S101, D102  (a test asserts, and its name says what)
"""Several threads on one store. The tests are bounded by counts, never by time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

from ....pms.tasks import TaskState
from ....stores.port import Store
from ....stores.records import DONE, OUTBOX, SYNC_CURSORS, TURNOVER_TASKS, SyncCursor
from ..examples import NOON, example
from .queue import item

T = TypeVar("T")
WORKERS = 4


def at_once(work: Callable[[int], T]) -> list[T]:
    """The results of `work` in a few threads that start at the same instant."""
    barrier = Barrier(WORKERS)

    def begin(worker: int) -> T:
        barrier.wait(timeout=30)
        return work(worker)

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(begin, range(WORKERS)))


class TogetherContract:
    """Tests of a store that several threads use."""

    def test_concurrent_transactions_on_one_hotel_lose_no_change(self, store: Store) -> None:
        rounds = 10

        def look(_worker: int) -> None:
            for _ in range(rounds):
                with store.transaction(lock="h") as tx:
                    seen = tx.get(SYNC_CURSORS, "h", "feed") or SyncCursor(connection_id="h", name="feed")
                    tx.put(SYNC_CURSORS, replace(seen, fence=seen.fence + 1))

        at_once(look)
        with store.transaction() as tx:
            cursor = tx.get(SYNC_CURSORS, "h", "feed")
        assert cursor is not None
        assert cursor.fence == WORKERS * rounds

    def test_of_concurrent_creations_of_a_turnover_one_succeeds(self, store: Store) -> None:
        def create(worker: int) -> list[bool]:
            made = []
            for unit in range(5):
                task = replace(
                    example(TURNOVER_TASKS, 1),
                    connection_id="h",
                    id=f"{unit} by {worker}",
                    unit_id=str(unit),
                    state=TaskState.OPEN,
                )
                with store.transaction() as tx:
                    made.append(tx.put_new(TURNOVER_TASKS, task))
            return made

        assert Counter(made for results in at_once(create) for made in results)[True] == 5
        with store.transaction() as tx:
            assert len(tx.select(TURNOVER_TASKS)) == 5

    def test_no_item_is_claimed_twice(self, store: Store) -> None:
        with store.transaction() as tx:
            tx.put(OUTBOX, *(item(f"{n:03}", sequence=n) for n in range(40)))

        def work(_worker: int) -> list[str]:
            mine: list[str] = []
            while True:
                with store.transaction() as tx:
                    claimed = tx.claim(OUTBOX, limit=3, lease=timedelta(minutes=2), now=NOON)
                if not claimed:
                    return mine
                for each in claimed:
                    with store.transaction() as tx:
                        assert tx.settle(OUTBOX, each, status=DONE, now=NOON)
                    mine.append(each.id)

        done = [name for results in at_once(work) for name in results]
        assert sorted(done) == [f"{n:03}" for n in range(40)]
