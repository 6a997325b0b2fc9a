"""Runs of syncs that nobody does any more: their worker was killed, and its lease is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ...stores import records as r
from ...stores.leases import lease_runs
from ...stores.port import Transaction
from ..cursors import cursor_of
from ..runtime import Runtime

#: The status of such a run.
INTERRUPTED = "interrupted"


def interrupted_runs(
    tx: Transaction, runtime: Runtime, connection_id: str, now: datetime, *, current: r.SyncRun | None = None
) -> list[r.SyncRun]:
    """The runs that did not end, as interrupted ones. `current` is the run that holds its lease now."""
    runs = tx.select(
        r.SYNC_RUNS, where={"connection_id": connection_id, "status": "running"}, order=("started_at", "id")
    )
    newest = {run.kind: run.id for run in runs}
    if current is not None:
        newest[current.kind] = current.id
    longest = runtime.settings.sync_lease
    held = {
        newest[kind]
        for kind in newest
        if lease_runs(cursor_of(tx, connection_id, kind).lease_until, now=now, longest=longest)
    }
    error = "Its worker ended before it was done. The next sync makes it good."
    return [replace(run, status=INTERRUPTED, error=error) for run in runs if run.id not in held]
