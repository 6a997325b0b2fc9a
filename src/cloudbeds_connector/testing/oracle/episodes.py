"""Episodes: which task belongs to which vacate, where a store and the hotel number the vacates differently.

A store counts the vacates that it saw; the ledger counts those that happened. A check-out that was reverted and
repeated before any answer showed the return is one *episode*: no client could tell the two apart, so one task belongs
to both. Refs (``segment#n``) are matched to episodes first by time and then by order, never by equality of `n`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from ..ledger.entries import LedgerVacate
from ..ledger.ledger import EXPECTED
from .verdicts import TaskSeen

#: Causes after which the guest may still be in the hotel: who never saw them in the unit cannot see them leave it.
STILL_IN_HOTEL = frozenset({"room_move", "check_in_reverted", "no_show"})
#: States of a guest who never arrived: a client that never saw them in the unit has no reason to doubt these.
NEVER_CAME = frozenset({"cancelled", "canceled", "no_show", "deleted"})


@dataclass
class Episode:
    """Vacates of one unit by one segment that a client cannot tell apart, and the tasks that carry them."""

    vacates: list[LedgerVacate]
    tasks: list[TaskSeen] = field(default_factory=list)

    @property
    def last(self) -> LedgerVacate:
        """The last vacate."""
        return self.vacates[-1]

    @property
    def start(self) -> datetime:
        """When the unit was first vacated."""
        return self.vacates[0].at

    @property
    def shown_at(self) -> datetime | None:
        """The first answer during the episode that showed the guest gone."""
        return min((v.first_shown_at for v in self.vacates if v.first_shown_at), default=None)

    @property
    def ended_at(self) -> datetime | None:
        """When a guest entered the unit again."""
        return self.last.undone_at or self.last.reoccupied_at

    @property
    def never_shown_here(self) -> bool:
        """Whether answers showed the guest only elsewhere or as never arrived, but never in this unit."""
        left_unseen = self.last.cause in STILL_IN_HOTEL
        never_came = self.last.first_shown_state in NEVER_CAME or self._return_unseen
        return (left_unseen or (never_came and self.shown_at is not None)) and all(
            vacate.in_unit_shown_at is None for vacate in self.vacates
        )

    @property
    def _return_unseen(self) -> bool:
        """Whether all vacates follow a reverted check-out, which no answer can have shown."""
        return all(vacate.how == "check_out_reverted" for vacate in self.vacates)

    def carry(self, task: TaskSeen) -> None:
        """Add a task that carries this episode, once."""
        if all(known.id != task.id for known in self.tasks):
            self.tasks.append(task)


def episodes_of(vacates: Iterable[LedgerVacate]) -> dict[tuple[str, str], list[Episode]]:
    """The episodes of each (unit, segment), oldest first."""
    found: defaultdict[tuple[str, str], list[Episode]] = defaultdict(list)
    for vacate in sorted(vacates, key=lambda vacate: vacate.seq):
        known = found[vacate.unit, vacate.segment]
        if known and _look_like_one(known[-1].last, vacate):
            known[-1].vacates.append(vacate)
        else:
            known.append(Episode([vacate]))
    return dict(found)


def _look_like_one(before: LedgerVacate, after: LedgerVacate) -> bool:
    """Whether no client can tell two vacates apart: the return between them was not shown, nor follows from answers.

    A guest who was shown as not arrived again, and then as gone, was in the unit in between.
    """
    if before.undone_at is None or before.return_shown_at is not None:
        return False
    return before.first_shown_state not in EXPECTED or after.cause == "check_in_reverted"


def match(episodes: Mapping[tuple[str, str], Sequence[Episode]], tasks: Sequence[TaskSeen]) -> dict[str, list[str]]:
    """Add to every episode the tasks that carry it. Returns, by task id, the refs without a vacate."""
    claims: defaultdict[tuple[str, str], defaultdict[int, list[TaskSeen]]] = defaultdict(lambda: defaultdict(list))
    unknown: defaultdict[str, list[str]] = defaultdict(list)
    for task in tasks:
        for ref in task.carries:
            segment, _, n = ref.rpartition("#")
            if (task.unit, segment) in episodes and n.isdigit():
                claims[task.unit, segment][int(n)].append(task)
            else:
                unknown[task.id].append(ref)
    for key, by_number in claims.items():
        _match_one(key[1], episodes[key], by_number)
    return dict(unknown)


def _match_one(segment: str, episodes: Sequence[Episode], claims: Mapping[int, list[TaskSeen]]) -> None:
    """From the newest ref on: each goes to the newest free episode that began before its task carried the ref."""
    ceiling = len(episodes) - 1
    reopened = {n for n, tasks in claims.items() if all(_earlier_ref(task, n, claims) for task in tasks)}
    for n in sorted(claims, reverse=True):
        tasks, ref = claims[n], f"{segment}#{n}"
        known = min(task.carried_since.get(ref, task.created_at) for task in tasks)
        index = max(ceiling, 0)
        if n not in reopened:  # a task that carried an earlier vacate is older than the one it was reopened for
            index = next((i for i in range(index, -1, -1) if episodes[i].start <= known), 0)
        for task in tasks:
            episodes[index].carry(task)
        ceiling = index - 1
    _continue_reopened(episodes)


def _earlier_ref(task: TaskSeen, n: int, claims: Mapping[int, list[TaskSeen]]) -> bool:
    return any(task in tasks for number, tasks in claims.items() if number < n)


def _continue_reopened(episodes: Sequence[Episode]) -> None:
    """Match tasks that were reopened under their first ref: their times are those of the later vacate."""
    for before, after in pairwise(episodes):
        if after.tasks or before.last.undone_at is None:
            continue
        for task in before.tasks:
            if any(at is not None and at >= after.start for at in (task.vacated_at, task.noticed_at)):
                after.carry(task)
