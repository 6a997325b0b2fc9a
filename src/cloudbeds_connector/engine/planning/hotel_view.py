"""Loading the `HotelView` that the rules plan from: what the store knows of the hotel now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from ...pms.facts import Vacate
from ...pms.model import Condition, Property, RoomBlock, StayState
from ...pms.parts import Part
from ...pms.tasks import LIVE_STATES, TurnoverTask
from ...roommap import MAPPED_STATES, MapState
from ...stores import records as r
from ...stores.port import Transaction
from ...turnover.identity import block_origin, segment_origin
from ...turnover.model import HotelView, Unit
from ...turnover.rules.property_alerts import RAISED_ONCE
from ..cursors import ROOM_STATES, cursor_instant, rooms_not_shown
from ..fields import shared_fields
from ..observe.reissued import ids_now
from ..observe.rows import block_of, dorm_id, segment_of

#: Tasks that ended longer ago are loaded only for rooms whose condition has not changed since.
ENDED_TASKS_KEPT = timedelta(days=3)
#: How long before a room turned dirty a task of the same business day may have changed.
SAME_DAY = timedelta(days=2)


def load_hotel_view(
    tx: Transaction,
    connection: r.Connection,
    *,
    now: datetime,
    today: date,
    ahead: int,
    vacates: Iterable[Vacate] = (),
    departures_without_room: Iterable[str] = (),
    removed_blocks: Iterable[RoomBlock] = (),
    baseline: bool = False,
) -> HotelView:
    """The hotel as the store knows it. `ahead` is how many days of arrivals may matter."""
    own = {"connection_id": connection.id}
    undecided, without_room = tuple(vacates), tuple(departures_without_room)
    # what was seen before the account refused the room states says nothing about today
    known = () if Part.ROOM_STATES in connection.degraded else tx.select(r.ROOM_STATES, where=own)
    states = {row.room_id: row for row in known}
    reissued = ids_now(tx.select(r.PMS_ROOMS, where=own))
    tasks = _tasks(tx, own, now, states, reissued)
    removed = tuple(removed_blocks)
    named = {ref.rpartition("#")[0] for task in tasks if task.state in LIVE_STATES for ref in task.carries}
    named |= {vacate.segment_id for vacate in undecided} | set(without_room)
    segments = _segments(tx, own, today, ahead, named)
    blocks = tx.select(r.ROOM_BLOCKS, where=own, at_least={"end_date": today - timedelta(days=1)})
    return HotelView(
        connection_id=connection.id,
        property=_property_of(connection),
        units=_units(tx, own, states, cursor_instant(tx, connection.id, ROOM_STATES)),
        segments=tuple(segment_of(row) for row in segments),
        entered_at={row.id: row.entered_at for row in segments if row.entered_at is not None},
        vacates=undecided,
        departures_without_room=without_room,
        tasks=tasks,
        known_seqs=_known_seqs(
            tx, own, undecided, (*(row.id for row in blocks), *(block.id for block in removed)), reissued
        ),
        blocks=tuple(block_of(row) for row in blocks),
        removed_blocks=removed,
        reissued=reissued,
        deleted=_deleted(tx, own, {row.reservation_id for row in segments if row.id in named}),
        first_look_at=connection.baseline_at,
        open_alerts=_open_alerts(tx, own, today),
        baseline=baseline,
    )


def _property_of(connection: r.Connection) -> Property:
    return Property(**{**shared_fields(connection, Property), "id": connection.property_id})


def _known_seqs(
    tx: Transaction,
    own: dict[str, Any],
    vacates: tuple[Vacate, ...],
    block_ids: tuple[str, ...],
    reissued: dict[str, str],
) -> dict[tuple[str, str], int]:
    """The highest number of any task of each origin: tasks that ended long ago are not in the view."""
    origins = {*(segment_origin(vacate.segment_id) for vacate in vacates), *map(block_origin, block_ids)}
    if not origins:
        return {}
    known: dict[tuple[str, str], int] = {}
    for task in tx.select(r.TURNOVER_TASKS, where={**own, "origin": tuple(origins)}):
        key = (reissued.get(task.unit_id, task.unit_id), task.origin)
        known[key] = max(task.vacate_seq, known.get(key, 0))
    return known


def _open_alerts(tx: Transaction, own: dict[str, Any], today: date) -> frozenset[str]:
    """Keys of alerts that are not raised again: those of today and yesterday, and those that are raised once."""
    recent = tx.select(r.ALERTS, where=own, at_least={"business_date": today - timedelta(days=1)})
    once = tx.select(r.ALERTS, where={**own, "code": tuple(RAISED_ONCE)})
    return frozenset(row.id for row in (*recent, *once))


def _tasks(
    tx: Transaction,
    own: dict[str, Any],
    now: datetime,
    states: dict[str, r.RoomState],
    reissued: dict[str, str],
) -> tuple[TurnoverTask, ...]:
    live = tx.select(r.TURNOVER_TASKS, where={**own, "state": tuple(LIVE_STATES)})
    recent = tx.select(r.TURNOVER_TASKS, where=own, at_least={"updated_at": now - ENDED_TASKS_KEPT})
    # a room that is still dirty after its task ended would get a second one once the first is no longer loaded
    dirty = [row for row in states.values() if row.condition is Condition.DIRTY]
    old = [row for row in dirty if row.condition_since < now - ENDED_TASKS_KEPT]
    older = (
        tx.select(
            r.TURNOVER_TASKS,
            where={**own, "unit_id": tuple(_all_ids([row.room_id for row in old], reissued))},
            at_least={"updated_at": min(row.condition_since for row in old) - SAME_DAY},
        )
        if old
        else ()
    )
    return tuple({task.id: task for task in (*live, *recent, *older)}.values())


def _all_ids(room_ids: list[str], reissued: dict[str, str]) -> set[str]:
    """These ids, and those that the rooms had before."""
    wanted = set(room_ids)
    return wanted | {old for old, new in reissued.items() if new in wanted}


def _segments(tx: Transaction, own: dict[str, Any], today: date, ahead: int, named: set[str]) -> list[r.StaySegment]:
    in_house = tx.select(r.STAY_SEGMENTS, where={**own, "state": StayState.IN_HOUSE})
    expected = tx.select(
        r.STAY_SEGMENTS,
        where={**own, "state": StayState.EXPECTED},
        at_least={"start_date": today - timedelta(days=2)},
        at_most={"start_date": today + timedelta(days=ahead)},
    )
    other = tx.select(r.STAY_SEGMENTS, where={**own, "id": tuple(named)}) if named else []
    return list({row.id: row for row in (*in_house, *expected, *other)}.values())


def _deleted(tx: Transaction, own: dict[str, Any], reservation_ids: set[str]) -> frozenset[str]:
    """Which of these bookings the hotel system has deleted."""
    if not reservation_ids:
        return frozenset()
    rows = tx.select(r.RESERVATIONS, where={**own, "id": tuple(sorted(reservation_ids)), "deleted": True})
    return frozenset(row.id for row in rows)


def _seen(state: r.RoomState | None, seen_at: datetime | None) -> dict[str, Any]:
    """What a unit has of its room's state; `seen_at` is the newest snapshot that showed it."""
    if state is None:
        return {}
    return {**shared_fields(state, Unit), "observed_at": max(state.observed_at, seen_at or state.observed_at)}


