"""The oracle: one verdict for every vacate of the hotel's ledger, to check the work of a connector.

It is written independently of the turnover rules, from the ledger alone, so that both do not share a mistake. A vacate
is *owed* exactly one task, *excused* if the store has a reason for having none and the ledger supports it, or
*unobservable* if no client could have seen it. Call `judge` after the connector's last look: a vacate that was not
undone is owed a task even if no answer ever showed it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ..ledger.entries import LedgerVacate
from ..ledger.ledger import EXPECTED, IN_HOUSE, Ledger
from .composites import as_carried, emptyings_of
from .episodes import Episode, episodes_of, match
from .excuses import READY, excuses_for, supported
from .verdicts import DecisionSeen, Finding, TaskSeen, Verdict, VerdictKind, Verdicts, decisions_seen, tasks_seen

__all__ = ["DecisionSeen", "TaskSeen", "Verdict", "VerdictKind", "Verdicts", "decisions_seen", "judge", "tasks_seen"]

LIVE = frozenset({"open", "in_progress", "on_hold"})
#: Causes of tasks that are about a room's state, not about a departure.
ROOM_CAUSES = frozenset({"vacant_dirty", "reclean"})
#: A room that is shown vacant and dirty for this long needs a task, even without a known departure.
LONE_DIRTY = timedelta(minutes=15)


def judge(
    ledger: Ledger,
    tasks: Iterable[TaskSeen],
    decisions: Iterable[DecisionSeen],
    *,
    baseline_at: datetime | None,
    settle: timedelta = timedelta(minutes=15),
    composites: Mapping[str, Sequence[str]] | None = None,
    read_lag: timedelta = timedelta(0),
) -> Verdicts:
    """Judge a store's tasks and decisions by the hotel's ledger.

    `baseline_at` is when the first full look was applied (UTC); earlier departures are not owed a task. `settle` is the
    longest time that the store may take from an answer to its decision. `composites` are units that the store cleans
    besides their parts, with these parts: a dorm by its id in the store, and its beds (T94). `read_lag` is the longest
    time for which answers show what is over: within it, a dorm whose beds were taken again may have been shown empty. A
    room that got another id is one unit under both.
    """
    tasks = [replace(task, unit=ledger.unit_now(task.unit)) for task in tasks]
    decisions = [replace(decision, unit=ledger.unit_now(decision.unit)) for decision in decisions]
    emptied = {
        composite: emptyings_of(ledger, composite, units, read_lag=read_lag)
        for composite, units in (composites or {}).items()
    }
    known = tuple(decisions)
    since = carried_since(known)
    carried = tuple(as_carried(replace(task, carried_since=since.get(task.id, {})), emptied) for task in tasks)
    refs = {(task.unit, ref) for task in carried for ref in task.carries}
    emptyings = (each for known in emptied.values() for each in known)
    counted = (each.vacate for each in emptyings if each.certain or (each.vacate.unit, each.vacate.ref) in refs)
    vacates = (*ledger.vacates(), *counted)
    judgement = _Judgement(ledger, vacates, carried, known, baseline_at, settle, composites or {})
    return judgement.verdicts()


def carried_since(decisions: Iterable[DecisionSeen]) -> dict[str, dict[str, datetime]]:
    """For each task, when it first carried a vacate, by the vacate's ref."""
    since: defaultdict[str, dict[str, datetime]] = defaultdict(dict)
    for decision in sorted(decisions, key=lambda decision: decision.decided_at):
        if decision.task_id is not None:
            since[decision.task_id].setdefault(decision.ref, decision.decided_at)
    return since


