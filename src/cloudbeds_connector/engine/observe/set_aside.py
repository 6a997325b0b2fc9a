"""Rows that could not be read: kept with their reason until they are read well again, and logged once each.

A row that was set aside changes nothing else: what the store knows of it stays.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from ...escapes import printable, quoted
from ...pms.pages import SetAside
from ...stores import records as r
from ...stores.port import Transaction
from ..runtime import Runtime
from .look import Look

log = logging.getLogger(__name__)

#: The words of `SetAside.kind` that the engine gives a meaning to.
RESERVATION, ROOM, ROOM_STATE, BLOCK = "reservation", "room", "room_state", "block"


def note_set_aside(runtime: Runtime, connection: r.Connection, look: Look) -> None:
    """Write what a look set aside, log what is new, and delete what it read well. Call it when the look is applied."""
    read = {
        RESERVATION: {seen.row.id for seen in look.reservations},
        ROOM_STATE: {seen.row.room_id for seen in look.room_states},
        BLOCK: {seen.row.id for seen in look.blocks.rows} if look.blocks else set(),
    }
    with runtime.store.transaction(lock=connection.id) as tx:
        new = record_set_aside(tx, connection.id, look.set_aside, read=read, now=runtime.clock.now())
    log_new(connection.property_id, new)


def record_set_aside(
    tx: Transaction,
    connection_id: str,
    set_aside: Iterable[SetAside],
    *,
    read: Mapping[str, Collection[str]],
    now: datetime,
) -> list[r.SetAsideRow]:
    """Write these rows, and delete those that were read well: `read` are their ids by kind. The new ones: `log_new`."""
    fresh = {(row.kind, row.id): row for row in set_aside if not (row.id and row.id in read.get(row.kind, ()))}
    known = {(row.kind, row.id): row for row in tx.select(r.SET_ASIDE, where={"connection_id": connection_id})}
    new = [_first(connection_id, row, now) for key, row in fresh.items() if key not in known]
    again = [
        replace(known[key], reason=row.reason, last_seen_at=now, times=known[key].times + 1)
        for key, row in fresh.items()
        if key in known
    ]
    tx.put(r.SET_ASIDE, *again, *new)
    for kind, id_ in known.keys() - fresh.keys():
        if id_ and id_ in read.get(kind, ()):
            tx.delete(r.SET_ASIDE, connection_id, kind, id_)
    return new


def forget_set_aside(
    tx: Transaction, connection_id: str, kinds: Collection[str], *, met: Iterable[SetAside], since: datetime
) -> None:
    """Delete rows that a complete reading of these kinds, begun at `since`, has not `met`: they are gone, or mended."""
    still = {(row.kind, row.id) for row in met}
    for row in tx.select(r.SET_ASIDE, where={"connection_id": connection_id, "kind": tuple(kinds)}):
        if (row.kind, row.id) not in still and row.last_seen_at <= since:
            tx.delete(r.SET_ASIDE, connection_id, row.kind, row.id)


def set_aside_ids(tx: Transaction, connection_id: str, kind: str) -> list[str]:
    """The ids of this kind that are set aside, in order."""
    rows = tx.select(r.SET_ASIDE, where={"connection_id": connection_id, "kind": kind}, order=("id",))
    return [row.id for row in rows if row.id]


def log_new(property_id: str, new: Iterable[r.SetAsideRow]) -> None:
    """Log each row once, when it is first set aside: after the transaction, so that no repetition logs it twice."""
    for row in new:
        log.warning(
            "Property %s: the %s %s cannot be read and is set aside. %s Everything else goes on, and it is read again "
            "at the next look.",
            quoted(property_id),
            printable(row.kind),
            quoted(row.id),
            printable(row.reason),
        )


def add_again(aside: list[SetAside], again: Iterable[SetAside]) -> None:
    """Add what a second reading of the same rows set aside: without those it met again.

    Rows without an id cannot be told apart, so only those beyond the number that is there already are added.
    """
    met = Counter((row.kind, row.id) for row in aside)
    for row in again:
        if met[row.kind, row.id] > 0:
            met[row.kind, row.id] -= 0 if row.id else 1
        else:
            aside.append(row)


def how_many(set_aside: Iterable[SetAside]) -> int:
    """The number of rows: of those with an id each one once, and every one without."""
    counted = Counter((row.kind, row.id) for row in set_aside)
    return sum(1 if id_ else number for (_, id_), number in counted.items())


def _first(connection_id: str, row: SetAside, now: datetime) -> r.SetAsideRow:
    return r.SetAsideRow(
        connection_id=connection_id,
        kind=row.kind,
        id=row.id,
        reason=row.reason,
        first_seen_at=now,
        last_seen_at=now,
        times=1,
    )
