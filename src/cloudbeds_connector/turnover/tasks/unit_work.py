"""Working state while one unit is planned: its tasks as they change, and the decisions and alerts so far.

A rule is a function that takes a `UnitWork`, reads the `HotelIndex`, and changes drafts, decides vacates or raises
alerts. In the end the plan makes commands and decisions of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from ...pms.facts import Cause, Vacate
from ...pms.model import Segment
from ...pms.tasks import (
    KIND_STRENGTH,
    LIVE_STATES,
    Alert,
    Decision,
    Priority,
    TaskCommand,
    TaskKind,
    TaskState,
    TurnoverTask,
)
from ..flags import with_flags
from ..identity import next_seq, task_id, title
from ..model import Unit
from ..policy import TurnoverPolicy
from ..reasons import Reason, ReasonCode
from ..view.arrivals import Outlook, next_arrival
from ..view.index import HotelIndex

#: How far the looks at room states may be behind those at stays: by a lag of reads, or because nobody has looked.
STATES_LAG = timedelta(hours=6)


@dataclass
class Draft:
    """One task while its unit is planned: as it was (None for a new one), as it will be, and why it changes.

    `explained` is True once the decision of a vacate explains it.
    """

    before: TurnoverTask | None
    task: TurnoverTask
    reason: Reason | None = None
    explained: bool = False

    @property
    def live(self) -> bool:
        """Whether it is open, in progress or on hold."""
        return self.task.state in LIVE_STATES

    def change(self, task: TurnoverTask, reason: Reason) -> None:
        """Change the task for this reason."""
        self.reason = reason
        # the minutes of work follow from the kind, so the kind that a person chose counts from here on (T46)
        kind = self.task.kind if "kind" in task.edited else task.kind
        self.task = replace(task, row=reason.row, code=reason.code, reason=reason.sentence, kind=kind)

    def cancel(self, reason: Reason) -> None:
        """Cancel the task for this reason."""
        self.change(replace(self.task, state=TaskState.CANCELLED, held_from=None), reason)

    def hold(self, held: TurnoverTask, reason: Reason) -> None:
        """Change the task to `held`. A new task keeps the reason why it exists in the first place (T85)."""
        self.change(held, self.reason.followed_by(reason) if self.before is None and self.reason else reason)


@dataclass
class UnitWork:
    """One unit while it is planned."""

    unit: Unit
    index: HotelIndex
    drafts: list[Draft]
    stayovers: list[Draft] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    look_again: list[datetime] = field(default_factory=list)
    commands: list[tuple[Draft, TaskCommand]] = field(default_factory=list)

    @classmethod
    def of(cls, unit: Unit, index: HotelIndex) -> UnitWork:
        """The unit before anything is decided. Tasks of the id that the room had are its own (T118)."""
        drafts = [Draft(task, _on(unit, task)) for task in index.tasks.of(unit.id)]
        return cls(unit, index, drafts, [Draft(task, task) for task in index.stayovers.of(unit.id)])

    @cached_property
    def policy(self) -> TurnoverPolicy:
        """The policy for the unit's room type."""
        return self.index.policy_for(self.unit)

    @cached_property
    def guests(self) -> tuple[Segment, ...]:
        """Who is in house in the unit."""
        return self.index.guests_in(self.unit)

    @property
    def live(self) -> Draft | None:
        """The unit's live task. If a host has several, it is the one that somebody works on, or the oldest."""
        # every rule calls this, and most units have no task
        live = [draft for draft in self.drafts if draft.task.state in LIVE_STATES] if self.drafts else []
        if len(live) < 2:
            return live[0] if live else None
        return min(live, key=lambda d: (d.task.state is not TaskState.IN_PROGRESS, d.task.created_at))

    @property
    def ended(self) -> list[Draft]:
        """The unit's ended tasks, oldest first."""
        return [draft for draft in self.drafts if not draft.live]

    @cached_property
    def outlook(self) -> Outlook:
        """Who comes next."""
        return next_arrival(self.index, self.unit)

    @property
    def gets_turnovers(self) -> bool:
        """Whether the unit gets turnovers at all: no posting room, no virtual one, and the hotel wants them (T30)."""
        return self.unit.turnover and not self.unit.virtual and self.policy.turnovers

    @property
    def departure_kind(self) -> TaskKind:
        """The turnover that leaves nothing undone: of a bed (T93), or of a room."""
        return TaskKind.BED_TURNOVER if self.unit.bed else TaskKind.DEPARTURE

    @property
    def waits_for_mapping(self) -> bool:
        """T116, where the hotel chose to wait until a person has mapped the room."""
        return not self.unit.mapped and self.index.policy.unmapped == "hold"

    @property
    def label(self) -> str:
        """What people call the unit."""
        return f"Room {self.unit.number}"

    def alert(self, reason: Reason, *, segment_id: str | None = None) -> None:
        """Alert a person, once per unit, segment and business date."""
        self.alerts.append(self.index.alert(reason, unit_id=self.unit.id, segment_id=segment_id))

    def decide(self, vacate: Vacate, action: str, reason: Reason, *, draft: Draft | None = None) -> None:
        """Record what a vacate led to; `draft` is the task that covers it."""
        if draft is not None:
            draft.explained = True
        task_id = None if draft is None else draft.task.id
        self.decisions.append(
            reason.decision(
                action, unit_id=vacate.unit_id, ref=vacate.ref, task_id=task_id, segment_id=vacate.segment_id
            )
        )

    def create(
        self,
        *,
        origin: str,
        kind: TaskKind,
        cause: Cause,
        reason: Reason,
        vacate: Vacate | None = None,
        flags: frozenset[str] = frozenset(),
    ) -> Draft:
        """A new task on the unit, before its schedule is computed. Pending inspections are superseded."""
        now, unit, connection = self.index.now, self.unit, self.index.view.connection_id
        for draft in self.ended:
            if draft.task.state is TaskState.INSPECT_PENDING:
                done = replace(draft.task, state=TaskState.DONE, completed_at=draft.task.completed_at or now)
                draft.change(done, ReasonCode.SUPERSEDED(row=reason.row))
        known = self.index.view.known_seqs.get((unit.id, origin), 0)
        seq = next_seq((draft.task for draft in self.drafts), origin=origin, known=known)
        task = TurnoverTask(
            connection_id=connection,
            id=task_id(connection_id=connection, unit_id=unit.id, origin=origin, purpose=kind, vacate_seq=seq),
            unit_id=unit.id,
            room_number=unit.number,
            room_type_id=unit.room_type_id,
            title=title(unit.number),
            origin=origin,
            purpose=kind,
            vacate_seq=seq,
            kind=kind,
            cause=cause.value,
            state=TaskState.OPEN,
            due_by=now,
            priority=Priority.LOW,
            clean_minutes=0,
            basis="",
            row=reason.row,
            code=reason.code,
            reason=reason.sentence,
            created_at=now,
            updated_at=now,
            host_room_id=unit.host_room_id,
            carries=() if vacate is None else (vacate.ref,),
            vacated_at=None if vacate is None else vacate.at,
            noticed_at=now if vacate is None else vacate.noticed_at,
            flags=with_flags((), add=flags),
            parent_unit_id=unit.parent_id,
        )
        draft = Draft(None, task, reason)
        self.drafts.append(draft)
        return draft

    def answered(self, *, since: datetime) -> bool:
        """Whether a task of the unit was live, or ended, after the room had become dirty at `since` (T21, T73, T127).

        A task may be older than the look that showed the dirt, since a departure is often seen before it. The hotel
        system may also go on calling a room dirty after the work, and that makes no second task. Room states may lag
        so far behind that the work is done by then: dirt that was first shown together with the empty room is that of
        the guest who left.
        """
        return any(
            draft.live or ended_at(draft.task) >= since or self._left_dirty(draft.task, since) for draft in self.drafts
        )

    def _left_dirty(self, task: TurnoverTask, since: datetime) -> bool:
        vacant_since, left_at = self.unit.occupancy_since, task.vacated_at
        shown_together = self.unit.occupied is False and vacant_since is not None and vacant_since >= since
        done = task.state in (TaskState.DONE, TaskState.VERIFIED, TaskState.INSPECT_PENDING)
        return shown_together and done and left_at is not None and left_at >= since - STATES_LAG


def ended_at(task: TurnoverTask) -> datetime:
    """When an ended task ended, at the latest (UTC)."""
    return max(task.completed_at or task.updated_at, task.updated_at)


def stronger(first: TaskKind, second: TaskKind) -> TaskKind:
    """The kind of work that includes the other."""
    return min(first, second, key=KIND_STRENGTH.index)


def live_tasks(index: HotelIndex, units: Iterable[UnitWork]) -> dict[str, TurnoverTask]:
    """The live task of each unit that has one: as planned so far, or as it was for units that are not planned."""
    live = {index.unit_id_of(task.unit_id): task for task in index.view.tasks if task.state in LIVE_STATES}
    for work in units:
        draft = work.live
        live.pop(work.unit.id, None)
        if draft is not None:
            live[work.unit.id] = draft.task
    return {unit_id: task for unit_id, task in live.items() if task.kind is not TaskKind.STAYOVER}


def _on(unit: Unit, task: TurnoverTask) -> TurnoverTask:
    return task if task.unit_id == unit.id else replace(task, unit_id=unit.id)
