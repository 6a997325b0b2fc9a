"""Torn looks: looks from which it is not known yet whether a dorm is empty (T94), so that it waits for the next one.

Stays and beds are judged together. Either the stays are newer than every snapshot of the rooms, because its request
failed or is still to come; or a bed that a guest left is still shown as occupied, and the stay of whoever is in it may
not have been seen: a row could not be read, or the guest left by a move into the room of another one, as half of a
swap. Within the account's read lag the bed may be shown as vacant between the two.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from ...pms.model import StayState
from ...pms.parts import Part
from ...stores import records as r
from ...stores.port import Transaction
from ...turnover.model import HotelView
from ..cursors import ROOM_STATES, cursor_instant
from ..observe.context import LookContext
from ..observe.look import Look
from ..observe.set_aside import RESERVATION
from .waiting import Undecided


def beds_of_torn_dorms(
    tx: Transaction, context: LookContext, view: HotelView, waiting: Undecided, look: Look
) -> dict[str, set[str]]:
    """The dorms that cannot be judged yet, each with the beds that were left and have to be seen again.

    None where room states are not shown at all: then the stays are all there is.
    """
    connection = context.connection
    beds = {unit.id: unit for unit in view.units if unit.parent_id}
    left = {event.segment_id: event.room_id for event in waiting.events if event.room_id in beds}
    snapshot = cursor_instant(tx, connection.id, ROOM_STATES) if left else None
    if snapshot is None or Part.ROOM_STATES in connection.degraded:
        return {}
    unread = _unread_stays(tx, connection, look)
    torn: dict[str, set[str]] = defaultdict(set)
    for row in tx.select(r.STAY_SEGMENTS, where={"connection_id": connection.id, "id": tuple(left)}):
        bed = beds[str(left[row.id])]
        beside = _moved_in_beside(view, row)
        unexplained = bed.occupied is True and (unread or beside)
        if unexplained or row.observed_at + (context.read_lag if beside else timedelta(0)) > snapshot:
            torn[bed.parent_id].add(bed.id)
    return dict(torn)


def _unread_stays(tx: Transaction, connection: r.Connection, look: Look) -> bool:
    if any(row.kind == RESERVATION for row in look.set_aside):
        return True
    return bool(tx.select(r.SET_ASIDE, where={"connection_id": connection.id, "kind": RESERVATION}, limit=1))


def _moved_in_beside(view: HotelView, mover: r.StaySegment) -> bool:
    """Whether the guest is in the room of another one, who may have moved out at the same time."""
    return mover.state is StayState.IN_HOUSE and any(
        other.room_id == mover.room_id and other.state is StayState.IN_HOUSE and other.id != mover.id
        for other in view.segments
    )
