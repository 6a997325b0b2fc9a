"""A worker that is killed at any transaction of a round: another one goes on, and nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from cloudbeds_connector.engine import Worker
from cloudbeds_connector.stores import records as r

from .conftest import House

#: More transactions than a round has.
MOST = 60


class KillingStore:
    """Ends the process at a transaction: before it begins, or after it is committed."""

    def __init__(self, store: Any, at: int, *, committed: bool) -> None:
        self._store, self._left, self._committed = store, at, committed

    @contextmanager
    def transaction(self, lock: str | None = None) -> Iterator[Any]:
        self._left -= 1
        if self._left == -1 and not self._committed:
            raise SystemExit
        with self._store.transaction(lock) as tx:
            yield tx
        if self._left == -1 and self._committed:
            raise SystemExit

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


@pytest.mark.parametrize("committed", [False, True])
@pytest.mark.parametrize("at", range(0, MOST, 9))
def test_two_guests_leave_and_the_worker_is_killed(two_leave: House, at: int, committed: bool) -> None:
    house = two_leave
    house.leaves("S101")
    house.leaves("S102")
    house.webhook("S101")
    house.clock.advance(3700)
    store, runtime = house.store, house.integration.runtime
    runtime.store = KillingStore(store, at, committed=committed)  # type: ignore[assignment]
    try:
        Worker(house.integration).run_once()
    except SystemExit:
        pass
    else:
        assert at > MOST // 2  # the round was over before
    runtime.store = store
    for _ in range(8):
        house.clock.advance(900)
        report = Worker(house.integration).run_once()
    assert report.failures == ()
    assert sorted(command.task.unit_id for command in house.tasks.commands if command.action == "create") == [
        "R101",
        "R102",
    ]
    assert sorted(task.unit_id for task in house.all(r.TURNOVER_TASKS)) == ["R101", "R102"]
    status = house.integration.status("my-hotel")
    assert (status.inbox.pending, status.outbox.pending, status.failures) == (0, 0, ())
    assert "running" not in {run.status for run in status.runs}
