"""The life of a hotel that has one of everything: what housekeeping, the host, people and time add to its guests."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from typing import Any

from cloudbeds_connector.pms.model import BlockKind, Condition, RoomBlock
from cloudbeds_connector.turnover import LIVE_STATES, Plan, TurnoverTask, apply_plan, plan_turnover

from .chance import Chance
from .front_desk import FrontDesk
from .house_of_all_kinds import PHYSICAL, empty_view, some_hotel, some_policy
from .observer import HotelObserver

_KEPT = timedelta(days=3)


@dataclass
class Life(FrontDesk):
    """`blocks` are the truth, like guests and rooms; `history` is every task that there ever was."""

    blocks: dict[str, RoomBlock] = field(default_factory=dict)
    history: dict[str, TurnoverTask] = field(default_factory=dict)

    @classmethod
    def begin(cls, chance: Chance) -> Life:
        hotel, policy = some_hotel(chance), some_policy(chance)
        return cls(chance, policy, HotelObserver(empty_view(hotel), rollover=policy.day_rollover))

    # -- rooms

    def room_changes(self) -> None:
        unit_id = self._now_called(self.chance.one(PHYSICAL))
        room, chance = self.rooms[unit_id], self.chance
        changes = (
            {"condition": chance.one(tuple(Condition))},
            {"condition": Condition.CLEAN},
            {"condition": Condition.DIRTY},
            {"condition": Condition.INSPECTED},
            {"occupied": chance.one((True, False, None))},
            {"do_not_disturb": not room.do_not_disturb},
            {"refused_service": not room.refused_service},
            {"pickup": not room.pickup},
        )
        self.rooms[unit_id] = replace(room, **chance.one(changes))  # type: ignore[arg-type]

    def room_is_blocked(self) -> None:
        self.number += 1
        start = self.today + timedelta(days=self.chance.number(-2, 1))
        room_id = self._some_room()
        kind = self.chance.one((BlockKind.OUT_OF_ORDER, *BlockKind))
        self.blocks[f"b{self.number}"] = RoomBlock(
            id=f"b{self.number}",
            room_id=room_id,
            kind=kind,
            raw_kind="",
            start_date=start,
            end_date=start + timedelta(days=self.chance.number(0, 3)),
            end_inclusive=self.chance.one((None, True, False)),
        )

    def block_changes(self) -> None:
        if self.blocks:
            block = self.blocks.pop(self.chance.one(sorted(self.blocks)))
            if self.chance.one((True, False)):
                later = block.end_date + timedelta(days=self.chance.number(-1, 2))
                self.blocks[block.id] = replace(block, end_date=max(block.start_date, later))

    def unit_changes(self) -> None:
        """The host maps rooms and renames them; housekeeping reports what it found at the door."""
        unit = self.chance.one(self.observer.view.units)
        changes = (
            {"mapped": not unit.mapped},
            {"number": f"{unit.number}x"},
            {"host_room_id": self.chance.one(("", "other"))},
            {"turnover": not unit.turnover},
            {"reported_occupied": self.chance.one((True, False, None))},
            {"reported_occupied": self.chance.one((True, False))},
        )
        changed = replace(unit, **self.chance.one(changes))  # type: ignore[arg-type]
        self._view(units=tuple(changed if other.id == unit.id else other for other in self.observer.view.units))

    # -- people and tasks

    def some_task(self, *states: str) -> TurnoverTask | None:
        known = [task for task in self.observer.view.tasks if not states or task.state in states]
        return self.chance.one(sorted(known, key=lambda task: task.id)) if known else None

    def set_task(self, task: TurnoverTask, **changes: Any) -> None:
        changed = replace(task, version=task.version + 1, updated_at=self.now, **changes)
        others = tuple(other for other in self.observer.view.tasks if other.id != task.id)
        self._view(tasks=(*others, changed))
        self.history[task.id] = changed

    def work_begins(self) -> None:
        if task := self.some_task("open", "on_hold"):
            self.set_task(task, state=type(task.state)("in_progress"), started_at=self.now, held_from=None)

    def work_ends(self) -> None:
        if task := self.some_task("open", "in_progress", "inspect_pending"):
            state = self.chance.one(("done", "inspect_pending", "verified"))
            self.set_task(task, state=type(task.state)(state), completed_at=self.now, completed_by="staff")

    def person_holds_or_cancels(self) -> None:
        if task := self.some_task("open"):
            state = self.chance.one(("on_hold", "cancelled"))
            held = task.state if state == "on_hold" else None
            self.set_task(task, state=type(task.state)(state), held_from=held)

    def inspector_rejects(self) -> None:
        if task := self.some_task("done", "inspect_pending", "verified"):
            self.set_task(task, flags=tuple(sorted({*task.flags, "inspection_rejected"})))

    def person_edits(self) -> None:
        task = self.some_task("open", "in_progress", "on_hold")
        if task is None:
            return
        changes: tuple[dict[str, Any], ...] = (
            {"due_by": self.now + timedelta(minutes=self.chance.number(-60, 600))},
            {"priority": self.chance.one(tuple(type(task.priority)))},
            {"clean_minutes": self.chance.number(5, 120)},
            {"assignee": self.chance.one(("Ann", "Ben"))},
            {"title": "My own words"},
            {"kind": self.chance.one([kind for kind in type(task.kind) if kind.value != "stayover"])},
        )
        if task.kind.value == "stayover":  # service of a guest's room is no turnover, whatever else it may be called
            changes = changes[:-1]
        change = self.chance.one(changes)
        self.set_task(task, edited=tuple(sorted({*task.edited, *change})), **change)

    def room_is_needed_now(self) -> None:
        if task := self.some_task("open", "in_progress", "on_hold"):
            flags = set(task.flags) ^ {"rush"}
            self.set_task(task, flags=tuple(sorted(flags)))

    def stayover_is_planned(self) -> None:
        made = [task for task in self.history.values() if task.kind.value != "stayover"]
        if made:
            like = self.chance.one(sorted(made, key=lambda task: task.id))
            self.number += 1
            state = type(like.state)(self.chance.one(("open", "in_progress", "on_hold", "done")))
            kind = type(like.kind)("stayover")
            service = replace(like, id=f"t{self.number}", kind=kind, purpose=kind, state=state, carries=(), edited=())
            self._view(tasks=(*self.observer.view.tasks, replace(service, held_from=None, flags=(), version=1)))
            self.history[service.id] = service

    # -- the hotel as a whole

    def hotel_changes(self) -> None:
        hotel = replace(self.observer.view.property, check_in_time=self.chance.one((time(15), time(16), time(3))))
        changes = (
            {"property": hotel},
            {"attendants": self.chance.one((None, 1, 3))},
            {"audited_to": self.chance.one((None, self.today, self.today - timedelta(days=1)))},
        )
        self._view(**self.chance.one(changes))

    def room_gets_another_id(self) -> None:
        """The hotel system gives a room another id; what had the old one has the new one from now on."""
        old = self.chance.one(("101", "202", "bed1"))
        new = f"{old}-new"
        if old in self.observer.view.reissued:
            return
        self.rooms[new] = self.rooms.pop(old)
        self.guests = {k: replace(g, room_id=new) if g.room_id == old else g for k, g in self.guests.items()}
        self.blocks = {k: replace(b, room_id=new) if b.room_id == old else b for k, b in self.blocks.items()}
        units = tuple(
            replace(unit, id=new if unit.id == old else unit.id, linked=_renamed(unit.linked, old, new))
            for unit in self.observer.view.units
        )
        self._view(units=units, reissued={**self.observer.view.reissued, old: new})

    def policy_changes(self) -> None:
        self.policy = some_policy(self.chance)
        self.observer.rollover = self.policy.day_rollover

    def time_passes(self) -> None:
        minutes = self.chance.one((0, 1, 5, 15, 15, 40, 40, 120, 120, 400, 1000, 1600))
        self.now += timedelta(minutes=minutes, seconds=self.chance.one((0, 0, 30)))

    # -- looking and planning

    def look(self) -> None:
        """A look may show the stays before the rooms, and a message may have reported when a guest left."""
        rooms = self.chance.one((True, True, True, False))
        known = self.chance.one((False, True))
        ago = self.now - timedelta(minutes=self.chance.one((0, 3, 90)))
        blocks = [
            replace(block, room_id=unit_id)
            for block in self.blocks.values()
            for unit_id in (self._units(block.room_id) or (block.room_id,))
        ]
        self.observer.look(
            self.now,
            segments=self.guests.values(),
            shown=self.rooms if rooms else {},
            blocks=blocks,
            left_at=dict.fromkeys(self.guests, ago) if known else None,
        )

    def plan(self) -> Plan:
        return plan_turnover(self.observer.view, now=self.now, policy=self.policy)

    def carry_out(self, plan: Plan) -> None:
        """The host has done what the plan says; what ended days ago is not in its picture any more."""
        view = apply_plan(self.observer.view, plan)
        self.history |= {task.id: task for task in view.tasks}
        seqs: dict[tuple[str, str], int] = {}
        for task in self.history.values():
            key = (view.reissued.get(task.unit_id, task.unit_id), task.origin)
            seqs[key] = max(task.vacate_seq, seqs.get(key, 0))
        recent = self.now - _KEPT
        kept = tuple(task for task in view.tasks if task.state in LIVE_STATES or task.updated_at >= recent)
        self.observer.view = replace(view, tasks=kept, known_seqs=seqs)
        self.keep_quiet()

    def keep_quiet(self) -> None:
        """The facts of a look have been reported."""
        self._view(departures_without_room=(), removed_blocks=(), baseline=False)

    def _view(self, **changes: Any) -> None:
        self.observer.view = replace(self.observer.view, **changes)


#: What may happen between two plans, by name; some of it more often.
EVENTS = (
    "book",
    "book",
    "walk_in",
    "guest_arrives",
    "guest_arrives",
    "guest_leaves",
    "guest_leaves",
    "guest_leaves",
    "guest_changes",
    "guest_is_back",
    "guests_swap_rooms",
    "stay_goes_on",
    "booking_is_deleted",
    "room_changes",
    "room_changes",
    "room_is_blocked",
    "block_changes",
    "unit_changes",
    "work_begins",
    "work_ends",
    "person_holds_or_cancels",
    "inspector_rejects",
    "person_edits",
    "room_is_needed_now",
    "stayover_is_planned",
    "hotel_changes",
    "policy_changes",
    "room_gets_another_id",
)


OPENING = ("book", "book", "walk_in", "walk_in", "walk_in", "room_changes", "room_is_blocked")


def opened(chance: Chance) -> Life:
    """A hotel with some guests in it, looked at for the first time."""
    life = Life.begin(chance)
    for _ in range(chance.number(1, 9)):
        getattr(
            life, chance.one(("book", "book", "walk_in", "walk_in", "walk_in", "room_changes", "room_is_blocked"))
        )()
    life.look()
    return life


def _renamed(ids: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(new if unit_id == old else unit_id for unit_id in ids)
