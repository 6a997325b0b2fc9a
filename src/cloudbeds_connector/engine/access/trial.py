"""Trying parts: one small request for each part that a sync will need, to learn what the account refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import islice
from typing import Any

from ...errors import AuthenticationError, ConnectorError, MissingScopeError, PropertyError
from ...pms.model import PropertyTimes
from ...pms.parts import Part, Refused
from ...pms.ports import Lane, Page, PmsSession
from ...stores.records import CONNECTIONS, Connection
from ..runtime import Runtime
from ..sessions import account_of
from .degraded import DegradedPart, degraded_parts, refusal_of, store_degraded

#: The parts that can be tried without an effect; EVENTS are tried by subscribing.
TRIED = (Part.TIMES, Part.ROOMS, Part.ROOM_STATES, Part.BLOCKS, Part.STAYS)


@dataclass
class Trial:
    """What became of the parts that were tried: `refused`, `well`, or `failed` for a reason that may pass."""

    refused: dict[Part, Refused] = field(default_factory=dict)
    well: set[Part] = field(default_factory=set)
    failed: dict[Part, ConnectorError] = field(default_factory=dict)
    times: PropertyTimes | None = None


def try_parts(runtime: Runtime, session: PmsSession, connection: Connection, parts: Iterable[Part] = TRIED) -> Trial:
    """Try each of these parts. Raises `AuthenticationError` for a refused key, and nothing else of the hotel system."""
    trial = Trial()
    calls = _calls(runtime, session, connection, trial)
    for part in parts:
        try:
            refused = [page.refused for page in calls[part]() if page.refused is not None]
        except ConnectorError as error:
            if isinstance(error, AuthenticationError) and not isinstance(error, MissingScopeError):
                raise
            found = refusal_of(part, error)
            if found is not None or (part is Part.TIMES and isinstance(error, PropertyError)):
                trial.refused[part] = found or Refused()
            else:
                trial.failed[part] = error
        else:
            trial.well.add(part)
            if refused:
                trial.refused[part] = refused[0]
    return trial


def make_a_request(session: PmsSession, today: date) -> None:
    """One request that the hotel system accepts, two where the account may not list its properties."""
    try:
        session.directory.properties()
    except MissingScopeError:
        for _ in islice(session.stays.window(today, today), 1):
            pass


def _calls(
    runtime: Runtime, session: PmsSession, connection: Connection, trial: Trial
) -> dict[Part, Callable[[], Iterable[Page[Any]]]]:
    today = runtime.business_date(connection)
    days = today, today + timedelta(days=1)

    def times() -> Iterable[Page[Any]]:
        trial.times = session.directory.times(connection.pms_property_id)
        return ()

    return {
        Part.TIMES: times,
        Part.ROOMS: lambda: [session.directory.rooms()],
        Part.ROOM_STATES: lambda: islice(session.room_states.snapshot(lane=Lane.BULK), 1),
        Part.BLOCKS: lambda: islice(session.blocks.window(*days), 1),
        Part.STAYS: lambda: islice(session.stays.window(*days), 1),
    }


def try_again(runtime: Runtime, connection: Connection, *, rooms: bool) -> Connection:
    """Try degraded parts again, a request each, and store what the account allows now; the connection as it is then.

    With `rooms`, the list of rooms too, which only a full sync reads.
    """
    parts = [each.part for each in degraded_parts(connection) if each.part in TRIED and _is_tried(each, rooms=rooms)]
    if not parts:
        return connection
    fresh = replace(account_of(connection), replaced=())
    session = runtime.open(fresh, runtime.credentials(connection))
    try:
        trial = try_parts(runtime, session, connection, parts)
    finally:
        session.close()
    if trial.times is not None:
        connection = _store_times(runtime, connection, trial.times)
    return store_degraded(runtime, connection, refused=trial.refused, well=trial.well)


def _is_tried(degraded: DegradedPart, *, rooms: bool) -> bool:
    """Every look tries the stays by itself, unless they are read by another call."""
    if degraded.part is Part.STAYS:
        return degraded.replaced
    return rooms or degraded.part is not Part.ROOMS


def _store_times(runtime: Runtime, connection: Connection, times: PropertyTimes) -> Connection:
    with runtime.store.transaction(lock=connection.id) as tx:
        current = tx.get(CONNECTIONS, connection.id)
        if current is None:
            return connection
        fresh = with_times(current, times)
        tx.put(CONNECTIONS, fresh)
    return fresh


def with_times(connection: Connection, times: PropertyTimes | None) -> Connection:
    """The connection with these times. What the hotel system does not tell stays as it was."""
    if times is None:
        return connection
    return replace(
        connection,
        check_in_time=times.check_in or connection.check_in_time,
        check_out_time=times.check_out or connection.check_out_time,
        night_audit_time=times.night_audit or connection.night_audit_time,
    )
