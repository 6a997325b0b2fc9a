"""The command ``status``: how a property's syncs, queues and failures stand, with ages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from ..clock import clock_of
from ..database import existing_store
from ..exits import reporting_errors
from ..options import DEFAULT_DATABASE, AsJson, Database, PropertyId, SimulatedClock
from ..output import counted, print_json, print_line
from ..properties import chosen, connected
from ..wiring import integration_over

if TYPE_CHECKING:
    from ... import PropertyStatus, QueueStatus


def status(
    property_id: PropertyId = None,
    database: Database = DEFAULT_DATABASE,
    every: Annotated[bool, typer.Option("--all", help="Every connected property; a list with --json.")] = False,
    simulated_clock: SimulatedClock = None,
    as_json: AsJson = False,
) -> None:
    """Show how a property stands: syncs, what waits, what was given up or set aside, what fails and since when."""
    with (
        reporting_errors(as_json=as_json),
        existing_store(database) as store,
        clock_of(simulated_clock) as clock,
        integration_over(store, clock=clock) as integration,
    ):
        rows = connected(integration) if every else [chosen(integration, property_id)]
        found = [integration.status(connection.property_id) for connection in rows]
        if as_json:
            print_json(found if every else found[0])
        else:
            for one in found:
                for line in _lines(one):
                    print_line(line)


def _lines(status: PropertyStatus) -> Iterator[str]:
    baseline = f"baseline {status.baseline_at:%Y-%m-%d %H:%M} UTC" if status.baseline_at else "no baseline yet"
    state = "" if status.connection_status == "active" else f", {status.connection_status}"
    yield f"{status.property_id}: {baseline}{state}"
    for sync in status.syncs:
        good = f"done {ago(sync.last_success_age)}" if sync.last_success_age is not None else "never done"
        failed = f"; failed {counted(sync.failures, 'time', 'times')} since: {sync.error}" if sync.failures else ""
        yield f"  {sync.kind:10} {good}{failed}"
    yield from _queue("webhooks", status.inbox)
    yield from _queue("deliveries", status.outbox)
    if status.read_lag_seconds:
        yield f"  read lag   {status.read_lag_seconds:.0f} s from a webhook until a row shows its change"
    for part in status.degraded:
        yield f"  refused    {part.sentence}"
    for group in status.set_aside:
        yield f"  set aside  {group.count} of the kind {group.kind}: {group.reasons[0]}"
    for failure in status.failures:
        age = (status.as_of - failure.since).total_seconds()
        times = counted(failure.times, "time", "times")
        yield f"  fails      {failure.work}, {times}, first {ago(age)}: {failure.reason}"
    if status.dead:
        yield "  Put back what was given up with 'cloudbeds-connector replay', when its cause is corrected."


def _queue(name: str, queue: QueueStatus) -> Iterator[str]:
    oldest = f", the oldest {ago(queue.oldest_age)}" if queue.oldest_age is not None else ""
    given_up = f"; {queue.dead} given up" if queue.dead else ""
    yield f"  {name:10} {queue.pending} waiting{oldest}{given_up}"
    for waiting in queue.put_off:
        yield f"    {waiting.count} put off: {waiting.note}"
    for letter in queue.dead_letters:
        yield f"    given up: {letter.about}, came {ago(letter.age)}: {letter.note} ({letter.id})"


def ago(seconds: float) -> str:
    """How long ago something was, in its largest unit."""
    for unit, length in (("days", 172_800), ("h", 7200), ("min", 120)):
        if seconds >= length:
            return f"{seconds // {'days': 86_400, 'h': 3600, 'min': 60}[unit]:.0f} {unit} ago"
    return f"{max(seconds, 0):.0f} s ago"
