"""Excuses: whether the ledger supports a store's reason for having no task.

Each row of the turnover table that leaves a vacate without a task has one check here, found by the row of the store's
decision (``T124``). A decision with another row, or whose check fails, is no excuse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..ledger.ledger import Ledger
from .episodes import Episode
from .verdicts import DecisionSeen

READY = frozenset({"clean", "inspected"})
EXCUSING = frozenset({"excused", "noop"})
#: The longest time between the check-out and the check-in of an extension that is a new booking.
SAME_GUEST_WINDOW = timedelta(minutes=60)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One episode with its evidence. `deadline` is the end of the time in which the store should have looked."""

    ledger: Ledger
    episode: Episode
    deadline: datetime
    baseline_at: datetime | None


def _made_ready(case: Case) -> bool:
    """The room was cleaned or inspected after it was vacated, before the store knew."""
    last = case.episode.last
    return any(
        change.condition in READY and change.seq > last.seq and change.at <= case.deadline
        for change in case.ledger.conditions(last.unit)
    )


def _next_guest_in(case: Case) -> bool:
    """The next guest was in the room before the store knew, and not by a swap with the one who left (T131)."""
    entered = case.episode.last.reoccupied_at
    in_time = entered is not None and entered <= case.deadline and not _swapped(case)
    return in_time or _came_before_check_out(case)


def _came_before_check_out(case: Case) -> bool:
    """The next guest came while this one was still checked in, and stayed: the check-out had been forgotten.

    So does it look if no answer showed the one who stayed in the unit before the one who left.
    """
    last = case.episode.last
    stays = case.ledger.occupancies(last.unit)
    mine = next((stay for stay in stays if stay.left_seq == last.seq), None)
    return mine is not None and any(
        stay.segment in last.roommates
        and (
            stay.entered_at > mine.entered_at
            or mine.shown_at is None
            or stay.shown_at is None
            or (stay.shown_at >= mine.shown_at and stay.how != "initial")
        )
        for stay in stays
    )


def _swapped(case: Case) -> bool:
    """The next guest came from the unit that this guest went to, and answers showed both where they were then."""
    last = case.episode.last
    stays = case.ledger.occupancies()
    went = next((s for s in stays if s.segment == last.segment and s.entered_seq > last.seq), None)
    came = next((s for s in stays if s.segment == last.reoccupied_by and s.left_at == last.reoccupied_at), None)
    there = next((s for s in stays if s.unit == last.unit and s.entered_at == last.reoccupied_at), None)
    if went is None or came is None or there is None or not (went.shown_at and came.shown_at and there.shown_at):
        return False
    return went.unit == came.unit and went.entered_at == last.at


def _before_baseline(case: Case) -> bool:
    """The guest had left before the first full look, and no answer showed that only afterwards."""
    if case.baseline_at is None or case.episode.start >= case.baseline_at:
        return False
    shown = case.episode.shown_at
    return shown is None or shown <= case.baseline_at


def _same_guest(case: Case) -> bool:
    """Another stay of the same reservation, or of the same guest, entered within the hour, or was there already."""
    last = case.episode.last
    if any(_same_party(case.ledger, last.segment, other) for other in last.roommates):
        return True
    later = (
        stay
        for stay in case.ledger.occupancies(last.unit)
        if last.seq < stay.entered_seq and stay.entered_at <= case.deadline
    )
    shown = case.episode.shown_at
    return any(
        _same_party(case.ledger, last.segment, stay.segment)
        # no answer tells how long the guest was away, or it was not for long
        and (shown is None or shown >= stay.entered_at or stay.entered_at - last.at <= SAME_GUEST_WINDOW)
        for stay in later
        if stay.segment != last.segment
    )


def _same_party(ledger: Ledger, one: str, other: str) -> bool:
    party = ledger.party(one)
    return _reservation(one) == _reservation(other) or (party != "" and party == ledger.party(other))


def _undone(case: Case) -> bool:
    """The guest came back."""
    return case.episode.last.undone_at is not None


def _shared(case: Case) -> bool:
    """A guest who was in the room before is still in it, or is back before any answer showed them gone."""
    last = case.episode.last
    if last.roommates:
        return True
    stays = case.ledger.occupancies(last.unit)
    return any(
        before.segment == after.segment != last.segment
        and before.shown_at is not None
        and before.gone_shown_at is None
        and before.left_at is not None
        and before.left_at <= last.at <= after.entered_at <= case.deadline
        for before in stays
        for after in stays
    )


def _reservation(segment: str) -> str:
    return re.sub(r"-\d+$", "", segment)


#: What the ledger must show for a row of the turnover table to excuse a vacate.
CHECKS: dict[str, Callable[[Case], bool]] = {
    "T07": _made_ready,
    "T10": _undone,
    "T13": _same_guest,
    "T29": _made_ready,
    "T56": _undone,
    "T57": _undone,
    "T58": _undone,
    "T95": _shared,
    "T113": _made_ready,
    "T114": _before_baseline,
    "T124": _next_guest_in,
    "T134": _undone,
}


def excuses_for(episode: Episode, decisions: Iterable[DecisionSeen]) -> list[DecisionSeen]:
    """The decisions that give a row and a reason why this episode has no task."""
    last = episode.last
    return [
        decision
        for decision in decisions
        if decision.unit == last.unit
        and (decision.segment or decision.ref.rpartition("#")[0]) == last.segment
        and decision.action in EXCUSING
        and decision.row
        and decision.reason
        and decision.decided_at >= episode.start
    ]


def supported(
    ledger: Ledger, episode: Episode, excuse: DecisionSeen, *, baseline_at: datetime | None, settle: timedelta
) -> bool:
    """Whether the ledger supports this excuse.

    `settle` is the longest time that the store may take from the first answer that shows the vacate to its decision. A
    reason that arose later does not count.
    """
    shown = episode.shown_at
    deadline = excuse.decided_at if shown is None else min(excuse.decided_at, shown + settle)
    case = Case(ledger=ledger, episode=episode, deadline=deadline, baseline_at=baseline_at)
    rows = re.findall(r"T\d+", excuse.row)
    return any(CHECKS[row](case) for row in rows if row in CHECKS)
