"""Telling the host's `dispatch` function that a worker has something to do. What is committed stays if it fails."""

from __future__ import annotations

from .failures import Failure, call_host, failure_of
from .reporting.stored import NO_CONNECTION, store_failures
from .runtime import Runtime

#: The work whose failure is the host's function.
DISPATCH = "dispatch"


def notify_worker(runtime: Runtime, connection_id: str) -> None:
    """Call the host's `dispatch` function, if there is one. The next round of a worker finds the work without it."""
    dispatch = runtime.dispatch
    if dispatch is None:
        return
    try:
        call_host("The function given as dispatch=", lambda: dispatch(connection_id))
    except Exception as error:
        failure = failure_of(error, work=DISPATCH)
        runtime.failure_log.failed(failure)
        runtime.dispatch_works = False
        _store(runtime, failed=[failure])
    else:
        runtime.failure_log.worked((f": {DISPATCH}",))
        if not runtime.dispatch_works:  # it may have failed before this process began, too
            runtime.dispatch_works = _store(runtime, worked=[(NO_CONNECTION, DISPATCH)])


def _store(
    runtime: Runtime, *, failed: list[Failure] | None = None, worked: list[tuple[str, str]] | None = None
) -> bool:
    try:
        store_failures(runtime, failed or (), worked or (), {})
    except Exception as error:  # the caller's work is committed, and must not fail for this
        runtime.failure_log.failed(failure_of(error, work="failures"))
        return False
    return True
