"""Decides what a look changes in the store, and which facts follow from it.

Runs inside one transaction that holds the connection's lock, and makes no request. A row is compared with what the
store knew; an older look changes nothing. What happened is written to `stay_events` once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from ...pms.facts import Cause, FactType, StayFact, Vacate, stay_facts
from ...pms.model import Reservation, RoomBlock, Segment, StayState
from ...stores import records as r
from ...stores.port import Transaction
from .look import Look, Seen, Source
from .rows import block_of, block_row, dorm_id, reservation_row, room_state_row, segment_of, segment_row

#: The cursor that holds when the newest snapshot of room states was asked for.
ROOMS_SEEN = "room_states"


@dataclass
class Observed:
    """What one look brought: the facts, the vacates nobody has decided yet, and whether anything changed at all."""

    vacates: list[Vacate] = field(default_factory=list)
    events: list[r.StayEvent] = field(default_factory=list)
    departures_without_room: list[StayFact] = field(default_factory=list)
    removed_blocks: list[RoomBlock] = field(default_factory=list)
    changed: bool = False
    changes: int = 0
    reservations_changed: set[str] = field(default_factory=set)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Whose look it is, and when. `today` is the business date; `first_day` that of the baseline."""

    connection: r.Connection
    now: datetime
    today: date
    first_day: date
    read_lag: timedelta
    miss_confirm: int = 3
    store_guest_names: bool = True

    def is_newer(self, known: datetime, seen: datetime) -> bool:
        """Whether what is `known` was seen later. A time that has not come yet is a clock's mistake, and counts not."""
        return seen < known <= self.now


def observe(tx: Transaction, look: Look, scene: Scene) -> Observed:
    """Write what was seen, and tell what is new about it."""
    result = Observed()
    _observe_stays(tx, look, scene, result)
    _observe_rooms(tx, look, scene, result)
    _observe_blocks(tx, look, scene, result)
    return result


def _observe_stays(tx: Transaction, look: Look, scene: Scene, result: Observed) -> None:
    newest: dict[str, Seen[Reservation]] = {}
    for seen in look.reservations:
        known = newest.get(seen.row.id)
        if known is None or seen.sent_at >= known.sent_at:
            newest[seen.row.id] = seen
    where = {"connection_id": scene.connection.id, "reservation_id": tuple(newest)}
    before: dict[str, dict[str, r.StaySegment]] = defaultdict(dict)
    for row in tx.select(r.STAY_SEGMENTS, where=where) if newest else ():
        before[row.reservation_id][row.id] = row
    heads = {
        row.id: row
        for row in (
            tx.select(r.RESERVATIONS, where={"connection_id": scene.connection.id, "id": tuple(newest)})
            if newest
            else ()
        )
    }
    puts: list[r.StaySegment] = []
    head_puts: list[r.Reservation] = []
    facts: list[_Noticed] = []
    for seen in newest.values():
        head = heads.get(seen.row.id)
        if head is not None and scene.is_newer(head.observed_at, seen.sent_at):
            continue
        fresh_head = reservation_row(scene.connection.id, seen, keep_name=scene.store_guest_names)
        head_puts.append(fresh_head)
        known_segments = before[seen.row.id]
        for segment, misses in _segments(seen.row, known_segments, scene):
            old = known_segments.get(segment.id)
            row = segment_row(scene.connection.id, segment, seen.sent_at, old, misses=misses)
            puts.append(row)
            if old is None or replace(row, observed_at=old.observed_at) != old:
                result.changes += 1
                result.reservations_changed.add(seen.row.id)
            facts.extend(_facts(old, segment, seen, look, scene))
    tx.put(r.RESERVATIONS, *head_puts)
    tx.put(r.STAY_SEGMENTS, *puts)
    result.changed |= bool(result.changes)
    _write_events(tx, look, scene, facts, result)


@dataclass(frozen=True, slots=True)
class _Noticed:
    fact: StayFact
    at: datetime
    at_known: bool
    reported_at: datetime | None
    baseline: bool


