"""Every function of the host, failing in every way: it is in the report, in the log once, and in `status`.

No way of failing ends the worker, and what works again is forgotten. A signal to the process still ends it.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from typing import Any

import pytest

from cloudbeds_connector import Credentials, HostRoom, Integration, Worker
from cloudbeds_connector.engine.runtime import Runtime
from cloudbeds_connector.errors import HostCodeError

from ..conftest import House
from .test_failing_sinks import departs, work

SECRET = "cbat_K4nary"
WAYS: dict[str, Callable[[], BaseException]] = {
    "an exception": lambda: RuntimeError(SECRET),
    "an exit": lambda: SystemExit(SECRET),
    "a canceled task": lambda: asyncio.CancelledError(SECRET),
}


class Switch:
    """A function of the host that raises `error` while there is one."""

    def __init__(self, value: object = None) -> None:
        self.error: BaseException | None = None
        self.value = value

    def __call__(self, *args: object, **named: object) -> Any:
        if self.error is not None:
            raise self.error
        return self.value

    send = list = __call__


def full_sync(hotel: House) -> None:
    hotel.integration.request_sync("my-hotel", kind="full")


def new_session(hotel: House) -> None:
    hotel.integration.runtime.forget_session(hotel.connection.id)
    full_sync(hotel)


#: The argument of `Integration`, what a working function returns, and what has it called in the next round.
CALLED: dict[str, tuple[object, Callable[[House], None]]] = {
    "credentials": (Credentials("not-a-secret"), new_session),
    "rooms": ([HostRoom(id="host-101", number="101")], full_sync),
    "tasks": (None, lambda hotel: departs(hotel, "S1")),
    "events": (None, lambda hotel: departs(hotel, "S1")),
    "dispatch": (None, full_sync),
}
#: Arguments of `Integration` that are values of this package, or whole ports with contracts of their own.
NO_CALLABLES = {"connector", "store", "keys", "policy", "limiter", "clock", "settings"}


def test_every_argument_of_an_integration_is_tried_here() -> None:
    assert inspect.signature(Integration).parameters.keys() == CALLED.keys() | NO_CALLABLES


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", CALLED)
def test_a_function_of_the_host_that_fails_is_told_everywhere_and_ends_nothing(
    hotel: House, name: str, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    value, call = CALLED[name]
    function = Switch(value)
    setattr(hotel.integration.runtime, "source" if name == "credentials" else name, function)
    function.error = WAYS[way]()
    call(hotel)
    report = work(hotel)
    called = f"given as {name}="
    if name != "dispatch":  # it is called before the round
        assert [called in line for line in report.errors] == [True]
        assert isinstance(report.failures[0].error, HostCodeError)
    work(hotel)
    [record] = [each for each in caplog.records if called in each.getMessage()]
    assert "Traceback" in record.getMessage()
    assert [called in row.reason for row in hotel.integration.status("my-hotel").failures] == [True]
    assert SECRET not in caplog.text + repr(report) + repr(hotel.integration.status("my-hotel"))

    function.error = None
    hotel.clock.advance(3600)
    full_sync(hotel)
    work(hotel)
    assert hotel.integration.status("my-hotel").failures == ()
    assert work(hotel).failures == ()


@pytest.mark.parametrize("name", CALLED)
def test_a_signal_during_a_function_of_the_host_ends_the_process(hotel: House, name: str) -> None:
    function = Switch()
    setattr(hotel.integration.runtime, "source" if name == "credentials" else name, function)
    function.error = KeyboardInterrupt()
    call = CALLED[name][1]
    with pytest.raises(KeyboardInterrupt):
        _call_and_work(hotel, call)


def _call_and_work(hotel: House, call: Callable[[House], None]) -> None:
    call(hotel)
    work(hotel)


@pytest.mark.parametrize("way", WAYS)
def test_a_progress_function_that_fails_stops_no_sync(hotel: House, way: str, caplog: pytest.LogCaptureFixture) -> None:
    function = Switch()
    function.error = WAYS[way]()
    hotel.leaves("S1")
    report = hotel.integration.sync("my-hotel", progress=function)
    assert (report.commands, len(report.failures)) == (1, 1)
    assert "given as progress=" in str(report.failures[0])
    [record] = [each for each in caplog.records if "given as progress=" in each.getMessage()]
    assert "Traceback" in record.getMessage()


@pytest.mark.parametrize("name", ["credentials", "rooms", "dispatch"])
def test_a_function_of_the_host_that_does_not_run_is_told(hotel: House, name: str) -> None:
    async def function(*args: object) -> None: ...

    setattr(hotel.integration.runtime, "source" if name == "credentials" else name, _Async(function))
    CALLED[name][1](hotel)
    work(hotel)
    [failure] = hotel.integration.status("my-hotel").failures
    assert "coroutine" in failure.reason


class _Async:
    def __init__(self, function: Any) -> None:
        self.list = self.function = function

    def __call__(self, *args: object) -> Any:
        return self.function(*args)


@pytest.mark.parametrize("error", WAYS.values(), ids=WAYS)
def test_a_worker_runs_on_after_an_exit_in_every_function(hotel: House, error: Callable[[], BaseException]) -> None:
    runtime: Runtime = hotel.integration.runtime
    for name in CALLED:
        function = Switch()
        function.error = error()
        setattr(runtime, "source" if name == "credentials" else name, function)
    hotel.leaves("S1")
    new_session(hotel)
    hotel.webhook("S1")
    rounds = iter([False, False, False, True, True])
    Worker(hotel.integration).run(stop=lambda: next(rounds, True))
    reasons = " ".join(row.reason for row in hotel.integration.status("my-hotel").failures)
    assert "given as credentials=" in reasons
