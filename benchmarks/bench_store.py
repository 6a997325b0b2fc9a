"""The CPU time of the verbs of a store, in microseconds, on SQLite and in memory, and the ratio of the two.

Run it with ``python benchmarks/bench_store.py``. The records are a hotel's stays, queried as the engine does.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from cloudbeds_connector.pms.model import StayState
from cloudbeds_connector.stores.memory import MemoryStore
from cloudbeds_connector.stores.port import Store, Transaction
from cloudbeds_connector.stores.records import OUTBOX, STAY_SEGMENTS, SYNC_CURSORS, StaySegment, SyncCursor
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
STAYS = 450
OWN = {"connection_id": "h"}
SECONDS_EACH = 0.3


def stay(n: int) -> StaySegment:
    """One of a 64-room hotel's stays; the first 64 are in house, the next 300 expected."""
    arrives = date(2026, 11, 20) + timedelta(days=n // 64)
    return StaySegment(
        connection_id="h",
        id=f"R{n:04}-1",
        reservation_id=f"R{n:04}",
        room_id=f"room-{n % 64}",
        room_type_id="double",
        start_date=arrives,
        end_date=arrives + timedelta(days=4),
        state=StayState.IN_HOUSE if n < 64 else StayState.EXPECTED if n < 364 else StayState.CANCELLED,
        raw_state="checked_in",
        tentative=False,
        party_id=f"G{n}",
        eta=None,
        early_check_in=None,
        vip=n % 10 == 0,
        observed_at=NOW,
        first_seen_at=NOW,
    )


CURSOR = SyncCursor(connection_id="h", name="rooms", value="1", due_at=NOW)
SEEN_LATER = [replace(stay(n), observed_at=NOW + timedelta(minutes=1)) for n in range(STAYS)]
VERBS: dict[str, tuple[int, Callable[[Transaction], object]]] = {
    "get": (1, lambda tx: tx.get(SYNC_CURSORS, "h", "rooms")),
    "select 1": (1, lambda tx: tx.select(STAY_SEGMENTS, where={**OWN, "id": ("R0007-1",)})),
    "select 64": (64, lambda tx: tx.select(STAY_SEGMENTS, where={**OWN, "state": StayState.IN_HOUSE})),
    "select 300": (
        300,
        lambda tx: tx.select(
            STAY_SEGMENTS, where={**OWN, "state": StayState.EXPECTED}, at_least={"start_date": date(2026, 11, 21)}
        ),
    ),
    "put 1": (1, lambda tx: tx.put(SYNC_CURSORS, CURSOR)),
    "put 64": (64, lambda tx: tx.put(STAY_SEGMENTS, *SEEN_LATER[:64])),
    "put 300": (300, lambda tx: tx.put(STAY_SEGMENTS, *SEEN_LATER[64:364])),
    "claim nothing": (1, lambda tx: tx.claim(OUTBOX, limit=50, lease=timedelta(minutes=2), now=NOW)),
}


def cost(work: Callable[[], object]) -> float:
    """The least CPU time of one call, in microseconds."""
    work()
    best, until = float("inf"), time.perf_counter() + SECONDS_EACH
    while time.perf_counter() < until:
        began = time.process_time()
        for _ in range(10):
            work()
        best = min(best, (time.process_time() - began) / 10 * 1e6)
    return best


def costs(store: Store) -> dict[str, float]:
    """The time of an empty transaction, and of each verb in a transaction."""

    def begin_and_end() -> None:
        with store.transaction(lock="h"):
            pass

    with store.transaction() as tx:
        tx.put(STAY_SEGMENTS, *(stay(n) for n in range(STAYS)))
        tx.put(SYNC_CURSORS, CURSOR)
    found = {"transaction": cost(begin_and_end)}
    with store.transaction(lock="h") as tx:
        for name, (_, verb) in VERBS.items():
            found[name] = cost(partial(verb, tx))
    return found


def main() -> None:
    memory = costs(MemoryStore())
    with tempfile.TemporaryDirectory() as folder:
        store = SqlAlchemyStore(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        store.migrate()
        sqlite = costs(store)
        store.close()
    print(f"{'verb':<14} {'SQLite us':>10} {'memory us':>10} {'SQLite/memory':>14} {'SQLite rows/ms':>15}")
    for name, each in sqlite.items():
        rows = VERBS[name][0] / each * 1000 if name in VERBS else 0
        print(f"{name:<14} {each:>10.0f} {memory[name]:>10.0f} {each / memory[name]:>14.1f} {rows:>15.0f}")


if __name__ == "__main__":
    main()
