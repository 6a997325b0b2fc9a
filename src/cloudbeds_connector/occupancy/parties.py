"""Segments that continue one another: a move to another room, or an extension in the same one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple

from ..pms.model import Segment


class Handover(NamedTuple):
    """A party that goes on without leaving the house: its segment that ends, and the one that begins on that day."""

    ending: Segment
    starting: Segment
    same_room: bool


def handovers(ending: Iterable[Segment], *, starting: Iterable[Segment]) -> list[Handover]:
    """Who goes on, of those whose segment ends and those whose segment begins on one day. Each has one successor.

    A segment in the same room is carried on by the same guest or the same reservation, one in another room by the
    same reservation only; two guests who are both known and not the same never carry on each other. What is alike in
    the most comes first; among equals the ids decide, so that the order of the input does not.
    """
    left = sorted(ending, key=lambda segment: segment.id)
    right = sorted(starting, key=lambda segment: segment.id)
    found: list[Handover] = []
    for same_room, key in _ROUNDS:
        by_key: dict[Hashable, list[Segment]] = defaultdict(list)
        for segment in left:
            if (key_of_segment := key(segment)) is not None:
                by_key[key_of_segment].append(segment)
        for segment in right:
            candidates = by_key.get(key(segment), [])
            match = next((one for one in candidates if _may_be_one_party(one, segment)), None)
            if match is not None:
                candidates.remove(match)
                found.append(Handover(match, segment, same_room))
        gone = {handover.ending.id for handover in found}
        here = {handover.starting.id for handover in found}
        left = [segment for segment in left if segment.id not in gone]
        right = [segment for segment in right if segment.id not in here]
    return found


def _guest_in_room(segment: Segment) -> Hashable:
    return (segment.room_id, segment.party_id) if segment.room_id is not None and segment.party_id else None


def _reservation_in_room(segment: Segment) -> Hashable:
    return None if segment.room_id is None else (segment.room_id, segment.reservation_id)


def _guest_of_reservation(segment: Segment) -> Hashable:
    return (segment.reservation_id, segment.party_id)


def _reservation(segment: Segment) -> Hashable:
    return segment.reservation_id


_ROUNDS: tuple[tuple[bool, Callable[[Segment], Hashable]], ...] = (
    (True, _guest_in_room),
    (True, _reservation_in_room),
    (False, _guest_of_reservation),
    (False, _reservation),
)


def _may_be_one_party(one: Segment, other: Segment) -> bool:
    return one.party_id == other.party_id or not one.party_id or not other.party_id
