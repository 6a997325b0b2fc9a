"""A day of the simulated hotel, played for the rules alone: no engine, no store, no requests.

Looks are made from the hotel's current state and recorded in its ledger as shown; the oracle judges the result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cloudbeds_connector.pms.model import BlockKind, Condition, Property, RoomBlock, Segment, StayState
from cloudbeds_connector.testing.day.hotel_day import HotelDay, ledger_of
from cloudbeds_connector.testing.hotel import SimulatedHotel
from cloudbeds_connector.testing.hotel.state import HotelReservation, HotelSegment
from cloudbeds_connector.testing.oracle.judge import DecisionSeen, Verdicts, judge, tasks_seen
from cloudbeds_connector.turnover import (
    Action,
    HotelView,
    Plan,
    TaskState,
    TurnoverPolicy,
    TurnoverTask,
    Unit,
    apply_plan,
    plan_turnover,
    write_back,
)

from .properties.observer import HotelObserver, Shown

#: A room's word for its stay. The booking's own word comes first where the whole booking is off.
STATES = {
    "not_checked_in": StayState.EXPECTED,
    "in_house": StayState.IN_HOUSE,
    "checked_out": StayState.DEPARTED,
    "cancelled": StayState.CANCELLED,
}


@dataclass
class Replay:
    """One day as the rules see it. `staff`: the host's own people turn the rooms over, task by task."""

    hotel: SimulatedHotel
    day: HotelDay
    policy: TurnoverPolicy = field(default_factory=TurnoverPolicy)
    staff: bool = False
    looks: int = 0
    baseline_at: datetime | None = None
    actions: Counter[Action] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    decisions: list[DecisionSeen] = field(default_factory=list)
    written: Counter[str] = field(default_factory=Counter)
    commands: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.observer = HotelObserver(_empty_view(self.hotel))
        self.first_day = self.hotel.today()
        self._known: dict[str, tuple[HotelReservation, tuple[tuple[str, Segment], ...]]] = {}

    @property
    def tasks(self) -> tuple[TurnoverTask, ...]:
        return self.observer.view.tasks

    # -- playing

    def look_after_every_event(self) -> None:
        """Whenever something happens, and when the rules asked to be asked again."""
        again = self.look()
        while (due := self.day.next_due()) is not None:
            self.day.play(min(filter(None, (due, again))))
            again = self.look()
        self._settle()

    def look_every(self, minutes: int) -> None:
        self.look()
        while not self.day.finished:
            self.day.play(self.hotel.clock.now() + timedelta(minutes=minutes))
            self.look()
        self._settle()

    def _settle(self) -> None:
        """What is dirty and empty at the end stays so for long enough to be sure of it."""
        for _ in range(2):
            self.day.play(self.hotel.clock.now() + timedelta(minutes=15))
            self.look()

    def look(self) -> datetime | None:
        """Look, plan, and let the staff go on; returns when the rules want to be asked again."""
        now, ledger = self.hotel.clock.now(), ledger_of(self.hotel)
        stays = list(self._stays())
        for word, segment in stays:
            ledger.on_stay_shown(segment.id, word, segment.room_id, now)
        rooms = {room.id: room for room in self.hotel.rooms()}
        for room in rooms.values():
            ledger.on_room_shown(room.id, room.condition, room.occupied, now)
        self.observer.look(
            now,
            segments=(segment for _, segment in stays),
            shown={key: Shown(Condition(room.condition), room.occupied) for key, room in rooms.items()},
            blocks=_blocks(self.hotel),
        )
        self.baseline_at = self.baseline_at or now
        self.looks += 1
        plan = self._plan(now)
        if self.staff:
            self._work(now)
        return plan.look_again_at

    def _stays(self) -> Iterator[tuple[str, Segment]]:
        """Every stay and the hotel's word for it. Who had left before this day is history that no look asks for."""
        for reservation in self.hotel.reservations():
            if reservation.end < self.first_day:
                continue
            known, stays = self._known.get(reservation.id, (None, ()))
            if known is not reservation:
                stays = tuple((_word(reservation, part), _segment(reservation, part)) for part in reservation.segments)
                self._known[reservation.id] = (reservation, stays)
            yield from stays

    def _plan(self, now: datetime) -> Plan:
        view = self.observer.view
        plan = plan_turnover(view, now=now, policy=self.policy)
        assert {(v.unit_id, v.ref) for v in view.vacates} <= {(d.unit_id, d.ref) for d in plan.decisions}
        explained = {decision.task_id for decision in plan.decisions}
        assert all(command.task.id in explained and command.row for command in plan.commands), plan.commands
        for command in plan.commands:
            self.commands[command.key] += 1
            self.actions[command.action] += 1
        for decision in plan.decisions:
            self.rows[decision.row] += 1
            self.decisions.append(
                DecisionSeen(
                    unit=decision.unit_id,
                    ref=decision.ref,
                    action=decision.action,
                    row=decision.row,
                    reason=decision.reason,
                    decided_at=now,
                    segment=decision.segment_id,
                    task_id=decision.task_id,
                )
            )
        self.observer.view = replace(apply_plan(view, plan), departures_without_room=(), removed_blocks=())
        return plan

    # -- the host's staff

    def _work(self, now: datetime) -> None:
        """Eight people turn rooms over: they begin what is open, and are done after the planned minutes."""
        for task in self.tasks:
            if task.state is TaskState.OPEN and "guest_waiting" not in task.flags and len(self._at_work()) < 8:
                self._becomes(task, TaskState.IN_PROGRESS, started_at=now)
            elif task.state is TaskState.IN_PROGRESS and now >= _done_at(task):
                self._becomes(task, TaskState.DONE, completed_at=now, completed_by="staff")
                self._write_back(task.id, now)

    def _at_work(self) -> list[TurnoverTask]:
        return [task for task in self.tasks if task.state is TaskState.IN_PROGRESS]

    def _becomes(self, task: TurnoverTask, state: TaskState, **times: datetime | str) -> None:
        done = replace(task, state=state, version=task.version + 1, updated_at=self.hotel.clock.now(), **times)  # type: ignore[arg-type]
        others = tuple(other for other in self.tasks if other.id != task.id)
        self.observer.view = replace(self.observer.view, tasks=(*others, done))

    def _write_back(self, task_id: str, now: datetime) -> None:
        task = next(task for task in self.tasks if task.id == task_id)
        decision = write_back(self.observer.view, task, now=now, policy=self.policy)
        self.written[decision.row] += 1
        if decision.condition is not None:
            self.hotel.set_condition(task.unit_id, decision.condition.value, by="api")
            self._read_back(task.unit_id, now)

    def _read_back(self, unit_id: str, now: datetime) -> None:
        """T75: what was written is looked at, or a room that turns dirty again would seem to have been so all along."""
        room = self.hotel.room(unit_id)
        ledger_of(self.hotel).on_room_shown(unit_id, room.condition, room.occupied, now)
        self.observer.look_at(unit_id, Shown(Condition(room.condition), room.occupied), now)

    # -- judging

    def verdicts(self) -> Verdicts:
        ledger = ledger_of(self.hotel)
        return judge(ledger, tasks_seen(self.tasks), self.decisions, baseline_at=self.baseline_at)


