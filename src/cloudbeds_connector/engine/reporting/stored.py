"""The failures that are stored, so that every process can show them: one row for each property and work that fails.

A row is deleted when the work succeeds. What the store cannot take is in the log only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ...stores import records as r
from ...stores.port import Transaction
from ..failures import Failure
from ..runtime import Runtime

#: The connection of failures that are no property's own.
NO_CONNECTION = ""


def store_failures(
    runtime: Runtime, failures: Iterable[Failure], worked: Iterable[tuple[str, str]], ids: Mapping[str, str]
) -> None:
    """Keep these failures, and forget those of (connection id, work) that worked. `ids`: connections by property."""
    failed = [(ids.get(failure.property_id, NO_CONNECTION), failure) for failure in failures]
    stands = {(connection_id, failure.work) for connection_id, failure in failed}
    ended = sorted(set(worked) - stands)
    if not failed and not ended:
        return
    with runtime.store.transaction() as tx:
        for connection_id, failure in failed:
            _keep(tx, runtime, connection_id, failure)
        for connection_id, work in ended:
            tx.delete(r.FAILURES, connection_id, work)


def _keep(tx: Transaction, runtime: Runtime, connection_id: str, failure: Failure) -> None:
    now = runtime.clock.now()
    fresh = r.WorkFailure(
        connection_id=connection_id,
        work=failure.work,
        error=type(failure.error).__name__,
        reason=str(failure.error),
        since=now,
        last_at=now,
        times=failure.count,
    )
    known = tx.get(r.FAILURES, connection_id, failure.work)
    if known is not None:
        fresh = replace(fresh, since=known.since, times=known.times + failure.count)
    tx.put(r.FAILURES, fresh)