def _segments(reservation: Reservation, known: dict[str, r.StaySegment], scene: Scene) -> Iterator[tuple[Segment, int]]:
    """The reservation's segments as they count, each with the looks in a row that did not show it.

    Those of a deleted booking are cancelled, unless their guest had left. A room that is missing from a booking which
    shows others was dropped from it; one with a guest in it is believed to be gone only after several looks (T64).
    """
    shown = {segment.id for segment in reservation.segments}
    for segment in reservation.segments:
        yield (_cancelled(segment, known.get(segment.id)) if reservation.deleted else segment), 0
    over = reservation.deleted or reservation.state in (StayState.CANCELLED, StayState.NO_SHOW)
    for old in known.values():
        if old.id in shown:
            continue
        segment, misses = segment_of(old), old.misses + 1
        sure = old.state is not StayState.IN_HOUSE or misses >= scene.miss_confirm
        if over or (reservation.segments_shown and sure):
            yield _cancelled(segment, old), misses
        elif reservation.segments_shown:
            yield segment, misses


def _cancelled(segment: Segment, old: r.StaySegment | None) -> Segment:
    departed = StayState.DEPARTED
    if segment.state is departed or (old is not None and old.state is departed):
        return replace(segment, state=departed)
    return replace(segment, state=StayState.CANCELLED)


def _facts(
    old: r.StaySegment | None, segment: Segment, seen: Seen[Reservation], look: Look, scene: Scene
) -> Iterator[_Noticed]:
    if old is None:
        if segment.state in (StayState.CANCELLED, StayState.NO_SHOW):
            return  # never known to this hotel's host: nothing of it can be undone
        if segment.state is StayState.DEPARTED and segment.end_date < scene.first_day:
            return  # history from before the connection
        if look.source is Source.BASELINE and segment.state is not StayState.DEPARTED:
            return
    last_room = old.last_room_id if old else None
    facts = stay_facts(segment_of(old) if old else None, segment, business_date=scene.today, last_room_id=last_room)
    at, known, reported = _instant(old, segment, seen, look, scene)
    baseline = look.source is Source.BASELINE
    for fact in facts:
        yield _Noticed(fact, at, known, reported, baseline)


def _instant(
    old: r.StaySegment | None, segment: Segment, seen: Seen[Reservation], look: Look, scene: Scene
) -> tuple[datetime, bool, datetime | None]:
    """The earliest instant known for what happened (T112), never before the last look that showed otherwise."""
    reported = look.reported.get(seen.row.id)
    candidates = [t for t in (segment.actual_end, reported, seen.row.modified_at) if t is not None and t <= scene.now]
    floor = old.observed_at - scene.read_lag if old is not None else None
    if floor is not None:
        candidates = [t for t in candidates if t >= floor]
    if not candidates:
        return scene.now, False, None
    return min(candidates), True, reported


def _write_events(tx: Transaction, look: Look, scene: Scene, facts: list[_Noticed], result: Observed) -> None:
    if not facts:
        return
    ids = tuple({noticed.fact.segment_id for noticed in facts})
    earlier: dict[str, list[r.StayEvent]] = defaultdict(list)
    for event in tx.select(r.STAY_EVENTS, where={"connection_id": scene.connection.id, "segment_id": ids}):
        earlier[event.segment_id].append(event)
    places = _Places(tx, scene)
    for noticed in facts:
        event = _event(noticed, earlier[noticed.fact.segment_id], look, scene, places)
        earlier[event.segment_id].append(event)
        if noticed.baseline:
            _baseline_vacate(noticed, event, scene, result)
            continue
        tx.put(r.STAY_EVENTS, event)
        result.events.append(event)
        result.changed = True
        if noticed.fact.vacates is not None:
            _add_vacate(noticed, event, scene, result)


class _Places:
    """Which rooms stand for one unit: a suite and each of its rooms, the beds of a dorm. What follows from leaving one
    goes by the same number as what follows from leaving the other.
    """

    def __init__(self, tx: Transaction, scene: Scene) -> None:
        self._tx, self._own = tx, {"connection_id": scene.connection.id}

    @cached_property
    def _within(self) -> dict[str, frozenset[str]]:
        return {
            room.id: frozenset({room.id, *room.linked_room_ids, *([] if room.private else [dorm_id(room.dorm_name)])})
            for room in self._tx.select(r.PMS_ROOMS, where=self._own)
        }

    def meet(self, one: str | None, other: str | None) -> bool:
        if one is None or other is None or one == other:
            return one == other
        return not self._within.get(one, frozenset()).isdisjoint(self._within.get(other, frozenset()))


