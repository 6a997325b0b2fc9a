"""The ending of every history: faults end, one reconcile for each hotel, workers until idle. Then all must be right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cloudbeds_connector import Credentials, Integration, MemoryStore, Worker
from cloudbeds_connector.engine.looks.kinds import SyncKind
from cloudbeds_connector.errors import ConnectorError
from cloudbeds_connector.pms.facts import FactType
from cloudbeds_connector.pms.model import StayState
from cloudbeds_connector.pms.tasks import LIVE_STATES, TurnoverTask
from cloudbeds_connector.stores import records as r
from cloudbeds_connector.stores.port import Store
from cloudbeds_connector.testing.hotel.state import (
    HotelBlock,
    HotelReservation,
    HotelSegment,
    ReservationStatus,
    RoomStatus,
)
from cloudbeds_connector.testing.oracle.judge import decisions_seen, judge, tasks_seen

from .channel import end_faults
from .world import WORKERS, Problem, Town, World

#: The longest that a store may take from an answer to its decision: processes here are interrupted for hours.
SETTLE = timedelta(hours=3)
#: Time for what follows only later: a room that is found dirty is watched for ten minutes.
AFTERWARDS = timedelta(minutes=40)
MOST_ROUNDS = 200
_STATES = {
    RoomStatus.NOT_CHECKED_IN: StayState.EXPECTED,
    RoomStatus.IN_HOUSE: StayState.IN_HOUSE,
    RoomStatus.CHECKED_OUT: StayState.DEPARTED,
    RoomStatus.CANCELLED: StayState.CANCELLED,
}


@dataclass
class Ending:
    """The ending of one world."""

    world: World

    def check(self) -> list[Problem]:
        """Everything that is wrong."""
        world = self.world
        self._quiet()
        for town in world.towns:
            self._reconcile(town, "reconcile")
            self._same_stays(town, "after the reconcile")
        self._until_idle()
        for town in world.towns:
            self._same_stays(town, "at the end")
            if self._rooms_differ(town) or self._rooms_set_aside(town):
                self._reconcile(town, "full")
        self._until_idle()
        self._later(AFTERWARDS)
        self._until_idle()
        for town in world.towns:
            self._same_stays(town, "after all")
            self._same_rooms(town)
            self._oracle(town)
            self._same_as_fresh(town)
        self._nothing_left()
        self._host_is_equal()
        return world.problems

    def _wrong(self, kind: str, text: str) -> None:
        self.world.problems.append(Problem(kind, text))

    # -- the faults end, and work goes on

    def _quiet(self) -> None:
        world = self.world
        world.receiving, world.host.refuses = True, 0
        world.door.revive()
        for town in world.towns:
            end_faults(town.hotel)
            town.hotel.auto_night_audit = False
        for actor, process in enumerate(world.actors):
            if process.busy:
                process.turn(lambda: None)
            assert not world.actors[actor].busy
        world.clock.advance(max(town.lag for town in world.towns) + timedelta(minutes=1))  # reads show every write

    def _reconcile(self, town: Town, kind: Any) -> None:
        world, failure = self.world, ""
        for _ in range(8):
            try:
                report = world.office.sync(town.property_id, kind=kind)
            except ConnectorError as error:
                failure = str(error)
                world.clock.advance(60)
                continue
            if report.busy_until is None:
                return
            failure = "another sync keeps its lease"
            world.clock.advance_to(report.busy_until + timedelta(seconds=1))
        self._wrong("no reconcile", f"{town.property_id}: {failure}")

    def _until_idle(self) -> None:
        world = self.world
        for _ in range(MOST_ROUNDS):
            for actor in WORKERS:
                world.work(actor)
            due = [item.due_at for item in self._pending()]
            if not due:
                return
            world.clock.advance_to(max(min(due), world.clock.now() + timedelta(seconds=1)))
        left = ", ".join(f"{item.id} ({item.note})" for item in self._pending())
        self._wrong("stuck", f"after {MOST_ROUNDS} rounds these still wait: {left}")

    def _later(self, span: timedelta) -> None:
        world = self.world
        until = world.clock.now() + span
        while world.clock.now() < until:
            due = Worker(world.office).next_due() or until
            world.clock.advance_to(min(until, max(due, world.clock.now() + timedelta(seconds=1))))
            world.work(WORKERS[0])

    def _pending(self) -> list[Any]:
        with self.world.store.transaction() as tx:
            where = {"status": r.PENDING}
            return [*tx.select(r.WEBHOOK_EVENTS, where=where), *tx.select(r.OUTBOX, where=where)]

    # -- the store equals the hotel

    def _own(self, store: Store, town: Town, table: Any, **where: Any) -> list[Any]:
        with store.transaction() as tx:
            (connection,) = tx.select(r.CONNECTIONS, where={"property_id": town.property_id})
            rows: list[Any] = tx.select(table, where={"connection_id": connection.id, **where})
        return rows

    def _same_stays(self, town: Town, when: str) -> None:
        world = self.world
        stored = {row.id: row for row in self._own(world.store, town, r.STAY_SEGMENTS)}
        today = world.office.runtime.business_date(world.office.connection(town.property_id))
        first, last = today - timedelta(days=2), today + timedelta(days=365)
        for booking, segment in _segments(town):
            row, expected = stored.get(segment.id), _expected(booking, segment)
            if row is None and first <= booking.end <= last:
                self._wrong("stay is missing", f"{town.property_id} {when}: {segment.id} {expected}")
            if row is not None and (row.state, row.room_id, row.start_date, row.end_date) != expected:
                seen = (row.state, row.room_id, row.start_date, row.end_date)
                self._wrong(f"stay differs {when}", f"{town.property_id}: {segment.id} is {seen}, not {expected}")
        self._same_states(town, when)
        self._same_blocks(town, when, first + timedelta(days=1), today + timedelta(days=30))

    def _same_states(self, town: Town, when: str) -> None:
        states = {row.room_id: row for row in self._own(self.world.store, town, r.ROOM_STATES)}
        for room in town.desk.real():
            row = states.get(room.id)
            seen = None if row is None else (row.condition.value, row.occupied, row.do_not_disturb, row.pickup)
            expected = (room.condition.value, room.occupied, room.do_not_disturb, room.vacant_pickup)
            if seen != expected:
                self._wrong(f"room differs {when}", f"{town.property_id}: {room.name} is {seen}, not {expected}")

    def _same_blocks(self, town: Town, when: str, first: Any, last: Any) -> None:
        lapsed = {hold.id for hold in self._lapsed_holds(town)}
        stored = {
            (row.id, row.room_id): (row.start_date, row.end_date)
            for row in self._own(self.world.store, town, r.ROOM_BLOCKS)
            if row.end_date >= first and row.start_date <= last and row.id not in lapsed
        }
        expected = {
            (block.id, room_id): (block.start, block.end)
            for block in town.hotel.blocks()
            for room_id in block.room_ids
            if block.end >= first and block.start <= last
        }
        if stored != expected:
            text = f"too many {stored.items() - expected.items()}, missing {expected.items() - stored.items()}"
            self._wrong(f"block differs {when}", f"{town.property_id}: {text}")

    def _lapsed_holds(self, town: Town) -> list[HotelBlock]:
        """Holds that have ended by themselves since the blocks were last read, which no look can have shown."""
        whole = (SyncKind.FULL, SyncKind.RECONCILE)
        runs = self._own(self.world.store, town, r.SYNC_RUNS, kind=whole, status="done")
        read_at, now = max(run.started_at for run in runs), self.world.clock.now()
        holds = {block for _, blocks in town.desk.blocks for block in blocks if block.expires_at is not None}
        return [hold for hold in holds if hold.expires_at is not None and read_at <= hold.expires_at <= now]

    def _rooms_set_aside(self, town: Town) -> bool:
        """Whether rows of rooms could not be read, which only a full sync reads again."""
        return bool(self._own(self.world.store, town, r.SET_ASIDE, kind=("room", "room_type")))

    def _rooms_differ(self, town: Town) -> bool:
        stored = {(row.id, row.name) for row in self._own(self.world.store, town, r.PMS_ROOMS, gone_at=None)}
        return stored != {(room.id, room.name) for room in town.hotel.rooms()}

    def _same_rooms(self, town: Town) -> None:
        if self._rooms_differ(town):
            self._wrong("rooms differ", town.property_id)

    def _same_as_fresh(self, town: Town) -> None:
        """A second store, which sees the hotel for the first time, has the same rows as one that saw it all along."""
        key = next(iter(town.hotel.api_keys))
        fresh = Integration(
            connector=self.world.office.connector,
            store=MemoryStore(),
            credentials=lambda connection: Credentials(key),
            clock=self.world.clock,
        )
        fresh.connect(town.property_id, pms_property_id=town.hotel.property_id)
        fresh.sync(town.property_id, kind="full")
        lapsed = {room_id for hold in self._lapsed_holds(town) for room_id in hold.room_ids}
        for table in (r.STAY_SEGMENTS, r.RESERVATIONS, r.ROOM_BLOCKS, r.ROOM_STATES):
            known = {table.key_of(row)[1:]: _facts(row) for row in self._own(self.world.store, town, table)}
            for row in self._own(fresh.store, town, table):
                have, seen = known.get(table.key_of(row)[1:]), _facts(row)
                if have is not None and isinstance(row, r.RoomState) and row.room_id in lapsed:
                    have, seen = {**have, "blocked": None}, {**seen, "blocked": None}
                if have != seen:
                    text = f"{town.property_id}: {table.name} {_difference(have, seen)}"
                    self._wrong(f"{table.name} unlike a fresh store's", text)

    # -- tasks, queues and the host's copy

    def _oracle(self, town: Town) -> None:
        world, dorms = self.world, dict[str, list[str]]()
        for room in town.hotel.rooms():
            if room.dorm_name:
                dorms.setdefault(f"dorm:{room.dorm_name}", []).append(town.watcher.unit(room.id))
        tasks = self._own(world.store, town, r.TURNOVER_TASKS)
        decisions = self._own(world.store, town, r.DECISIONS)
        verdicts = judge(
            town.watcher.ledger,
            tasks_seen(tasks),
            decisions_seen(decisions),
            baseline_at=world.office.connection(town.property_id).baseline_at,
            settle=SETTLE,
            composites=dorms,
            read_lag=town.lag,
        )
        for verdict in verdicts.missing:
            self._wrong("missing task", f"{town.property_id}: {verdict.text}")
        for finding in verdicts.duplicates:
            self._wrong("doubled task", f"{town.property_id}: {finding.text}")
        for finding in verdicts.unexplained:
            self._wrong("unexplained task", f"{town.property_id}: {finding.text}")
        self._blocks_ended(town, tasks)
        self._stays_returned(town)

    def _blocks_ended(self, town: Town, tasks: Sequence[TurnoverTask]) -> None:
        """A task for a block that ended needs a block that did."""
        runtime, connection = self.world.office.runtime, self.world.office.connection(town.property_id)
        for task in tasks:
            day = runtime.business_date(connection, task.created_at)
            unit = town.watcher.unit(task.unit_id)
            if task.cause == "block_end" and not town.desk.block_ended(unit, task.created_at, day):
                self._wrong(
                    "a block ended that nobody lifted", f"{town.property_id}: {town.desk.number_of(task.unit_id)}"
                )

    def _stays_returned(self, town: Town) -> None:
        """A guest who is said to be back after a check-out has entered once more."""
        said = Counter(
            event.segment_id
            for event in self._own(self.world.store, town, r.STAY_EVENTS, type=FactType.CHECK_OUT_REVERTED)
        )
        entered = Counter(stay.segment for stay in town.watcher.ledger.occupancies())
        for segment, times in said.items():
            if times >= entered[segment] and segment not in town.desk.redone:  # no look can tell the two apart
                self._wrong("a check-out is said to be reverted that was not", f"{town.property_id}: {segment}")

    def _nothing_left(self) -> None:
        now = self.world.clock.now()
        with self.world.store.transaction() as tx:
            for table in (r.WEBHOOK_EVENTS, r.OUTBOX):
                for item in tx.select(table, where={"status": r.DEAD}):
                    self._wrong(f"dead {table.name}", f"{item.id}: {item.note}")
            for cursor in tx.select(r.SYNC_CURSORS):
                if cursor.lease_until is not None and cursor.lease_until > now:
                    self._wrong("lease", f"{cursor.name} is leased until {cursor.lease_until}")
            for row in tx.select(r.SET_ASIDE):
                self._wrong("set aside", str(row))

    def _host_is_equal(self) -> None:
        with self.world.store.transaction() as tx:
            tasks = {task.id: task for task in tx.select(r.TURNOVER_TASKS)}
        copies = self.world.host.tasks
        for id_ in sorted(tasks.keys() | copies.keys()):
            ours, theirs = tasks.get(id_), copies.get(id_)
            if ours != theirs:
                state = "live" if ours is not None and ours.state in LIVE_STATES else "ended"
                self._wrong(f"the host's copy of a {state} task differs", f"{id_[:12]} {_difference(theirs, ours)}")


def _segments(town: Town) -> Iterator[tuple[HotelReservation, HotelSegment]]:
    for booking in town.hotel.reservations():
        for segment in booking.segments:
            yield booking, segment


def _expected(booking: HotelReservation, segment: HotelSegment) -> tuple[Any, ...]:
    state = _STATES[segment.status]
    if state not in (StayState.DEPARTED, StayState.CANCELLED):
        if booking.deleted or booking.status is ReservationStatus.CANCELED:
            state = StayState.CANCELLED
        elif booking.status is ReservationStatus.NO_SHOW:
            state = StayState.NO_SHOW
    return (state, segment.room_id, segment.start, segment.end)


#: What depends on when and how often a store has looked.
_OF_LOOKS = frozenset(
    {
        "connection_id",
        "observed_at",
        "first_seen_at",
        "last_room_id",
        "entered_at",
        "misses",
        "condition_since",
        "occupancy_since",
        "condition_before",
        "pickup_since",
    }
)


def _facts(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__ if name not in _OF_LOOKS}


def _difference(one: Any, other: Any) -> str:
    if one is None or other is None:
        return f"{'is missing' if one is None else 'is too many'}: {other if one is None else one}"
    mine, theirs = (each if isinstance(each, dict) else vars(each) for each in (one, other))
    return ", ".join(f"{name} is {mine[name]!r}, not {theirs[name]!r}" for name in mine if mine[name] != theirs[name])
