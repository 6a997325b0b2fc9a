"""One transaction in which a look is applied: observe, plan, and write tasks, decisions, alerts and deliveries.

It holds the connection's lock. Applying the same look again, or planning again, changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ...pms.ports import StayEvent
from ...stores import records as r
from ...stores.port import Transaction
from ...turnover.model import HotelView, Plan
from ...turnover.plan import plan_turnover
from ..cursors import REPLAN, cursor_of, plan_again_at
from ..fields import shared_fields
from ..observe.blocks import observe_blocks
from ..observe.context import LookContext, LookResult
from ..observe.look import Look, Source
from ..observe.read_lag import USUAL, load_lag
from ..observe.reissued import with_ids_now
from ..observe.rooms import observe_rooms
from ..observe.stays import observe_stays
from ..outbox import queue_deliveries
from ..runtime import Runtime
from .hotel_view import load_hotel_view
from .torn import beds_of_torn_dorms
from .waiting import Undecided, settle_undecided, undecided
from .writing import unknown_tasks, without, write_plan

#: How soon a unit is planned again whose plan failed.
RETRY_PLAN = timedelta(minutes=5)
#: How often a plan is made again with tasks that stand in its way.
TRIES_OF_A_PLAN = 3


@dataclass(frozen=True, slots=True)
class Applied:
    """What one transaction led to, in numbers. `failures` are the exceptions of units whose plan failed."""

    changes: int = 0
    events: int = 0
    commands: int = 0
    alerts: int = 0
    planned: bool = False
    failures: Mapping[str, Exception] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Observing:
    """One transaction in which a look is applied: the connection, the times, and what the look has changed so far."""

    tx: Transaction
    runtime: Runtime
    context: LookContext
    baseline: bool
    seen: LookResult = field(default_factory=LookResult)

    @property
    def connection(self) -> r.Connection:
        """The connection as it is in the transaction."""
        return self.context.connection


def begin(tx: Transaction, runtime: Runtime, connection_id: str, look: Look) -> tuple[Observing, Look] | None:
    """Begin to apply a look; None if the connection is gone or not active. Its lock must be held."""
    now = runtime.clock.now()  # under the lock: a look that was applied meanwhile is no later than this
    connection = tx.get(r.CONNECTIONS, connection_id)
    if connection is None or connection.status != "active":
        return None
    baseline = look.source is Source.BASELINE and connection.baseline_at is None
    if look.source is Source.BASELINE and not baseline:
        look = replace(look, source=Source.SWEEP)  # another worker took it meanwhile: these are changes
    context = _context(tx, runtime, connection, now)
    return Observing(tx=tx, runtime=runtime, context=context, baseline=baseline), look


def observe(observing: Observing, look: Look) -> None:
    """Write the look's rows, and the events that follow."""
    tx, context, seen = observing.tx, observing.context, observing.seen
    look = with_ids_now(tx, observing.connection, look)
    observe_stays(tx, look, context, seen)
    observe_rooms(tx, look, context, seen)
    observe_blocks(tx, look, context, seen)
    _emit_events(tx, observing.runtime, observing.connection, seen)


def record(runtime: Runtime, connection_id: str, look: Look) -> LookResult:
    """Write a look's rows and events without planning.

    It is for a look that is read in pieces: what must be judged together is planned when the last one is there.
    """
    with runtime.store.transaction(lock=connection_id) as tx:
        found = begin(tx, runtime, connection_id, look)
        if found is None:
            return LookResult()
        observing, look = found
        observe(observing, look)
        if observing.seen.changed and not observing.baseline:
            _plan_if_interrupted(observing)
    return observing.seen


def apply_once(
    runtime: Runtime,
    connection_id: str,
    look: Look,
    *,
    recorded: LookResult | None = None,
    left_out: Mapping[str, Exception] | None = None,
) -> Applied:
    """Apply a look in one transaction, which fails as a whole. Nothing is written for an inactive connection.

    `recorded` is what earlier pieces of the look have changed. The units of `left_out` are not planned.
    """
    with runtime.store.transaction(lock=connection_id) as tx:
        found = begin(tx, runtime, connection_id, look)
        if found is None:
            return Applied()
        observing, look = found
        observe(observing, look)
        seen, now = observing.seen, observing.context.now
        if recorded is not None:
            seen.baseline_vacates.extend(recorded.baseline_vacates)
            seen.removed_blocks.extend(recorded.removed_blocks)
            seen.changed |= recorded.changed
        waiting = undecided(tx, observing.connection)
        needed = observing.baseline or seen.changed or left_out or waiting.can_be_decided
        if not (needed or _due(tx, observing.connection, now)):
            return Applied(seen.changes)
        plan, failures = _plan(observing, look, waiting, left_out or {})
        if observing.baseline:
            tx.put(r.CONNECTIONS, replace(observing.connection, baseline_at=now))
    return Applied(seen.changes, len(seen.events), len(plan.commands), len(plan.alerts), True, failures)


def _plan_if_interrupted(observing: Observing) -> None:
    """Have a worker plan when the lease of a sync is over: the one that wrote these pieces may have been killed."""
    cursor = cursor_of(observing.tx, observing.connection.id, REPLAN)
    latest = observing.context.now + observing.runtime.settings.sync_lease
    if cursor.due_at is None or cursor.due_at > latest:
        plan_again_at(observing.tx, observing.connection.id, latest)


