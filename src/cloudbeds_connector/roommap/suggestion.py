"""Suggestions: which room of the host a room of the hotel system probably is. A person decides.

The surest evidence comes first, and pairs that it settles are closed to weaker evidence: the id, the number, the number
apart from its spelling, and last resemblance. Nothing is confirmed without a person unless the policy allows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..pms.model import Room
from ..pms.ports import HostRoom
from .evidence import NOTHING_FITS, Round, nothing
from .exact import BY_NUMBER, BY_SPELLING, same_id, same_word
from .model import MapState, RoomMatch
from .policy import MapPolicy
from .similar import resembling


def suggest(
    rooms: Iterable[Room],
    host_rooms: Iterable[HostRoom],
    *,
    confirm_exact: bool = False,
    policy: MapPolicy | None = None,
) -> tuple[RoomMatch, ...]:
    """One row for every physical room, in the order given. One host room is offered to one room only.

    Give the rooms that nobody has decided on, and the host's rooms that are free; `drift` does it for a whole map.
    `confirm_exact` is the policy's switch of that name, for callers without a policy.
    """
    policy = policy or MapPolicy()
    physical = {room.id: room for room in rooms if not room.virtual}
    hosts = {host.id: host for host in host_rooms}
    found: dict[str, RoomMatch] = {}
    ours, theirs = _sorted(physical, found), [hosts[key] for key in sorted(hosts)]
    for look in (
        same_id,
        lambda left, free: same_word(left, free, rule=BY_NUMBER),
        lambda left, free: same_word(left, free, rule=BY_SPELLING),
        lambda left, free: resembling(left, free, threshold=policy.similar_from),
    ):
        settled: Round = look(ours, theirs)
        found |= {match.room_id: match for match in settled.matches}
        ours = _sorted(physical, found)
        theirs = [host for host in theirs if host.id not in settled.host_ids]
    sure = confirm_exact or policy.confirm_exact
    rows = (found.get(room.id) or nothing(room, reason=NOTHING_FITS) for room in physical.values())
    return tuple(replace(row, state=MapState.CONFIRMED) if sure and row.score == 1 else row for row in rows)


def _sorted(rooms: dict[str, Room], found: dict[str, RoomMatch]) -> list[Room]:
    return [rooms[key] for key in sorted(rooms) if key not in found]
