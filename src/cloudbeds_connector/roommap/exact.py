"""Rooms that are the same by their id, their number, or their number apart from its spelling.

Evidence is weighed in groups: all rooms and all of the host's rooms that share a word. A group of one and one is a
pair. In any other the type may separate them, which the reason then mentions; there is no guess for the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from ..pms.model import Room
from ..pms.ports import HostRoom
from .evidence import Round, nothing, suggested, unclear
from .model import Basis, MapState, RoomMatch
from .names import host_named, listed, normalized, same_type

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One kind of evidence: the word that must be the same, and what it is worth, in hundredths."""

    basis: Basis
    word: Callable[[str], str]
    reason: str
    percent: int
    percent_by_type: int


BY_NUMBER = Rule(basis=Basis.NUMBER, word=str, reason="The room number is the same.", percent=100, percent_by_type=90)
BY_SPELLING = Rule(
    basis=Basis.NORMALIZED,
    word=normalized,
    reason="The room number is the same apart from its spelling.",
    percent=95,
    percent_by_type=85,
)


def same_id(rooms: list[Room], hosts: list[HostRoom]) -> Round:
    """Rooms whose id the host uses too. An id that the numbers contradict is never exact, and may be a conflict."""
    by_id = {host.id: host for host in hosts}
    pairs = [(room, by_id[room.id]) for room in rooms if room.id in by_id]
    agreeing = [(room, host) for room, host in pairs if _agree(room, host)]
    settled = {host.id for _, host in agreeing}
    matches = [
        suggested(room, host, basis=Basis.ID, percent=100, reason="The host's room has the same id.")
        for room, host in agreeing
    ]
    used = set(settled)
    for room, host in pairs:
        if host.id not in settled:
            rivals = [h for h in hosts if h.id not in settled and normalized(h.number) == normalized(room.name)]
            matches.append(_contradicted(room, host, rivals))
            used |= {host.id, *(rival.id for rival in rivals)}
    return Round(tuple(matches), frozenset(used))


def same_word(rooms: list[Room], hosts: list[HostRoom], *, rule: Rule) -> Round:
    """Rooms whose number is the same word by `rule`."""
    ours = _grouped((rule.word(room.name), room) for room in rooms)
    theirs = _grouped((rule.word(host.number), host) for host in hosts)
    shared = [word for word in ours if word and word in theirs]
    return Round(
        tuple(match for word in shared for match in _group(ours[word], theirs[word], rule)),
        frozenset(host.id for word in shared for host in theirs[word]),
    )


def _group(rooms: list[Room], hosts: list[HostRoom], rule: Rule) -> list[RoomMatch]:
    if len(rooms) == 1 and len(hosts) == 1:
        return [suggested(rooms[0], hosts[0], basis=rule.basis, percent=rule.percent, reason=rule.reason)]
    by_type = _separated_by_type(rooms, hosts)
    left_rooms = [room for room in rooms if room.id not in by_type]
    given = {host.id for host in by_type.values()}
    left_hosts = [host for host in hosts if host.id not in given]
    matches = []
    for room in rooms:
        if host := by_type.get(room.id):
            reason = f"{rule.reason} Of the rooms that fit, only this one is of the type {host.type}."
            percent = rule.percent_by_type
            matches.append(suggested(room, host, basis=rule.basis, percent=percent, reason=reason, candidates=hosts))
        elif left_hosts:
            matches.append(unclear(room, rooms=left_rooms, hosts=left_hosts, how="fit"))
        else:
            better = listed([host_named(host) for host in hosts])
            reason = f"Another room of the same number fits the host's {better} better by its type."
            matches.append(nothing(room, reason=reason, candidates=hosts))
    return matches


def _separated_by_type(rooms: list[Room], hosts: list[HostRoom]) -> dict[str, HostRoom]:
    """Rooms that share their type with one of the host's rooms, and no other room shares it."""
    by_type = {}
    for room in rooms:
        twins = [host for host in hosts if same_type(room, host)]
        if len(twins) == 1 and sum(same_type(other, twins[0]) for other in rooms) == 1:
            by_type[room.id] = twins[0]
    return by_type


def _agree(room: Room, host: HostRoom) -> bool:
    return not host.number or normalized(room.name) == normalized(host.number)


def _contradicted(room: Room, host: HostRoom, rivals: list[HostRoom]) -> RoomMatch:
    if rivals:
        others = listed([host_named(rival) for rival in rivals])
        reason = f"The id fits the host's {host_named(host)}, the number fits {others}."
        return nothing(room, reason=reason, candidates=[host, *rivals], state=MapState.CONFLICT)
    reason = f"The host's room has the same id, although its number is {host.number}."
    return suggested(room, host, basis=Basis.ID, percent=90, reason=reason)


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for word, item in pairs:
        groups[word].append(item)
    return dict(groups)
