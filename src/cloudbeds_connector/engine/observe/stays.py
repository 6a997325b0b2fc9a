"""Stays: what a look changes about reservations and their segments, and which facts follow.

Runs inside one transaction that holds the connection's lock, and makes no request. A row is compared with the stored
one; an older look changes nothing. Each fact is written to `stay_events` once, where a departure waits for its
decision.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from ...pms.facts import Cause, FactType, StayFact, Vacate, stay_facts
from ...pms.hotel_time import CLOCK_SKEW
from ...pms.model import Reservation, Segment, StayState
from ...stores import records as r
from ...stores.port import Transaction
from ...turnover.reasons import ReasonCode
from ...turnover.rules.vacates import EXCUSED
from .context import LookContext, LookResult
from .look import Look, Seen, Source
from .reissued import ids_now
from .rows import dorm_id, reservation_row, segment_of, segment_row
from .segment_ids import with_own_segment_ids

#: How long after a row an older version of it may be shown.
OLDER_SHOWN = timedelta(hours=1)


def observe_stays(tx: Transaction, look: Look, context: LookContext, result: LookResult) -> None:
    """Write the reservations and segments that were seen, and the events that follow."""
    newest: dict[str, Seen[Reservation]] = {}
    for seen in look.reservations:
        known = newest.get(seen.row.id)
        if known is None or seen.sent_at >= known.sent_at:
            newest[seen.row.id] = seen
    if not newest:
        return
    before: dict[str, dict[str, r.StaySegment]] = defaultdict(dict)
    for row in tx.select(r.STAY_SEGMENTS, where={**context.by_connection, "reservation_id": tuple(newest)}):
        before[row.reservation_id][row.id] = row
    heads = {row.id: row for row in tx.select(r.RESERVATIONS, where={**context.by_connection, "id": tuple(newest)})}
    puts: list[r.StaySegment] = []
    head_puts: list[r.Reservation] = []
    facts: list[_DatedFact] = []
    for seen in with_own_segment_ids(tx, context.connection.id, newest.values()):
        head = heads.get(seen.row.id)
        if head is not None and (context.is_newer(head.observed_at, seen.sent_at) or _is_older(head, seen)):
            continue
        head_puts.append(reservation_row(context.connection.id, seen, keep_name=context.store_guest_names))
        known_segments = before[seen.row.id]
        for segment, misses in _segments(seen.row, known_segments, context):
            old = known_segments.get(segment.id)
            row = segment_row(context.connection.id, segment, seen.sent_at, old, misses=misses)
            puts.append(row)
            if old is None or replace(row, observed_at=old.observed_at) != old:
                result.changes += 1
            facts.extend(_facts(old, segment, seen, look, context))
    tx.put(r.RESERVATIONS, *head_puts)
    tx.put(r.STAY_SEGMENTS, *puts)
    result.changed |= bool(result.changes)
    _write_events(tx, look, context, facts, result)


def _is_older(head: r.Reservation, seen: Seen[Reservation]) -> bool:
    """Whether a row shows an older version than the stored one, by the modified times, though it was requested later.

    Reads may lag, and a delayed request may be answered after a later one. A modified time of the future counts for
    nothing, and none counts for long: what the hotel system goes on showing is stored.
    """
    known, shown = head.modified_at, seen.row.modified_at
    if known is None or shown is None or known > head.observed_at + CLOCK_SKEW:
        return False
    return shown < known and seen.sent_at - head.observed_at < OLDER_SHOWN


@dataclass(frozen=True, slots=True)
class _DatedFact:
    fact: StayFact
    at: datetime
    at_known: bool
    reported_at: datetime | None
    seen_until: datetime | None
    baseline: bool


def _segments(
    reservation: Reservation, known: dict[str, r.StaySegment], context: LookContext
) -> Iterator[tuple[Segment, int]]:
    """The reservation's segments, each with the number of looks in a row that did not show it.

    Those of a deleted booking are cancelled, unless it shows that their guest had left; what was known before does not
    count, so that every store has the same rows. A room that is missing from a booking which shows others was dropped
    from it; one with a guest in it counts as dropped only after several looks (T64).
    """
    shown = {segment.id for segment in reservation.segments}
    for segment in reservation.segments:
        yield (_cancelled(segment) if reservation.deleted else segment), 0
    ended = reservation.deleted or reservation.state in (StayState.CANCELLED, StayState.NO_SHOW)
    for old in known.values():
        if old.id in shown:
            continue
        segment, misses = segment_of(old), min(old.misses + 1, context.miss_confirm)
        confirmed = old.state is not StayState.IN_HOUSE or misses >= context.miss_confirm
        if ended or (reservation.segments_shown and confirmed):
            yield _cancelled(segment), misses
        elif reservation.segments_shown:
            yield segment, misses


def _cancelled(segment: Segment) -> Segment:
    """The segment as cancelled; a guest who had left has left."""
    return segment if segment.state is StayState.DEPARTED else replace(segment, state=StayState.CANCELLED)


def _facts(
    old: r.StaySegment | None, segment: Segment, seen: Seen[Reservation], look: Look, context: LookContext
) -> Iterator[_DatedFact]:
    if look.source is Source.BASELINE:
        if segment.state is not StayState.DEPARTED:
            return
        old = None  # an attempt at the baseline that failed may have written it; nothing was decided then
    elif old is None:
        if segment.state in (StayState.CANCELLED, StayState.NO_SHOW):
            return  # the host never knew of it: there is nothing to undo
        if segment.state is StayState.DEPARTED and segment.end_date < context.first_day:
            return  # history from before the connection
    last_room = old.last_room_id if old else None
    facts = stay_facts(segment_of(old) if old else None, segment, business_date=context.today, last_room_id=last_room)
    at, known, reported = _instant(old, segment, seen, look, context)
    baseline = look.source is Source.BASELINE
    for fact in facts:
        yield _DatedFact(fact, at, known, reported, old.observed_at if old else None, baseline)


def _instant(
    old: r.StaySegment | None, segment: Segment, seen: Seen[Reservation], look: Look, context: LookContext
) -> tuple[datetime, bool, datetime | None]:
    """When it happened: the earliest instant known (T112), never before the last look that showed otherwise.

    Also whether that instant is known (else it is now), and what a message reported.
    """
    floor = old.observed_at - context.read_lag if old is not None else None

    def possible(*instants: datetime | None) -> list[datetime]:
        return [t for t in instants if t is not None and t <= context.now and (floor is None or t >= floor)]

    reported = possible(*look.reported.get(seen.row.id, ()))
    candidates = [*possible(segment.actual_end, seen.row.modified_at), *reported]
    if not candidates:
        return context.now, False, None
    return min(candidates), True, min(reported, default=None)


def _write_events(
    tx: Transaction, look: Look, context: LookContext, facts: list[_DatedFact], result: LookResult
) -> None:
    if not facts:
        return
    ids = tuple({dated.fact.segment_id for dated in facts})
    earlier: dict[str, list[r.StayEvent]] = defaultdict(list)
    for event in tx.select(r.STAY_EVENTS, where={**context.by_connection, "segment_id": ids}):
        earlier[event.segment_id].append(event)
    shared = _SharedUnits(tx, context)
    before = _left_before_baseline(tx, context, facts)
    for dated in facts:
        event = _event(dated, earlier[dated.fact.segment_id], look, context, shared, before)
        earlier[event.segment_id].append(event)
        if dated.baseline:
            _baseline_vacate(dated, event, context, result)
            continue
        tx.put(r.STAY_EVENTS, event)
        result.events.append(event)
        result.changed = True


def _left_before_baseline(tx: Transaction, context: LookContext, facts: list[_DatedFact]) -> list[tuple[str, str]]:
    """Segment and room of the departures that were decided at the baseline and have no event: they are counted too."""
    leaving = tuple({dated.fact.segment_id for dated in facts if dated.fact.vacates and not dated.baseline})
    if not leaving:
        return []
    where = {**context.by_connection, "action": EXCUSED, "segment_id": leaving}
    return [
        (row.segment_id or "", row.unit_id)
        for row in tx.select(r.DECISIONS, where=where)
        if row.code == ReasonCode.BEFORE_FIRST_LOOK.code
    ]


class _SharedUnits:
    """Which rooms share a unit: a suite and each of its rooms, the beds of a dorm.

    The vacates of rooms that share a unit are numbered together.
    """

    def __init__(self, tx: Transaction, context: LookContext) -> None:
        self._tx, self._own = tx, context.by_connection

    @cached_property
    def _rooms(self) -> list[r.PmsRoom]:
        return self._tx.select(r.PMS_ROOMS, where=self._own)

    @cached_property
    def _ids_now(self) -> dict[str, str]:
        return ids_now(self._rooms)

    @cached_property
    def _within(self) -> dict[str, frozenset[str]]:
        return {
            room.id: frozenset({room.id, *room.linked_room_ids, *([] if room.private else [dorm_id(room.dorm_name)])})
            for room in self._rooms
        }

    def overlap(self, one: str | None, other: str | None) -> bool:
        if one != other and one is not None and other is not None:
            one, other = self._ids_now.get(one, one), self._ids_now.get(other, other)
        if one is None or other is None or one == other:
            return one == other
        return not self._within.get(one, frozenset()).isdisjoint(self._within.get(other, frozenset()))


def _event(
    dated: _DatedFact,
    earlier: list[r.StayEvent],
    look: Look,
    context: LookContext,
    shared: _SharedUnits,
    before: list[tuple[str, str]],
) -> r.StayEvent:
    fact = dated.fact
    times_left = sum(1 for e in earlier if e.vacates and shared.overlap(e.room_id, fact.room_id))
    times_left += sum(1 for id_, room in before if id_ == fact.segment_id and shared.overlap(room, fact.room_id))
    return r.StayEvent(
        connection_id=context.connection.id,
        id=f"{fact.segment_id}:{len(earlier) + 1}:{fact.type}",
        type=fact.type,
        segment_id=fact.segment_id,
        reservation_id=fact.reservation_id,
        room_id=fact.room_id,
        to_room_id=fact.to_room_id,
        reported_at=dated.reported_at,
        noticed_at=context.now,
        source=look.source,
        vacates=fact.vacates,
        n=times_left + 1 if fact.vacates else 0,
        left_at=dated.at if dated.at_known else None,
        seen_until=dated.seen_until,
        pending=fact.vacates is not None,
    )


def _baseline_vacate(dated: _DatedFact, event: r.StayEvent, context: LookContext, result: LookResult) -> None:
    """What happened before the first look is decided (T114), but it is not stored, and no event is sent for it."""
    if dated.fact.type is not FactType.CHECK_OUT or event.room_id is None:
        return
    result.baseline_vacates.append(
        Vacate(
            unit_id=event.room_id,
            segment_id=event.segment_id,
            n=event.n,
            at=dated.at,
            noticed_at=context.now,
            cause=dated.fact.vacates or Cause.CHECK_OUT,
            at_known=dated.at_known,
            seen_until=dated.seen_until,
            baseline=True,
        )
    )
