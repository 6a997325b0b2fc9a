"""Room states: what a look changes about condition and occupancy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from ...stores import records as r
from ...stores.port import Transaction
from ..cursors import ROOM_STATES, ROOMS_NOT_SHOWN, cursor_instant, rooms_not_shown
from .context import LookContext, LookResult
from .look import Look
from .rows import room_state_row


def observe_rooms(tx: Transaction, look: Look, context: LookContext, result: LookResult) -> None:
    """Write the room states that changed.

    Room states come as complete snapshots, so one cursor says how old the newest one is: rows that did not change are
    not written, and an older snapshot is dropped. A room that it does not show was not seen: it is named by a cursor.
    """
    if not look.room_states:
        return
    sent_at = min(seen.sent_at for seen in look.room_states)
    newest = cursor_instant(tx, context.connection.id, ROOM_STATES)
    if newest is not None and context.is_newer(newest, sent_at):
        return
    known = {row.room_id: row for row in tx.select(r.ROOM_STATES, where=context.by_connection)}
    puts = []
    shown = {seen.row.room_id: seen for seen in sorted(look.room_states, key=lambda each: each.sent_at)}
    for seen in shown.values():  # one row of each room: two would be a change of it at every look
        old = known.get(seen.row.room_id)
        if old is not None and context.is_newer(old.observed_at, seen.sent_at):
            continue
        row = room_state_row(context.connection.id, seen, old)
        if old is None or replace(row, observed_at=old.observed_at) != old:
            puts.append(row)
    tx.put(r.ROOM_STATES, *puts)
    cursor = r.SyncCursor(connection_id=context.connection.id, name=ROOM_STATES, value=sent_at.isoformat())
    tx.put(r.SYNC_CURSORS, cursor)
    _note_missing(tx, context, {room: newest or row.observed_at for room, row in known.items() if room not in shown})
    result.changes += len(puts)
    result.changed |= bool(puts)


def _note_missing(tx: Transaction, context: LookContext, missing: Mapping[str, datetime]) -> None:
    """Note these rooms with the last snapshot that showed each; those that were missing before keep theirs."""
    before = rooms_not_shown(tx, context.connection.id)
    now = {room: before.get(room, last) for room, last in missing.items()}
    if now != before:
        value = json.dumps({room: last.isoformat() for room, last in sorted(now.items())})
        tx.put(r.SYNC_CURSORS, r.SyncCursor(connection_id=context.connection.id, name=ROOMS_NOT_SHOWN, value=value))
