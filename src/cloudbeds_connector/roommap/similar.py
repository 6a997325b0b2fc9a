"""Suggestions of rooms that resemble each other, where nothing better is known of either.

A suggestion must be the best for both sides, and alone in that. It has a score, a reason, and needs a person.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from ..pms.model import Room
from ..pms.ports import HostRoom
from .evidence import Round, nothing, suggested, unclear
from .likeness import Likeness, likeness, with_type
from .model import Basis, RoomMatch
from .names import NameParts, host_named, listed, parts, room_named, same_type


@dataclass(frozen=True, slots=True)
class _Pair:
    room: Room
    host: HostRoom
    like: Likeness


def resembling(rooms: list[Room], hosts: list[HostRoom], *, threshold: float) -> Round:
    """What is at least `threshold` (0 to 1) alike."""
    pairs = [pair for pair in _pairs(rooms, hosts) if pair.like.percent / 100 >= threshold]
    of_room, of_host = defaultdict(list), defaultdict(list)
    for pair in pairs:
        of_room[pair.room.id].append(pair)
        of_host[pair.host.id].append(pair)
    matches = [_settle(_best(mine), of_host) for mine in of_room.values()]
    return Round(tuple(matches), frozenset(of_host))


def _settle(best: list[_Pair], of_host: dict[str, list[_Pair]]) -> RoomMatch:
    """The row of one room, given its best pairs."""
    pair = best[0]
    room, host = pair.room, pair.host
    if len(best) > 1:
        return unclear(room, rooms=[room], hosts=[other.host for other in best], how="resemble it equally")
    rivals = _best(of_host[host.id])
    names = [rival.room for rival in rivals]
    if rivals[0].like.percent > pair.like.percent:
        more = listed([room_named(rival) for rival in names])
        return nothing(room, reason=f"The host's {host_named(host)} resembles {more} more.", candidates=[host])
    if len(rivals) > 1:
        return unclear(room, rooms=names, hosts=[host], how="equally resemble")
    reason = f"Similar to the host's room {host.number}: {pair.like.why}."
    return suggested(room, host, basis=Basis.SIMILAR, percent=pair.like.percent, reason=reason)


def _best(pairs: list[_Pair]) -> list[_Pair]:
    top = max(pair.like.percent for pair in pairs)
    return [pair for pair in pairs if pair.like.percent == top]


def _pairs(rooms: list[Room], hosts: list[HostRoom]) -> list[_Pair]:
    """Every pair with some likeness. Only what shares digits is compared, so that big hotels stay quick."""
    by_key: dict[str, list[tuple[HostRoom, NameParts]]] = defaultdict(list)
    for host in hosts:
        theirs = parts(host.number)
        for key in _keys(theirs):
            by_key[key].append((host, theirs))
    pairs = {}
    for room in rooms:
        ours = parts(room.name)
        near = {host.id: (host, theirs) for key in _keys(ours) for host, theirs in by_key.get(key, ())}
        for host, theirs in near.values():
            if like := likeness(ours, theirs):
                like = with_type(like, type_name=host.type) if same_type(room, host) else like
                pairs[room.id, host.id] = _Pair(room, host, like)
    return [pairs[key] for key in sorted(pairs)]


def _keys(name: NameParts) -> set[str]:
    return {name.digits, name.numbers[-1] if name.numbers else ""}