def _done_at(task: TurnoverTask) -> datetime:
    return (task.started_at or task.created_at) + timedelta(minutes=task.clean_minutes)


# -- what the hotel's truth shows ------------------------------------------------------------------------------------


def _empty_view(hotel: SimulatedHotel) -> HotelView:
    return HotelView(
        connection_id="replay",
        property=Property(
            id="hotel",
            name=hotel.name,
            timezone=hotel.timezone,
            check_in_time=hotel.check_in_time,
            check_out_time=hotel.check_out_time,
            night_audit_time=hotel.night_audit_time,
        ),
        units=tuple(
            Unit(
                id=room.id,
                number=room.name,
                room_type_id=room.room_type_id,
                host_room_id=f"host-{room.name}",
                virtual=hotel.virtual(room),
                linked=room.linked,
            )
            for room in hotel.rooms()
        ),
    )


def _word(reservation: HotelReservation, segment: HotelSegment) -> str:
    if reservation.deleted:
        return "deleted"
    return "no_show" if reservation.status == "no_show" else str(segment.status)


def _segment(reservation: HotelReservation, segment: HotelSegment) -> Segment:
    return Segment(
        id=segment.id,
        reservation_id=reservation.id,
        room_id=segment.room_id,
        room_type_id=segment.room_type_id,
        start_date=segment.start,
        end_date=segment.end,
        state=_state(reservation, segment),
        tentative=reservation.status == "not_confirmed",
        party_id=segment.guest_id,
        eta=reservation.eta,
    )


def _state(reservation: HotelReservation, segment: HotelSegment) -> StayState:
    state = STATES[segment.status]
    if state is StayState.DEPARTED:
        return state
    if reservation.status == "no_show":
        return StayState.NO_SHOW
    return StayState.CANCELLED if reservation.deleted or reservation.status == "canceled" else state


def _blocks(hotel: SimulatedHotel) -> Iterator[RoomBlock]:
    for block in hotel.blocks():
        held = block.kind == "courtesy_hold"
        for room_id in block.room_ids:
            yield RoomBlock(
                id=block.id,
                room_id=room_id,
                kind=BlockKind.COURTESY_HOLD if held else BlockKind.OUT_OF_ORDER,
                raw_kind=str(block.kind),
                start_date=block.start,
                end_date=block.end,
                end_inclusive=True,
            )