def _context(tx: Transaction, runtime: Runtime, connection: r.Connection, now: datetime) -> LookContext:
    return LookContext(
        connection=connection,
        now=now,
        today=runtime.business_date(connection, now),
        first_day=runtime.business_date(connection, connection.baseline_at or now),
        read_lag=max(load_lag(tx, connection.id).longest, min(runtime.connector.capabilities.read_lag, USUAL)),
        confirm_after=runtime.settings.confirm_after,
        blocked_shown=runtime.connector.capabilities.blocked_flag,
        miss_confirm=runtime.policy_of(connection).miss_confirm,
        store_guest_names=runtime.settings.store_guest_names,
    )


def _due(tx: Transaction, connection: r.Connection, now: datetime) -> bool:
    due_at = cursor_of(tx, connection.id, REPLAN).due_at
    return due_at is not None and due_at <= now


def _plan(
    observing: Observing, look: Look, waiting: Undecided, left_out: Mapping[str, Exception]
) -> tuple[Plan, Mapping[str, Exception]]:
    """Plan and write; the plan as written, and the exceptions of units without one, which are planned again soon."""
    tx, runtime, context = observing.tx, observing.runtime, observing.context
    view = load_hotel_view(
        tx,
        context.connection,
        now=context.now,
        today=context.today,
        ahead=runtime.settings.plan_ahead_days,
        vacates=(*observing.seen.baseline_vacates, *waiting.vacates),
        departures_without_room=waiting.without_room,
        removed_blocks=observing.seen.removed_blocks,
        baseline=observing.baseline,
    )
    torn = beds_of_torn_dorms(tx, context, view, waiting, look)
    view = replace(view, torn_dorms=frozenset(torn))
    failures = dict(left_out)
    plan = without(_made(observing, view, failures), failures)
    plan = write_plan(tx, runtime, context.connection, plan, context.now)
    undone = {bed for beds in torn.values() for bed in beds} | _depending(view, failures)
    settle_undecided(tx, context.connection, plan, waiting, kept=undone)
    _keep_removed_blocks(observing, failures)
    again = plan.look_again_at
    if failures:
        again = min(filter(None, (again, context.now + RETRY_PLAN)))
    plan_again_at(tx, context.connection.id, again)
    return plan, failures


def _made(observing: Observing, view: HotelView, failures: dict[str, Exception]) -> Plan:
    """The plan, made again with stored tasks that stand in its way: a host may have written old ones back."""
    tx, connection = observing.tx, observing.connection
    policy = observing.runtime.policy_of(connection)
    tries = 0
    while True:
        plan = plan_turnover(view, now=observing.context.now, policy=policy, failures=failures)
        more = unknown_tasks(tx, connection, plan)
        known = {task.id: task for task in view.tasks}
        fresh = {task.id: task for task in more if known.get(task.id) != task}
        tries += 1
        if not fresh or tries >= TRIES_OF_A_PLAN:
            return plan
        view = replace(view, tasks=tuple((known | fresh).values()))


def _depending(view: HotelView, failures: Mapping[str, Exception]) -> set[str]:
    """Units whose departures another unit's plan, which failed, depends on: beds of a dorm, and suites (T94, T96)."""
    depending = set(failures)
    for unit in view.units:
        if unit.id in failures or unit.parent_id in failures or failures.keys() & set(unit.linked):
            depending |= {unit.id, *unit.linked}
    return depending if failures else set()


def _keep_removed_blocks(observing: Observing, failures: Mapping[str, Exception]) -> None:
    """A block that ended in a room whose plan failed is noticed again by the next look."""
    tx, connection = observing.tx, observing.connection
    kept = [block for block in observing.seen.removed_blocks if block.room_id in failures]
    tx.put(
        r.ROOM_BLOCKS,
        *(
            r.RoomBlock(
                connection_id=connection.id,
                observed_at=observing.context.now,
                misses=1,
                **shared_fields(block, r.RoomBlock),
            )
            for block in kept
        ),
    )


def _emit_events(tx: Transaction, runtime: Runtime, connection: r.Connection, seen: LookResult) -> None:
    if runtime.events is None or not seen.events:
        return
    hosts = {
        row.room_id: row.host_room_id or ""
        for row in tx.select(r.ROOM_MAP, where={"connection_id": connection.id, "state": "confirmed"})
    }
    deliveries = []
    for row in seen.events:
        event = StayEvent(
            key=_unqueued_key(tx, connection, row),
            property_id=connection.property_id,
            host_room_id=hosts.get(row.room_id or "", ""),
            **shared_fields(row, StayEvent),
        )
        deliveries.append((event.key, f"stay:{row.segment_id}", event))
    queue_deliveries(tx, connection.id, "event", deliveries, seen.events[0].noticed_at)


def _unqueued_key(tx: Transaction, connection: r.Connection, event: r.StayEvent) -> str:
    """The key of an event's delivery; another one if a host has removed events, so that their numbers come again."""
    key = f"{connection.id}:{event.id}"
    taken = tx.get(r.OUTBOX, connection.id, f"event:{key}") is not None
    return f"{key}@{event.noticed_at.isoformat()}" if taken else key
