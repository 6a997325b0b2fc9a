"""A value that each process has for itself."""

from __future__ import annotations

import os
import threading

import pytest

from cloudbeds_connector.pms.per_process import PerProcess


def test_a_process_has_one_value_until_it_is_taken_out() -> None:
    values = PerProcess(object)
    first = values.get()
    assert values.get() is first
    assert values.pop() is first
    assert values.pop() is None
    assert values.get() is not first


def test_a_value_that_another_thread_takes_out_meanwhile_is_still_returned() -> None:
    values = PerProcess(object)

    class Emptied(dict[int, object]):
        """Loses every value as soon as it was stored, as if another thread called `pop`."""

        def setdefault(self, key: int, default: object = None) -> object:
            return default

    values._values = Emptied()
    assert values.get() is not None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_child_makes_its_own_value() -> None:
    locks = PerProcess(threading.Lock)
    with locks.get():
        child = os.fork()
        if child == 0:
            os._exit(0 if locks.get().acquire(timeout=1) else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
