"""What a story may say of the hotel around its guests: dorms, suites, blocks taken away, settings, people, silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from cloudbeds_connector.turnover import HotelView, TurnoverPolicy, Unit

from .calendar import day


class Surroundings:
    """The part of a story that is about the hotel itself; see `Story`."""

    policy: TurnoverPolicy
    view: HotelView
    now: datetime
    room: Callable[..., None]
    unit: Callable[[str], Unit]
    _put: Callable[..., None]

    # -- rooms and blocks

    def removes_the_block(self, number: str = "101", *more: str, id: str | None = None) -> None:
        """The hotel system does not show these rooms' blocks any more; this look is the one that saw it."""
        rooms = {number, *more}
        gone = tuple(block for block in self.view.blocks if block.room_id in rooms and id in (None, block.id))
        kept = tuple(block for block in self.view.blocks if block not in gone)
        self.view = replace(self.view, blocks=kept, removed_blocks=gone)

    def another_look(self) -> None:
        """What only the look before saw is over."""
        self.view = replace(self.view, removed_blocks=())

    def room_becomes(self, number: str, /, **changes: Any) -> None:
        """The room's settings, flags or mapping change."""
        self._put(units=replace(self.unit(number), **changes))

    def housekeeping_finds(self, number: str = "101", *, occupied: bool | None) -> None:
        self.room_becomes(number, reported_occupied=occupied)

    def turns_out_a_pickup(self, number: str = "101") -> None:
        self.room_becomes(number, pickup=True, pickup_since=self.now)

    def dorm(self, number: str = "5", *, beds: str = "AB") -> None:
        """A dorm, which the hotel system knows as its beds alone; somebody sleeps in each of them."""
        self._put(units=Unit(id=number, number=number))
        for bed in beds:
            self.room(f"{number}/{bed}", "dirty", occupied=True, type="DORM", bed=True, parent_id=number)

    def suite(self, number: str = "S", *, rooms: tuple[str, ...] = ("101", "102"), virtual: bool = True) -> None:
        """What is sold as one and cleaned as its rooms."""
        self.room(number, "unknown", occupied=None, type="SUITE", linked=rooms, virtual=virtual, turnover=virtual)

    def gets_another_id(self, number: str, new: str, *, label: str | None = None) -> None:
        """Cloudbeds may give a room another id when its type changes."""
        unit = self.unit(number)
        others = tuple(known for known in self.view.units if known.id not in (number, new))
        renamed = replace(unit, id=new, number=label or unit.number)
        self.view = replace(self.view, units=(*others, renamed), reissued={**self.view.reissued, number: new})

    # -- what the hotel is like

    def settings(self, **changes: Any) -> None:
        """The hotel changes its check-in time, its zone, or its night audit's time."""
        self.view = replace(self.view, property=replace(self.view.property, **changes))

    def wants(self, **changes: Any) -> None:
        """Somebody changes the hotel's policy."""
        self.policy = replace(self.policy, **changes)

    def night_audit(self, *, opened: int) -> None:
        """The newest night audit opened this day."""
        self.view = replace(self.view, audited_to=day(opened))

    def people(self, attendants: int | None) -> None:
        """So many people turn rooms over today."""
        self.view = replace(self.view, attendants=attendants)

    def first_look(self) -> None:
        """What the hotel is like now is no news."""
        self.view = replace(self.view, baseline=True, first_look_at=self.now)

    def later_look(self) -> None:
        self.view = replace(self.view, baseline=False)

    def says_nothing(self) -> None:
        """The hotel system answers, and shows neither rooms nor stays."""
        self.view = replace(self.view, units=(), segments=())

    def loses_sight_of(self, name: str) -> None:
        """A stay that the hotel system does not show any more."""
        self.view = replace(self.view, segments=tuple(s for s in self.view.segments if s.id != name))