def _event(noticed: _Noticed, earlier: list[r.StayEvent], look: Look, scene: Scene, places: _Places) -> r.StayEvent:
    fact = noticed.fact
    times_left = sum(1 for e in earlier if e.vacates and places.meet(e.room_id, fact.room_id))
    return r.StayEvent(
        connection_id=scene.connection.id,
        id=f"{fact.segment_id}:{len(earlier) + 1}:{fact.type}",
        type=fact.type,
        segment_id=fact.segment_id,
        reservation_id=fact.reservation_id,
        room_id=fact.room_id,
        to_room_id=fact.to_room_id,
        reported_at=noticed.reported_at,
        noticed_at=scene.now,
        source=look.source,
        vacates=fact.vacates,
        n=times_left + 1 if fact.vacates else 0,
    )


def _add_vacate(noticed: _Noticed, event: r.StayEvent, scene: Scene, result: Observed) -> None:
    if event.room_id is None:
        result.departures_without_room.append(noticed.fact)
        return
    result.vacates.append(
        Vacate(
            unit_id=event.room_id,
            segment_id=event.segment_id,
            n=event.n,
            at=noticed.at,
            noticed_at=scene.now,
            cause=noticed.fact.vacates or Cause.CHECK_OUT,
            at_known=noticed.at_known,
            baseline=noticed.baseline,
        )
    )


def _baseline_vacate(noticed: _Noticed, event: r.StayEvent, scene: Scene, result: Observed) -> None:
    """What had already happened before the first look is decided (T114) but is no event: it is not news."""
    if noticed.fact.type is FactType.CHECK_OUT and event.room_id is not None:
        _add_vacate(noticed, event, scene, result)


def _observe_rooms(tx: Transaction, look: Look, scene: Scene, result: Observed) -> None:
    """Room states come as whole snapshots, so one mark tells how old the newest one is: rows that did not change are
    not written again, and an older snapshot is dropped as a whole.
    """
    if not look.room_states:
        return
    sent_at = min(seen.sent_at for seen in look.room_states)
    newest = rooms_seen_at(tx, scene.connection.id)
    if newest is not None and scene.is_newer(newest, sent_at):
        return
    known = {row.room_id: row for row in tx.select(r.ROOM_STATES, where={"connection_id": scene.connection.id})}
    puts = []
    for seen in look.room_states:
        old = known.get(seen.row.room_id)
        if old is not None and scene.is_newer(old.observed_at, seen.sent_at):
            continue
        row = room_state_row(scene.connection.id, seen, old)
        if old is None or replace(row, observed_at=old.observed_at) != old:
            puts.append(row)
    tx.put(r.ROOM_STATES, *puts)
    tx.put(r.SYNC_CURSORS, r.SyncCursor(connection_id=scene.connection.id, name=ROOMS_SEEN, value=sent_at.isoformat()))
    result.changes += len(puts)
    result.changed |= bool(puts)


def rooms_seen_at(tx: Transaction, connection_id: str) -> datetime | None:
    """When the newest snapshot of room states was asked for; rows that it left as they were have older times."""
    mark = tx.get(r.SYNC_CURSORS, connection_id, ROOMS_SEEN)
    return datetime.fromisoformat(mark.value) if mark is not None and mark.value else None


def _observe_blocks(tx: Transaction, look: Look, scene: Scene, result: Observed) -> None:
    """Blocks of the window are replaced by what was seen; the others stay."""
    if look.blocks_window is None:
        return
    start, end = look.blocks_window
    known = {
        (row.id, row.room_id): row
        for row in tx.select(
            r.ROOM_BLOCKS,
            where={"connection_id": scene.connection.id},
            at_most={"start_date": end},
            at_least={"end_date": start},
        )
    }
    seen_keys = set()
    for seen in look.blocks:
        row = block_row(scene.connection.id, seen)
        seen_keys.add((row.id, row.room_id))
        old = known.get((row.id, row.room_id))
        if old is None or replace(old, observed_at=row.observed_at) != row:
            result.changes += 1
            result.changed = True
            tx.put(r.ROOM_BLOCKS, row)
    for key in known.keys() - seen_keys:
        result.removed_blocks.append(block_of(known[key]))
        tx.delete(r.ROOM_BLOCKS, scene.connection.id, *key)
        result.changes += 1
        result.changed = True


def reported_instants(hints: Iterable[r.WebhookEvent]) -> dict[str, datetime]:
    """The earliest instant that messages name for each reservation."""
    earliest: dict[str, datetime] = {}
    for hint in hints:
        at = hint.reported_at
        if hint.reservation_id and at is not None:
            earliest[hint.reservation_id] = min(at, earliest.get(hint.reservation_id, at))
    return earliest