class _Judgement:
    """The evidence of one call of `judge`, and the steps that need all of it."""

    def __init__(
        self,
        ledger: Ledger,
        vacates: Sequence[LedgerVacate],
        tasks: Sequence[TaskSeen],
        decisions: Sequence[DecisionSeen],
        baseline_at: datetime | None,
        settle: timedelta,
        composites: Mapping[str, Sequence[str]],
    ) -> None:
        self.ledger = ledger
        self.tasks = tasks
        self.decisions = decisions
        self.baseline_at = baseline_at
        self.settle = settle
        self.composites = composites
        self.by_key = episodes_of(vacates)
        self.unknown_refs = match(self.by_key, tasks)
        self.episodes = [episode for known in self.by_key.values() for episode in known]
        self.on_unit: defaultdict[str, list[TaskSeen]] = defaultdict(list)
        for task in sorted(tasks, key=lambda task: (task.created_at, task.id)):
            self.on_unit[task.unit].append(task)

    def verdicts(self) -> Verdicts:
        found = [verdict for episode in self.episodes for verdict in self._verdicts_of(episode)]
        return Verdicts(
            vacates=tuple(sorted(found, key=lambda verdict: verdict.vacate.seq)),
            duplicates=(*self._carried_twice(), *self._live_twice(), *self._orphans_beside()),
            unexplained=tuple(self._unexplained()),
        )

    # -- the verdict of a vacate -----------------------------------------------------------------------------------

    def _verdicts_of(self, episode: Episode) -> list[Verdict]:
        kind, text, task_ids, row = self._decide(episode)
        texts = [f"{v.segment} left {v.unit} at {v.at:%Y-%m-%d %H:%M:%S} ({v.cause}): {text}" for v in episode.vacates]
        return [
            Verdict(vacate=vacate, kind=kind, text=sentence, task_ids=task_ids, row=row)
            for vacate, sentence in zip(episode.vacates, texts, strict=True)
        ]

    def _decide(self, episode: Episode) -> tuple[VerdictKind, str, tuple[str, ...], str]:
        if episode.tasks:
            ids = tuple(task.id for task in episode.tasks)
            return VerdictKind.OWED, f"carried by {' and '.join(ids)}.", ids, ""
        if episode.shown_at is None and self._came_back(episode):
            return VerdictKind.UNOBSERVABLE, "the guest was back before any answer showed it.", (), ""
        never_shown = episode.never_shown_here or self._only_named_elsewhere(episode)
        if never_shown or self._left_before_baseline(episode):
            cover = self._cover(episode)
            if cover is not None:
                return VerdictKind.OWED, f"the room's state is answered by {cover.id}.", (cover.id,), ""
        if never_shown and not self._shown_dirty_for_long(episode):
            return VerdictKind.UNOBSERVABLE, "no answer ever showed the guest in this room.", (), ""
        excused = self._excuse(episode)
        if (
            excused[0] is VerdictKind.OWED
            and episode.last.unit in self.composites
            and self._left_before_baseline(episode)
        ):
            # a composite has no state of its own, by which a client could find later that it was left
            return VerdictKind.UNOBSERVABLE, "it was left before the first look.", (), ""
        return excused

    def _came_back(self, episode: Episode) -> bool:
        """Whether the guest was in the unit again later, if perhaps only after another one."""
        stays, last = self.ledger.occupancies(episode.last.unit), episode.last
        again = any(stay.segment == last.segment and stay.entered_seq > last.seq for stay in stays)
        return last.undone_at is not None or again

    def _only_named_elsewhere(self, episode: Episode) -> bool:
        """Whether every answer named other rooms for the guest: the stay was dragged away before any showed it here.

        A room that an answer named while the guest was expected is no proof that they went there.
        """
        parts = set(self._parts(episode.last.unit))
        shown_stays = self.ledger.stays_shown(episode.last.segment)
        rooms = {shown.room for shown in shown_stays if shown.room is not None and shown.state not in EXPECTED}
        return bool(rooms) and not any(parts & set(self.ledger.units_of(room)) for room in rooms)

    def _excuse(self, episode: Episode) -> tuple[VerdictKind, str, tuple[str, ...], str]:
        offered = excuses_for(episode, self.decisions)
        for excuse in offered:
            if supported(self.ledger, episode, excuse, baseline_at=self.baseline_at, settle=self.settle):
                return VerdictKind.EXCUSED, f"{excuse.row}: {excuse.reason}", (), excuse.row
        # T07: the last room that a guest was seen in counts; one that proves to be dirty gets a task anyway.
        # T95: answers may show somebody in the room who has left it; then the task comes when they show that
        cover = self._cover(episode) if any(excuse.row in ("T07", "T95") for excuse in offered) else None
        if cover is not None:
            return VerdictKind.OWED, f"the room's state is answered by {cover.id}.", (cover.id,), ""
        shown = f"shown at {episode.shown_at:%H:%M:%S}" if episode.shown_at else "never shown, but it stands"
        if offered:
            rows = ", ".join(sorted({excuse.row for excuse in offered}))
            return VerdictKind.OWED, f"no task ({shown}); the ledger does not support the excuse {rows}.", (), ""
        return VerdictKind.OWED, f"no task carries it and no decision says why ({shown}).", (), ""

    def _left_before_baseline(self, episode: Episode) -> bool:
        # a return that no answer showed, and another departure after the baseline, are nothing that a client could see
        return self.baseline_at is not None and episode.start < self.baseline_at

    def _cover(self, episode: Episode) -> TaskSeen | None:
        """A task of the vacancy that covers a departure which no client could see."""
        last = episode.last
        later = (stay for stay in self.ledger.occupancies(last.unit) if stay.entered_seq > last.seq)
        ended_at = min((stay.shown_at for stay in later if stay.shown_at is not None), default=None)
        for task in self.on_unit[last.unit]:
            of_the_room = not task.carries or task.cause in ROOM_CAUSES
            kept = task.state != "cancelled"
            made_since = task.created_at >= episode.start and (of_the_room or kept)
            still_open = task.created_at < episode.start and kept
            in_time = ended_at is None or task.created_at < ended_at
            if in_time and (
                made_since or (still_open and (task.completed_at is None or task.completed_at > episode.start))
            ):
                return task
        return None

    def _shown_dirty_for_long(self, episode: Episode) -> bool:
        """Whether answers showed it vacant, dirty and not blocked for long, and no task had answered that before."""
        unit, start = episode.last.unit, episode.start
        blocks = self.ledger.blocks(unit)
        done = [task.completed_at for task in self.on_unit[unit] if task.completed_at and task.completed_at <= start]
        return any(
            shown.condition == "dirty"
            and not shown.occupied
            and shown.last_at - max(shown.first_at, start) >= LONE_DIRTY
            and not any(shown.first_at <= at for at in done)
            and not any(change.change != "removed" and change.at <= shown.last_at for change in blocks[-1:])
            for shown in self.ledger.rooms_shown(unit)
            if episode.ended_at is None or shown.first_at < episode.ended_at
        )

    # -- duplicate tasks -------------------------------------------------------------------------------------------

    def _carried_twice(self) -> list[Finding]:
        return [
            Finding(
                unit=episode.last.unit,
                task_ids=tuple(task.id for task in episode.tasks),
                text=f"{episode.last.unit}, left by {episode.last.segment}, is carried by "
                f"{' and '.join(task.id for task in episode.tasks)}.",
            )
            for episode in self.episodes
            if len(episode.tasks) > 1
        ]

    def _live_twice(self) -> list[Finding]:
        found = []
        for unit, tasks in self.on_unit.items():
            live = tuple(task.id for task in tasks if task.state in LIVE)
            if len(live) > 1:
                found.append(Finding(unit=unit, task_ids=live, text=f"{unit} has {len(live)} live tasks at once."))
        return found

    def _orphans_beside(self) -> list[Finding]:
        """Tasks on a room's state that repeat another task of the same vacancy."""
        found = []
        for unit, tasks in self.on_unit.items():
            orphans = [task for task in tasks if not task.carries and task.cause in ROOM_CAUSES]
            for orphan in orphans:
                begin, carriers = self._vacancy(unit, orphan.created_at)
                rivals = [*carriers, *(o for o in orphans if begin <= o.created_at and _earlier(o, orphan))]
                if rivals and not self._dirtied_again(unit, begin, orphan.created_at):
                    ids = (rivals[0].id, orphan.id)
                    text = f"{unit}: {orphan.id} ({orphan.cause}) repeats {rivals[0].id} for the same vacancy."
                    found.append(Finding(unit=unit, task_ids=ids, text=text))
        return found

    def _vacancy(self, unit: str, at: datetime) -> tuple[datetime, list[TaskSeen]]:
        """Since when the unit had been empty at `at`, and the tasks that carry the vacates of that vacancy."""
        stays = self.ledger.occupancies(unit)
        left = [stay.left_at for stay in stays if stay.left_at is not None and stay.left_at <= at]
        entered = [stay.entered_at for stay in stays if stay.entered_at <= at]
        begin = max([*left, *entered], default=datetime.min.replace(tzinfo=at.tzinfo))
        known = [e for e in self.episodes if e.last.unit == unit and begin in {vacate.at for vacate in e.vacates}]
        # a return that no client could see does not interrupt the vacancy
        return min([begin, *(e.start for e in known)]), [task for e in known for task in e.tasks]

    def _dirtied_again(self, unit: str, begin: datetime, end: datetime) -> bool:
        ready = False
        for change in self.ledger.conditions(unit):
            if begin <= change.at <= end:
                if ready and change.condition == "dirty":
                    return True
                ready = ready or change.condition in READY
        return False

    # -- tasks without a reason ------------------------------------------------------------------------------------

    def _unexplained(self) -> list[Finding]:
        found = []
        for task in self.tasks:
            unknown = self.unknown_refs.get(task.id, [])
            # a task that carries others is no task too many
            explained = len(unknown) < len(task.carries) or self._room_explains(task)
            explained = explained or self._made_ready_meanwhile(task)
            if unknown and not (self._shown_left(task, unknown) and explained):
                text = f"{task.id} carries {', '.join(unknown)}, but that guest never left {task.unit}."
            elif not task.carries and not self._room_explains(task):
                text = f"{task.id} ({task.cause}): {task.unit} was not left, nor dirty and vacant, nor blocked."
            else:
                continue
            found.append(Finding(unit=task.unit, task_ids=(task.id,), text=text))
        return found

    def _made_ready_meanwhile(self, task: TaskSeen) -> bool:
        """Whether the room became ready shortly before: as after a guest, so that no client can tell it was unused."""
        begin = task.created_at - self.settle
        return any(
            change.condition in READY and change.by != "initial" and begin <= change.at <= task.created_at
            for unit in self._parts(task.unit)
            for change in self.ledger.conditions(unit)
        )

    def _shown_left(self, task: TaskSeen, refs: Sequence[str]) -> bool:
        """Whether answers showed these guests gone with this room: the desk dragged their stays to it afterwards."""
        units = set(self._parts(task.unit))
        return all(
            any(
                shown.state not in IN_HOUSE | EXPECTED and shown.room and units & set(self.ledger.units_of(shown.room))
                for shown in self.ledger.stays_shown(ref.rpartition("#")[0])
            )
            for ref in refs
        )

    def _parts(self, unit: str) -> Sequence[str]:
        return self.composites.get(unit, (unit,))

    def _room_explains(self, task: TaskSeen) -> bool:
        if task.unit in self.composites:
            return any(self._room_explains(replace(task, unit=part)) for part in self._parts(task.unit))
        if task.cause == "block_end" and any(change.at <= task.created_at for change in self.ledger.blocks(task.unit)):
            return True
        shown = [run for run in self.ledger.rooms_shown(task.unit) if run.first_at <= task.created_at]
        if any(run.condition == "dirty" and not run.occupied for run in shown[-2:]):
            return True  # also if a guest has entered it since (T127)
        begin = task.created_at - self.settle
        stays = self.ledger.occupancies(task.unit)
        conditions = self.ledger.conditions(task.unit)
        changes = [change.at for change in conditions] + [stay.left_at for stay in stays if stay.left_at is not None]
        moments = [begin, *(at for at in changes if begin <= at <= task.created_at)]
        return any(
            not any(stay.entered_at <= at and (stay.left_at is None or stay.left_at > at) for stay in stays)
            and next((c.condition for c in reversed(conditions) if c.at <= at), "") == "dirty"
            for at in moments
        )


def _earlier(one: TaskSeen, other: TaskSeen) -> bool:
    return (one.created_at, one.id) < (other.created_at, other.id)
