"""Torn looks: stays that are newer than every snapshot of the rooms, because its request failed or is still to come.

Whether a dorm is empty is judged by the stays and the beds together (T94), so it waits for a snapshot.
"""

from __future__ import annotations

from collections import defaultdict

from ...pms.parts import Part
from ...stores import records as r
from ...stores.port import Transaction
from ...turnover.model import HotelView
from ..cursors import ROOM_STATES, cursor_instant
from .waiting import Undecided


def beds_of_torn_dorms(
    tx: Transaction, connection: r.Connection, view: HotelView, waiting: Undecided
) -> dict[str, set[str]]:
    """The dorms that cannot be judged yet, each with the beds that were left since the newest snapshot was requested.

    None where room states are not shown at all: then the stays are all there is.
    """
    dorms = {unit.id: unit.parent_id for unit in view.units if unit.parent_id}
    left = {event.segment_id: event.room_id for event in waiting.events if event.room_id in dorms}
    snapshot = cursor_instant(tx, connection.id, ROOM_STATES) if left else None
    if snapshot is None or Part.ROOM_STATES in connection.degraded:
        return {}
    torn: dict[str, set[str]] = defaultdict(set)
    for row in tx.select(r.STAY_SEGMENTS, where={"connection_id": connection.id, "id": tuple(left)}):
        bed = left[row.id]
        if bed is not None and row.observed_at > snapshot:
            torn[dorms[bed]].add(bed)
    return dict(torn)
