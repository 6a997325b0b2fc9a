"""A hotel in short steps: guests leave and come, rooms turn dirty and clean, and the rules plan what to do.

After every plan, what must always hold is checked: a second plan is empty, a unit has one live task,
every vacate has one decision, every command is explained, and no guest is named.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time
from typing import Any, ClassVar

from cloudbeds_connector.pms.facts import Cause, Vacate
from cloudbeds_connector.pms.hotel_time import resolve
from cloudbeds_connector.pms.model import BlockKind, Condition, Property, RoomBlock, Segment, StayState
from cloudbeds_connector.turnover import (
    LIVE_STATES,
    Decision,
    HotelView,
    Plan,
    Priority,
    TaskKind,
    TaskState,
    TurnoverPolicy,
    TurnoverTask,
    Unit,
    apply_plan,
    plan_turnover,
)

from .always import assert_plan_holds
from .calendar import day
from .surroundings import Surroundings

HOTEL = Property(id="h1", name="Hotel", timezone="America/New_York", check_in_time=time(15), check_out_time=time(11))


class Story(Surroundings):
    """Friday 20 November in New York, check-in 15:00, check-out 11:00; times are the hotel's (``"11:05"``)."""

    #: Called with every view and plan: the acceptance tests are recorded as the contract of the rules.
    listener: ClassVar[Callable[..., None] | None] = None

    def __init__(self, policy: TurnoverPolicy | None = None, *, timezone: str = HOTEL.timezone) -> None:
        self.policy = policy or TurnoverPolicy()
        self.view = HotelView(connection_id="c1", property=replace(HOTEL, timezone=timezone), units=())
        self.now = self.instant("09:00")
        self.last = Plan()
        self._reported: list[Vacate] = []
        self.room("101", "dirty", occupied=True)

    # -- the clock

    def instant(self, clock: str, *, on: int = 0) -> datetime:
        return resolve(day(on), time.fromisoformat(clock), self.view.property.zone)

    def at(self, clock: str, *, on: int = 0) -> Story:
        self.now = self.instant(clock, on=on)
        return self

    # -- what looks show

    def room(self, number: str, /, condition: str = "clean", *, occupied: bool | None = False, **more: Any) -> None:
        """A room that has been so since last night."""
        since = self.instant("20:00", on=-1)
        unit = Unit(
            id=number,
            number=number,
            room_type_id=more.pop("type", "DLX"),
            host_room_id=f"host-{number}",
            condition=Condition(condition),
            condition_since=since,
            occupied=occupied,
            occupancy_since=since,
            observed_at=self.now,
        )
        self._put(units=replace(unit, **more))

    def look(self, number: str = "101", condition: str | None = None, *, occupied: bool | None = None) -> Story:
        """A look at a room now; fields that are left out stay as they were."""
        unit = self.unit(number)
        new = unit.condition if condition is None else Condition(condition)
        busy = unit.occupied if occupied is None else occupied
        self._put(
            units=replace(
                unit,
                condition=new,
                condition_before=unit.condition if new is not unit.condition else unit.condition_before,
                condition_since=self.now if new is not unit.condition else unit.condition_since,
                occupied=busy,
                occupancy_since=self.now if busy is not unit.occupied else unit.occupancy_since,
                observed_at=self.now,
            )
        )
        return self

    def guest(self, name: str, number: str | None = "101", *, start: int = -2, end: int = 0, **more: Any) -> None:
        self._segment(name, number, start=start, end=end, state=StayState.IN_HOUSE, **more)

    def arrival(self, name: str, number: str | None = "101", *, start: int = 0, end: int = 2, **more: Any) -> None:
        self._segment(name, number, start=start, end=end, state=StayState.EXPECTED, **more)

    def becomes(self, name: str, **changes: Any) -> None:
        self._put(segments=replace(self.segment(name), **changes))

    def block(self, number: str = "101", *, start: int = 0, end: int = 1, **more: Any) -> None:
        kind = more.pop("kind", BlockKind.OUT_OF_ORDER)
        block = RoomBlock(
            id=more.pop("id", f"b-{number}"),
            room_id=number,
            kind=kind,
            raw_kind=kind,
            start_date=day(start),
            end_date=day(end),
            **more,
        )
        self._put(blocks=block)

    def unblock(self) -> None:
        self.view = replace(self.view, blocks=())

    # -- what happens to guests

    def checks_in(self, name: str, *, look: bool = True) -> None:
        """Cloudbeds turns the room dirty at check-in."""
        self.becomes(name, state=StayState.IN_HOUSE)
        self.view = replace(self.view, entered_at={**self.view.entered_at, name: self.now})
        if look:
            self.look(self.segment(name).room_id or "", "dirty", occupied=True)

    def checks_out(
        self,
        name: str,
        *,
        cause: Cause = Cause.CHECK_OUT,
        at: datetime | None = None,
        at_known: bool = True,
        look: bool = True,
    ) -> str:
        room = self.segment(name).room_id or ""
        self.becomes(name, state=StayState.DEPARTED)
        if look:
            self.look(room, "dirty", occupied=False)
        return self.leaves(name, room, cause=cause, at=at, at_known=at_known)

    def moves(self, name: str, to: str | None) -> str:
        room = self.segment(name).room_id or ""
        self.becomes(name, room_id=to)
        self.look(room, "dirty", occupied=False)
        if to is not None:
            self.view = replace(self.view, entered_at={**self.view.entered_at, name: self.now})
            self.look(to, "dirty", occupied=True)
        return self.leaves(name, room, cause=Cause.ROOM_MOVE)

    def comes_back(self, name: str) -> None:
        self.becomes(name, state=StayState.IN_HOUSE)
        self.look(self.segment(name).room_id or "", occupied=True)

    def leaves_no_room(self, name: str) -> None:
        """A stay ends for which no look ever showed a room."""
        self.becomes(name, state=StayState.DEPARTED)
        self.view = replace(self.view, departures_without_room=(*self.view.departures_without_room, name))

    def reports_again(self, *, times: int = 1) -> None:
        """Report every departure so far again, as it was reported first."""
        self.view = replace(self.view, vacates=tuple(self._reported) * times)

    def waited_for_its_mapping(self) -> None:
        """Every departure that is not decided has waited for its room to be mapped."""
        self.view = replace(self.view, vacates=tuple(replace(v, held=True) for v in self.view.vacates))

    def leaves(
        self,
        name: str,
        room: str,
        *,
        cause: Cause,
        at: datetime | None = None,
        at_known: bool = True,
        baseline: bool = False,
    ) -> str:
        n = 1 + sum((earlier.segment_id, earlier.unit_id) == (name, room) for earlier in self._reported)
        vacate = Vacate(
            unit_id=room,
            segment_id=name,
            n=n,
            at=at or self.now,
            noticed_at=self.now,
            cause=cause,
            at_known=at_known,
            baseline=baseline,
        )
        self._reported.append(vacate)
        self.view = replace(self.view, vacates=(*self.view.vacates, vacate))
        return vacate.ref

    def service_is_planned(self, number: str = "101") -> TurnoverTask:
        """Another feature planned the daily service of an occupied room."""
        task = TurnoverTask(
            connection_id="c1",
            id=f"service-{number}",
            unit_id=number,
            room_number=number,
            room_type_id="DLX",
            title=f"Turnover / Room ready \N{EN DASH} {number}",
            origin="service",
            purpose=TaskKind.STAYOVER,
            vacate_seq=1,
            kind=TaskKind.STAYOVER,
            cause="service",
            state=TaskState.OPEN,
            due_by=self.instant("13:00"),
            priority=Priority.LOW,
            clean_minutes=20,
            basis="",
            row="",
            code="",
            reason="",
            created_at=self.now,
            updated_at=self.now,
        )
        self._put(tasks=task)
        return task

    def service(self, number: str = "101") -> TurnoverTask:
        return next(task for task in self.view.tasks if task.id == f"service-{number}")

    # -- what people do with tasks

    def starts(self, number: str = "101") -> None:
        self.edits(self.task(number), state="in_progress", started_at=self.now)

    def finishes(self, number: str = "101", state: str = "done") -> None:
        self.edits(self.task(number), state=state, completed_at=self.now, completed_by="staff")

    def edits(self, task: TurnoverTask, **changes: Any) -> None:
        if "state" in changes:
            changes["state"] = type(task.state)(changes["state"])
        else:
            changes["edited"] = tuple(sorted({*task.edited, *changes}))
        self._put(tasks=replace(task, version=task.version + 1, updated_at=self.now, **changes))

    def approves(self, number: str = "101") -> None:
        self.edits(self.tasks(number)[-1], state="verified")

    def rejects(self, number: str = "101", *, task: TurnoverTask | None = None) -> None:
        """The inspector sends somebody back; the host flags the task, and the rules do the rest."""
        task = task or self.tasks(number)[-1]
        flags = tuple(sorted({*task.flags, "inspection_rejected"}))
        self._put(tasks=replace(task, flags=flags, version=task.version + 1, updated_at=self.now))

    def gives(self, number: str, name: str) -> None:
        """Somebody is to do the room's task."""
        self.edits(self.live(number), assignee=name)

    # -- asking

    def plan(self) -> Plan:
        plan = plan_turnover(self.view, now=self.now, policy=self.policy)
        if self.listener is not None:
            self.listener(self, self.view, plan, now=self.now, policy=self.policy)
        assert_plan_holds(self.view, plan, now=self.now)
        self.view = apply_plan(self.view, plan)
        again = plan_turnover(self.view, now=self.now, policy=self.policy)
        assert not again.commands, again.commands
        assert not again.alerts, again.alerts
        self.last = plan
        return plan

    def unit(self, number: str) -> Unit:
        return next(unit for unit in self.view.units if unit.id == number)

    def segment(self, name: str) -> Segment:
        return next(segment for segment in self.view.segments if segment.id == name)

    def tasks(self, number: str = "101") -> list[TurnoverTask]:
        """The room's turnovers, oldest first."""
        own = (t for t in self.view.tasks if t.unit_id == number and t.kind is not TaskKind.STAYOVER)
        return sorted(own, key=lambda t: (t.created_at, t.id))

    def task(self, number: str = "101") -> TurnoverTask:
        """The room's one task."""
        (task,) = self.tasks(number)
        return task

    def card(self, number: str = "101") -> tuple[str, str, str, int]:
        """The room's one task in brief: what work, where it stands, when it is due by the hotel's clock, how urgent."""
        task = self.task(number)
        return task.kind.value, task.state.value, self.local(task.due_by), task.priority.value

    def live(self, number: str = "101") -> TurnoverTask:
        (task,) = (t for t in self.tasks(number) if t.state in LIVE_STATES)
        return task

    def refs(self, number: str) -> list[str]:
        carried = [ref for task in self.tasks(number) for ref in task.carries]
        return carried + [vacate.ref for vacate in self.view.vacates if vacate.unit_id == number]

    def decision(self, ref: str) -> Decision:
        (decision,) = (d for d in self.last.decisions if d.ref == ref)
        return decision

    def decision_on(self, number: str, ref: str) -> Decision:
        """What was decided of a vacate for one of the units that it concerns."""
        (decision,) = (d for d in self.last.decisions if (d.unit_id, d.ref) == (number, ref))
        return decision

    @property
    def actions(self) -> list[str]:
        return [command.action.value for command in self.last.commands]

    @property
    def alerts(self) -> list[str]:
        return [alert.code for alert in self.last.alerts]

    def local(self, instant: datetime | None) -> str:
        assert instant is not None
        return instant.astimezone(self.view.property.zone).strftime("%d %H:%M")

    # -- inside

    def _segment(self, name: str, number: str | None, *, start: int, end: int, state: StayState, **more: Any) -> None:
        segment = Segment(
            id=name,
            reservation_id=more.pop("reservation", f"R-{name}"),
            room_id=number,
            room_type_id=more.pop("type", "DLX"),
            start_date=day(start),
            end_date=day(end),
            state=state,
            party_id=more.pop("party", f"P-{name}"),
        )
        self._put(segments=replace(segment, **more))

    def _put(self, **record: Any) -> None:
        ((field, row),) = record.items()
        others = tuple(known for known in getattr(self.view, field) if known.id != row.id)
        self.view = replace(self.view, **{field: (*others, row)})