def _units(
    tx: Transaction, own: dict[str, Any], states: dict[str, r.RoomState], seen_at: datetime | None
) -> tuple[Unit, ...]:
    hosts = {row.id: row for row in tx.select(r.PROPERTY_ROOMS, where=own)}
    mapping = {row.room_id: row for row in tx.select(r.ROOM_MAP, where=own)}
    units, dorms = [], set[str]()
    not_shown = rooms_not_shown(tx, own["connection_id"])
    for room in tx.select(r.PMS_ROOMS, where={**own, "gone_at": None}):
        if room.dorm_name and not room.private:
            dorms.add(room.dorm_name)
        pair, state = mapping.get(room.id), states.get(room.id)
        mapped = pair is not None and pair.state in MAPPED_STATES
        host = hosts.get(pair.host_room_id or "") if pair is not None and mapped else None
        ignored = pair is not None and pair.state == MapState.SET_ASIDE
        units.append(
            Unit(
                id=room.id,
                number=host.room_number if host else room.name,
                room_type_id=room.room_type_id,
                host_room_id=host.id if host else "",
                mapped=host is not None,
                turnover=not ignored,
                virtual=room.virtual,
                bed=not room.private,
                parent_id=dorm_id(room.dorm_name) if room.dorm_name and not room.private else "",
                linked=room.linked_room_ids,
                **_seen(state, not_shown.get(room.id, seen_at)),
            )
        )
    # the hotel system has no dorm, only its beds, and hosts map the beds
    return (*units, *(Unit(id=dorm_id(name), number=name) for name in sorted(dorms)))
