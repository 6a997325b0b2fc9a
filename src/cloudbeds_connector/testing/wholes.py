"""Decides what a store owes where it cleans a whole besides its parts: a dorm, once the last of its beds is left.

The hotel knows beds only. A store that was told to clean dorms too (T94) keeps units of its own for them; here their
emptyings are worked out from the beds' occupancies, and look like vacates of the dorm by whoever left last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from .ledger import Ledger
from .ledger_entries import LedgerVacate, Occupancy
from .verdicts import TaskSeen


@dataclass(frozen=True)
class Emptying:
    """The last guest left a whole. `leavers` are all who left it since it was empty before."""

    vacate: LedgerVacate
    leavers: frozenset[str]


def emptyings_of(ledger: Ledger, whole: str, units: Sequence[str]) -> list[Emptying]:
    """Every time the last guest left a whole that consists of `units`, oldest first. A move within it is none."""
    stays = [stay for unit in units for stay in ledger.occupancies(unit)]
    entries = sorted(stays, key=lambda stay: stay.entered_seq)
    found: list[Emptying] = []
    leavers: set[str] = set()
    counts: Counter[str] = Counter()
    for stay in sorted(stays, key=_left):
        if stay.left_at is None:
            continue
        leavers.add(stay.segment)
        still_in = any(other.entered_seq < _left(stay) and _left(other) > _left(stay) for other in stays)
        after = next((other for other in entries if other.entered_seq > _left(stay)), None)
        if still_in or (after is not None and after.entered_at == stay.left_at and after.segment == stay.segment):
            continue
        counts[stay.segment] += 1
        vacate = _vacate(whole, stay, after, at=stay.left_at, n=counts[stay.segment])
        found.append(Emptying(vacate, frozenset(leavers)))
        leavers.clear()
    return found


def _left(stay: Occupancy) -> float:
    return float("inf") if stay.left_seq is None else stay.left_seq


def _vacate(whole: str, stay: Occupancy, after: Occupancy | None, *, at: datetime, n: int) -> LedgerVacate:
    back = after if after is not None and after.segment == stay.segment else None
    other = after if back is None else None
    return LedgerVacate(
        unit=whole,
        segment=stay.segment,
        n=n,
        at=at,
        seq=stay.left_seq or stay.entered_seq,
        cause=stay.cause,
        in_unit_shown_at=stay.shown_at,
        first_shown_at=stay.gone_shown_at,
        first_shown_as=stay.gone_as,
        undone_at=back.entered_at if back else None,
        return_shown_at=back.shown_at if back else None,
        reoccupied_at=other.entered_at if other else None,
        reoccupied_by=other.segment if other else None,
    )


def as_carried(task: TaskSeen, emptyings: Mapping[str, Sequence[Emptying]]) -> TaskSeen:
    """A task on a whole with refs to its emptyings. A store may name any who left, as they may leave in one look."""
    known = emptyings.get(task.unit)
    if known is None:
        return task
    if not task.carries:
        before = [emptying.vacate.ref for emptying in known if emptying.vacate.at <= task.created_at]
        return replace(task, carries=tuple(before[-1:]))
    return replace(task, carries=tuple(dict.fromkeys(_emptying_ref(ref, known) for ref in task.carries)))


def _emptying_ref(ref: str, known: Sequence[Emptying]) -> str:
    segment, _, n = ref.rpartition("#")
    mine = [emptying.vacate.ref for emptying in known if segment in emptying.leavers]
    return mine[min(int(n), len(mine)) - 1] if mine and n.isdigit() else ref
