"""Applying a look. What cannot be stored or planned costs itself alone, is reported, and is tried again.

A look is applied in one transaction. If that fails for another reason than a store that is away, its rows are written
by halves until the one that cannot be stored is alone, and the plan is made again without the units that it fails for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ...stores import records as r
from ..directory import read_unknown_rooms
from ..failures import Failure, as_connector_error, failure_of
from ..observe.context import LookResult
from ..observe.look import Look, Source
from ..reporting.stored import store_failures
from ..runtime import Runtime
from .one_look import Applied, apply_once, record
from .writing import UnitNotWrittenError

#: How many units may fail before the plan as a whole is given up until the next look.
MOST_FAILED_UNITS = 20
#: What the stored failures of one unit, and of one reservation, are called.
PLAN_OF, RESERVATION = "plan of room ", "reservation "


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a look led to, in numbers, and what of it failed. The failures are logged and stored already."""

    changes: int = 0
    events: int = 0
    commands: int = 0
    alerts: int = 0
    failures: tuple[Failure, ...] = ()


def apply_look(runtime: Runtime, connection_id: str, look: Look, *, recorded: LookResult | None = None) -> Outcome:
    """Apply a look. Nothing is written if the connection is gone or not active.

    Makes a request only if the look shows a room that is not known: it may be a known one with another id (T118).
    `recorded` is what `record` returned for earlier pieces of the look.
    """
    failed: dict[str, Exception] = {}
    read_unknown_rooms(runtime, connection_id, look.room_ids)
    try:
        done = apply_once(runtime, connection_id, look, recorded=recorded)
    except Exception as error:
        if _is_outage(error):
            raise
        done = _piece_by_piece(runtime, connection_id, look, recorded or LookResult(), failed)
    failed |= {f"{PLAN_OF}{unit_id}": error for unit_id, error in done.failures.items()}
    failures = _report(runtime, connection_id, look, failed, planned=done.planned)
    return Outcome(done.changes, done.events, done.commands, done.alerts, failures)


def replan(runtime: Runtime, connection_id: str) -> Outcome:
    """Plan again without looking: the clock alone may have changed priorities or ended a debounce."""
    return apply_look(runtime, connection_id, Look(source=Source.MANUAL))


def record_stays(runtime: Runtime, connection_id: str, look: Look, recorded: LookResult) -> None:
    """Write a piece of a look, a few hundred stays, without planning; `recorded` takes what it has changed."""
    failed: dict[str, Exception] = {}
    read_unknown_rooms(runtime, connection_id, look.room_ids)
    _by_halves(runtime, connection_id, look, recorded, failed)
    _report(runtime, connection_id, look, failed, planned=False)


def _is_outage(error: Exception) -> bool:
    return not isinstance(error, UnitNotWrittenError) and as_connector_error(error).retryable


def _piece_by_piece(
    runtime: Runtime, connection_id: str, look: Look, recorded: LookResult, failed: dict[str, Exception]
) -> Applied:
    changes, events = recorded.changes, len(recorded.events)
    _by_halves(runtime, connection_id, replace(look, room_states=(), blocks=None), recorded, failed)
    others = (
        ("room states", replace(look, reservations=(), blocks=None), bool(look.room_states)),
        ("blocks", replace(look, reservations=(), room_states=()), look.blocks is not None),
    )
    for name, part, shown in others:
        try:
            if shown:
                _merge(recorded, record(runtime, connection_id, part))
        except Exception as error:
            if _is_outage(error):
                raise
            failed[name] = error
    done = _plan_without_failing(runtime, connection_id, look.source, recorded, failed)
    return replace(done, changes=recorded.changes - changes, events=len(recorded.events) - events)


def _by_halves(
    runtime: Runtime, connection_id: str, look: Look, recorded: LookResult, failed: dict[str, Exception]
) -> None:
    """Write the stays; of a piece that cannot be stored its halves, down to the reservation that is the cause."""
    pieces = [look.reservations] if look.reservations else []
    while pieces:
        piece = pieces.pop()
        try:
            _merge(recorded, record(runtime, connection_id, replace(look, reservations=piece)))
        except Exception as error:
            if _is_outage(error):
                raise
            if len(piece) == 1:
                failed[f"{RESERVATION}{piece[0].row.id}"] = error
            else:
                middle = len(piece) // 2
                pieces += [piece[middle:], piece[:middle]]


def _merge(recorded: LookResult, more: LookResult) -> None:
    recorded.baseline_vacates.extend(more.baseline_vacates)
    recorded.removed_blocks.extend(more.removed_blocks)
    recorded.events.extend(more.events)
    recorded.changes += more.changes
    recorded.changed |= more.changed


def _plan_without_failing(
    runtime: Runtime, connection_id: str, source: Source, recorded: LookResult, failed: dict[str, Exception]
) -> Applied:
    """Plan what was recorded, without the units whose plan cannot be written."""
    left_out: dict[str, Exception] = {}
    problem: Exception | None = None
    while len(left_out) <= MOST_FAILED_UNITS:
        try:
            return apply_once(runtime, connection_id, Look(source=source), recorded=recorded, left_out=left_out)
        except UnitNotWrittenError as error:
            problem = error.cause
            left_out[error.unit_id] = error.cause
        except Exception as error:
            if _is_outage(error):
                raise
            problem = error
            break
    if problem is not None:
        failed["plan"] = problem
    return Applied()


def _report(
    runtime: Runtime, connection_id: str, look: Look, failed: Mapping[str, Exception], *, planned: bool
) -> tuple[Failure, ...]:
    """Log and store what failed, and forget what works again."""
    with runtime.store.transaction() as tx:
        known = {row.work for row in tx.select(r.FAILURES, where={"connection_id": connection_id})}
        connection = tx.get(r.CONNECTIONS, connection_id) if known or failed else None
    if connection is None:
        return ()
    read = {f"{RESERVATION}{seen.row.id}" for seen in look.reservations}
    read |= ({"room states"} if look.room_states else set()) | ({"blocks"} if look.blocks is not None else set())
    well = {work for work in known if work in read or (planned and (work == "plan" or work.startswith(PLAN_OF)))}
    well -= failed.keys()
    own = connection.property_id
    failures = tuple(failure_of(error, property_id=own, work=work) for work, error in sorted(failed.items()))
    if failures or well:
        store_failures(runtime, failures, [(connection_id, work) for work in well], {own: connection_id})
        for failure in failures:
            runtime.failure_log.failed(failure)
        runtime.failure_log.worked(f"{own}: {work}" for work in well)
    return failures
