"""Composite units, which a store cleans besides their parts: a dorm, when its last bed is vacated (T94).

The hotel has only beds; the store has a unit for the dorm too. The times when a dorm became empty are computed from the
occupancies of its beds, and are treated as vacates of the dorm by the guest who left last. Those that no client could
see, because the next guest had entered before an answer, are ignored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..ledger.entries import LedgerVacate, Occupancy
from ..ledger.ledger import IN_HOUSE, Ledger
from .verdicts import TaskSeen


@dataclass(frozen=True)
class Emptying:
    """The last guest left a composite. `leavers` are all segments that left it since it was last empty.

    It is not `certain` that a client could see it if a guest was in again before answers had shown the last one gone
    and every part empty, or if only guests left again of whom no answer showed that they had come back.
    """

    vacate: LedgerVacate
    leavers: frozenset[str]
    certain: bool = True


def emptyings_of(
    ledger: Ledger, composite: str, units: Sequence[str], *, read_lag: timedelta = timedelta(0)
) -> list[Emptying]:
    """Every time the last guest left a composite of these `units`, oldest first. Moves within it do not count."""
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
        if still_in or _taken_again(stay, after, _gone_shown(ledger, stay), read_lag):
            continue
        certain = (
            not _taken_again(stay, after, stay.gone_shown_at, timedelta(0))
            and _shown_empty(ledger, units, stay, after)
            and _came_back_visibly(stays, stay, found)
        )
        counts[stay.segment] += 1
        vacate = _vacate(composite, stay, after, at=stay.left_at, n=counts[stay.segment])
        found.append(Emptying(vacate, frozenset(leavers), certain))
        if certain:
            leavers.clear()
    return found


def _taken_again(stay: Occupancy, after: Occupancy | None, gone_shown_at: datetime | None, read_lag: timedelta) -> bool:
    """Whether a guest was in again before an answer showed it empty, also by a move or a swap within it."""
    if after is None or stay.left_at is None:
        return False
    if after.entered_at <= stay.left_at or gone_shown_at is None:
        return True
    return after.entered_at + read_lag <= gone_shown_at


def _gone_shown(ledger: Ledger, stay: Occupancy) -> datetime | None:
    """The first answer after a guest had left that showed them gone: it may lag, and come after they are back."""
    if stay.gone_shown_at is not None or stay.left_at is None:
        return stay.gone_shown_at
    runs = (run for run in ledger.stays_shown(stay.segment) if run.state not in IN_HOUSE)
    return min((max(run.first_at, stay.left_at) for run in runs if run.last_at >= stay.left_at), default=None)


def _shown_empty(ledger: Ledger, units: Sequence[str], stay: Occupancy, after: Occupancy | None) -> bool:
    """Whether answers showed every part empty between two guests."""
    if after is None or stay.left_at is None:
        return True
    begin, end = stay.left_at, after.entered_at
    return all(
        any(
            not shown.occupied and shown.last_at >= begin and shown.first_at <= end
            for shown in ledger.rooms_shown(unit)
        )
        for unit in units
    )


def _came_back_visibly(stays: Sequence[Occupancy], last: Occupancy, found: Sequence[Emptying]) -> bool:
    """Whether since the emptying before this one another guest came, or an answer showed one who came back."""
    if not found:
        return True
    since, known = found[-1].vacate.seq, found[-1].leavers
    return any(
        stay.shown_at is not None or stay.segment not in known
        for stay in stays
        if since < stay.entered_seq <= (last.left_seq or 0)
    )


def _left(stay: Occupancy) -> float:
    return float("inf") if stay.left_seq is None else stay.left_seq


def _vacate(composite: str, stay: Occupancy, after: Occupancy | None, *, at: datetime, n: int) -> LedgerVacate:
    back = after if after is not None and after.segment == stay.segment else None
    other = after if back is None else None
    return LedgerVacate(
        unit=composite,
        segment=stay.segment,
        n=n,
        at=at,
        seq=stay.left_seq or stay.entered_seq,
        cause=stay.cause,
        in_unit_shown_at=stay.shown_at,
        first_shown_at=stay.gone_shown_at,
        first_shown_state=stay.gone_state,
        undone_at=back.entered_at if back else None,
        return_shown_at=back.shown_at if back else None,
        reoccupied_at=other.entered_at if other else None,
        reoccupied_by=other.segment if other else None,
        how=stay.how,
    )


def as_carried(task: TaskSeen, emptyings: Mapping[str, Sequence[Emptying]]) -> TaskSeen:
    """A task on a composite with refs to its emptyings. A store may name any guest who left in the same look."""
    known = emptyings.get(task.unit)
    if known is None:
        return task
    if not task.carries:
        before = [each.vacate.ref for each in known if each.certain and each.vacate.at <= task.created_at]
        return replace(task, carries=tuple(before[-1:]))
    refs = {ref: _emptying_ref(ref, known, until=task.carried_since.get(ref)) for ref in task.carries}
    since = {refs[ref]: at for ref, at in task.carried_since.items() if ref in refs}
    return replace(task, carries=tuple(dict.fromkeys(refs.values())), carried_since=since)


def _emptying_ref(ref: str, known: Sequence[Emptying], *, until: datetime | None) -> str:
    """The newest emptying up to `until` that this guest took part in; the n-th if the time is unknown."""
    segment, _, n = ref.rpartition("#")
    taken_part = [emptying for emptying in known if segment in emptying.leavers]
    mine = [emptying.vacate for emptying in taken_part if emptying.certain]
    mine = mine or [emptying.vacate for emptying in taken_part]
    if until is not None:
        before = [vacate.ref for vacate in mine if vacate.at <= until]
        return before[-1] if before else ref
    return mine[min(int(n), len(mine)) - 1].ref if mine and n.isdigit() else ref
