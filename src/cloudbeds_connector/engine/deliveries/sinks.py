"""Calling the host's sinks with one delivery, and what went wrong if it was not taken."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any

from ...errors import ConfigurationError, ConnectorError
from ...escapes import quoted
from ...pms.ports import StayEvent
from ...pms.tasks import TaskCommand
from ...stores.codec import decode
from ...stores.records import OutboxItem
from ..failures import HOST_ERRORS, Failure, failure_of_host
from ..reporting.causes import described, is_outage
from ..runtime import Runtime

#: The beginning of the note of a delivery that no version of this library will read by trying again.
UNREADABLE = "unreadable"


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """A delivery that was not taken: the note to keep, and the failure to report.

    `unreadable`: its payload was written by another version, and no sink was called. `outage`: what the sink needs did
    not answer, so the next delivery will fail as well. `interrupt`: the process is to end (`KeyboardInterrupt` and the
    like), which is to be raised again when the delivery is put off.
    """

    note: str
    failure: Failure
    unreadable: bool = False
    outage: bool = False
    interrupt: BaseException | None = None


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of delivery: what the host calls its sink, the sink, and the class of its payload."""

    argument: str
    sink: Any
    payload: type[Any]


def send(runtime: Runtime, item: OutboxItem) -> Refused | None:
    """Pass one delivery to its sink; None if it was taken."""
    kinds = {
        "task": _Kind("tasks", runtime.tasks, TaskCommand),
        "event": _Kind("events", runtime.events, StayEvent),
    }
    kind = kinds.get(item.kind)
    if kind is None:
        return _not_called(
            item, f"This version knows no delivery of the kind {quoted(item.kind)}.", "Run one version everywhere."
        )
    if kind.sink is None:
        return _not_called(
            item, f"There is no sink for deliveries of the kind {quoted(item.kind)}.",
            f"Give Integration one with {kind.argument}=.",
        )  # fmt: skip
    try:
        value = decode(kind.payload, item.payload)
    except Exception as error:  # another version's shape
        return Refused(note=f"{UNREADABLE}: {type(error).__name__}", failure=_unreadable(item, error), unreadable=True)
    return _call(item, kind, value)


def _call(item: OutboxItem, kind: _Kind, value: Any) -> Refused | None:
    interrupt: BaseException | None = None
    try:
        result = kind.sink.send(value)
    except HOST_ERRORS as raised:  # they delay its topic only
        error: BaseException = raised
    except BaseException as raised:  # a signal: the process ends
        error = interrupt = raised
    else:
        return _not_run(item, result)
    failure = failure_of_host(
        error,
        what=f"The sink given as {kind.argument}=",
        work="deliveries",
        members=(topic_of(item),),
        next_action="What it was called with could not be delivered; correct it, it is called again later.",
    )
    return Refused(note=described(error), failure=failure, outage=is_outage(error), interrupt=interrupt)


def _not_run(item: OutboxItem, result: object) -> Refused | None:
    """What an ``async def`` or a generator returns has not run yet, so nothing was delivered."""
    if inspect.iscoroutine(result):
        result.close()
    if inspect.isawaitable(result) or inspect.isgenerator(result) or inspect.isasyncgen(result):
        return _not_called(
            item, f"The sink for deliveries of the kind {quoted(item.kind)} did not run: its send returned a "
            f"{type(result).__name__}.",
            "Make it a plain function; run a coroutine with asyncio.run inside it.",
        )  # fmt: skip
    return None


def _not_called(item: OutboxItem, message: str, next_action: str) -> Refused:
    error = ConfigurationError(message, next_action=next_action)
    cause = ("deliveries", item.kind, message)
    failure = Failure(property_id="", work="deliveries", error=error, cause=cause, members=(topic_of(item),))
    return Refused(note=message, failure=failure)


def _unreadable(item: OutboxItem, error: Exception) -> Failure:
    cause = ("deliveries", UNREADABLE, item.kind, type(error).__name__)
    problem: ConnectorError = ConfigurationError(
        f"A delivery of the kind {quoted(item.kind)} cannot be read ({type(error).__name__}): "
        "another version wrote it.",
        next_action="It was put aside, and nothing waits for it. Replay it with the version that wrote it.",
    )
    return Failure(property_id="", work="deliveries", error=problem, cause=cause, members=(topic_of(item),))


def topic_of(item: OutboxItem) -> str:
    """What names the item's topic among all hotels."""
    return f"{item.connection_id} {item.topic}"
