from datetime import timedelta

import pytest

from cloudbeds_connector.pms.idempotency import Attempt
from cloudbeds_connector.stores.idempotency import MemoryIdempotency, process_once
from cloudbeds_connector.testing.clock import ManualClock


def test_a_departure_is_processed_once() -> None:
    done: list[str] = []
    idempotency = MemoryIdempotency(ManualClock())
    first = process_once(idempotency, "departure:601917", lambda: done.append("cleaned"))
    again = process_once(idempotency, "departure:601917", lambda: done.append("cleaned twice"))
    assert (first, again) == (Attempt.RUN, Attempt.DONE)
    assert done == ["cleaned"]


def test_work_that_failed_is_tried_again() -> None:
    idempotency = MemoryIdempotency(ManualClock())
    with pytest.raises(ZeroDivisionError):
        process_once(idempotency, "k", lambda: 1 / 0)
    assert process_once(idempotency, "k", lambda: None) is Attempt.RUN


def test_work_in_progress_is_left_to_its_holder() -> None:
    idempotency = MemoryIdempotency(ManualClock())
    idempotency.begin("k", lease=timedelta(minutes=1))
    assert process_once(idempotency, "k", lambda: pytest.fail("ran twice")) is Attempt.RUNNING
