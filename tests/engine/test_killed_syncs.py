"""A worker that is killed during a sync: the run is shown as interrupted, and the next sync closes it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cloudbeds_connector.engine.cursors import cursor_of
from cloudbeds_connector.pms.model import StayState
from cloudbeds_connector.stores import records as r

from .conftest import House


def kill_during(house: House, kind: str, request: str) -> None:
    """The process of a worker is gone in the middle of a sync: not even the lease is given back."""
    own, until = house.connection.id, house.clock.now() + house.integration.runtime.settings.sync_lease
    house.pms.failing_requests[request] = KeyboardInterrupt()  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        house.integration.sync("my-hotel", kind=kind)  # type: ignore[arg-type]
    house.pms.failing_requests.clear()
    with house.store.transaction() as tx:
        tx.put(r.SYNC_CURSORS, replace(cursor_of(tx, own, kind), lease_until=until))


@pytest.mark.parametrize("kind", ["full", "reconcile", "changes"])
def test_a_killed_sync_is_shown_as_interrupted_when_its_lease_is_over_and_closed_by_the_next(
    each_house: House, kind: str
) -> None:
    house = each_house.open()
    house.work()
    house.stay("S1", "R101", StayState.IN_HOUSE)
    house.clock.advance(60)
    kill_during(house, kind, "snapshot")

    def newest() -> r.SyncRun:
        return max(house.integration.status("my-hotel").runs, key=lambda run: run.started_at)

    assert newest().status == "running"
    assert house.integration.sync("my-hotel", kind=kind).skipped  # type: ignore[arg-type]
    house.clock.advance(house.integration.runtime.settings.sync_lease.total_seconds() + 1)
    assert newest().status == "interrupted"
    assert [run.status for run in house.all(r.SYNC_RUNS, id=newest().id)] == ["running"]

    killed = newest().id
    house.integration.sync("my-hotel", kind="changes")
    [closed] = house.all(r.SYNC_RUNS, id=killed)
    assert (closed.status, closed.finished_at) == ("interrupted", house.clock.now())
    assert newest().status == "done"
    assert [row.state for row in house.all(r.STAY_SEGMENTS, id="S1")] == ["in_house"]


def test_a_sync_that_still_runs_is_not_closed_by_one_of_another_kind(each_house: House) -> None:
    house = each_house.open()
    house.work()
    house.clock.advance(60)
    kill_during(house, "reconcile", "snapshot")
    house.integration.sync("my-hotel", kind="changes")
    assert [run.status for run in house.all(r.SYNC_RUNS, status="running")] == ["running"]
