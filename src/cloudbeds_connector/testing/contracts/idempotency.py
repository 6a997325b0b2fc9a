# ruff: noqa: S101, D102  (a test asserts, and its name says what)
"""The contract of `IdempotencyStore`: subclass `IdempotencyContract` and give it an `idempotency` fixture.

The store under test must use the `clock` fixture, which moves only when a test moves it.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from ...pms.idempotency import Attempt, IdempotencyStore
from ..clock import ManualClock

LEASE = timedelta(minutes=5)


class IdempotencyContract:
    """Everything an idempotency store must do."""

    @pytest.fixture
    def clock(self) -> ManualClock:
        """The clock the store under test must use."""
        return ManualClock()

    @pytest.fixture
    def idempotency(self, clock: ManualClock) -> IdempotencyStore:
        """An empty idempotency store on `clock`."""
        raise NotImplementedError("Override the `idempotency` fixture.")

    def test_one_caller_runs_and_others_get_running(self, idempotency: IdempotencyStore) -> None:
        assert idempotency.begin("departure:601917", lease=LEASE) is Attempt.RUN
        assert idempotency.begin("departure:601917", lease=LEASE) is Attempt.RUNNING
        assert idempotency.begin("departure:601918", lease=LEASE) is Attempt.RUN

    def test_finished_work_stays_done(self, idempotency: IdempotencyStore, clock: ManualClock) -> None:
        assert idempotency.begin("k", lease=LEASE) is Attempt.RUN
        idempotency.finish("k")
        assert idempotency.begin("k", lease=LEASE) is Attempt.DONE
        clock.advance(10 * LEASE)
        idempotency.abandon("k")
        idempotency.finish("k")
        assert idempotency.begin("k", lease=LEASE) is Attempt.DONE

    def test_abandoned_work_may_be_run_at_once(self, idempotency: IdempotencyStore) -> None:
        assert idempotency.begin("k", lease=LEASE) is Attempt.RUN
        idempotency.abandon("k")
        assert idempotency.begin("k", lease=LEASE) is Attempt.RUN

    def test_a_killed_workers_lease_ends(self, idempotency: IdempotencyStore, clock: ManualClock) -> None:
        assert idempotency.begin("k", lease=LEASE) is Attempt.RUN
        clock.advance(LEASE - timedelta(seconds=1))
        assert idempotency.begin("k", lease=LEASE) is Attempt.RUNNING
        clock.advance(timedelta(seconds=1))
        assert idempotency.begin("k", lease=LEASE) is Attempt.RUN
        assert idempotency.begin("k", lease=LEASE) is Attempt.RUNNING

    def test_late_work_that_finishes_counts(self, idempotency: IdempotencyStore, clock: ManualClock) -> None:
        assert idempotency.begin("k", lease=LEASE) is Attempt.RUN
        clock.advance(2 * LEASE)
        idempotency.finish("k")
        assert idempotency.begin("k", lease=LEASE) is Attempt.DONE

    def test_ending_work_that_never_began_changes_nothing(self, idempotency: IdempotencyStore) -> None:
        idempotency.abandon("never")
        assert idempotency.begin("never", lease=LEASE) is Attempt.RUN

    def test_of_many_callers_at_once_one_runs(self, idempotency: IdempotencyStore, clock: ManualClock) -> None:
        def begin(key: str) -> Attempt:
            return idempotency.begin(key, lease=LEASE)

        with ThreadPoolExecutor(4) as pool:
            assert Counter(pool.map(begin, ["k"] * 12)) == {Attempt.RUN: 1, Attempt.RUNNING: 11}
            clock.advance(LEASE)
            assert Counter(pool.map(begin, ["k"] * 12)) == {Attempt.RUN: 1, Attempt.RUNNING: 11}
