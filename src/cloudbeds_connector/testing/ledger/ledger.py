"""The ledger: which segment was in which unit, the unit's condition, and what answers have shown.

The simulated hotel reports every change to a `Ledger` (a `HotelObserver`) as it happens, and every answer that it wrote
completely. No entry is ever removed. The oracle judges a connector by the ledger, and by nothing that the connector
says of itself. All instants are aware UTC; `seq` orders events at the same instant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from threading import RLock
from typing import Any

from .entries import BlockChange, ConditionChange, LedgerVacate, Occupancy, ShownRoom, ShownStay, dump, load
from .runs import Run, Runs

#: The states of a guest in house, and of one who has not arrived yet. Every other state means that the guest is gone.
IN_HOUSE = frozenset({"in_house", "checked_in"})
EXPECTED = frozenset({"not_checked_in", "expected", "confirmed", "not_confirmed"})


class Ledger:
    """The append-only record of a hotel; pass it as `SimulatedHotel(observer=...)`. Safe to read from any thread."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._seq = 0
        self._occupancies: list[Occupancy] = []
        self._of_segment: defaultdict[str, list[int]] = defaultdict(list)
        self._of_unit: defaultdict[str, list[int]] = defaultdict(list)
        self._conditions: defaultdict[str, list[ConditionChange]] = defaultdict(list)
        self._blocks: list[BlockChange] = []
        self._composed: dict[str, tuple[str, ...]] = {}
        self._reissued: dict[str, str] = {}
        self._parties: dict[str, str] = {}
        self._rooms_shown = Runs(_shown_room)
        self._stays_shown = Runs(_shown_stay)

    # -- what the hotel reports ------------------------------------------------------------------------------------

    def on_occupied(self, unit_id: str, segment_id: str, at: datetime, how: str) -> None:
        """A segment entered a unit."""
        with self._lock:
            entry = Occupancy(unit=unit_id, segment=segment_id, entered_at=at, entered_seq=self._next(), how=str(how))
            self._add(entry)
            self._stays_shown.unsettle(segment_id)

    def on_vacated(self, unit_id: str, segment_id: str, at: datetime, cause: str) -> None:
        """A segment left a unit; `ValueError` if it had not entered it, which is a bug of the hotel."""
        with self._lock:
            index = next((i for i in reversed(self._of_segment[segment_id]) if self._inside(i, unit_id)), None)
            if index is None:
                raise ValueError(f"{segment_id} left {unit_id} without having entered it")
            others = (self._occupancies[i] for i in self._of_unit[unit_id] if i != index and self._inside(i, unit_id))
            self._occupancies[index] = replace(
                self._occupancies[index],
                left_at=at,
                left_seq=self._next(),
                cause=str(cause),
                roommates=tuple(other.segment for other in others if other.entered_at < at),
            )
            self._stays_shown.unsettle(segment_id)

    def on_composed(self, room_id: str, unit_ids: tuple[str, ...], at: datetime) -> None:
        """A room that answers name is virtual and made of these units. What they show of it holds for each unit."""
        with self._lock:
            self._composed[room_id] = tuple(unit_ids)

    def on_reissued(self, old_id: str, new_id: str, at: datetime) -> None:
        """A room got another id. All entries have the new one from now on; answers may show the old one for a while."""
        with self._lock:
            self._reissued[old_id] = new_id
            for index in self._of_unit.get(old_id, ()):
                self._occupancies[index] = replace(self._occupancies[index], unit=new_id)
            self._of_unit[new_id].extend(self._of_unit.pop(old_id, ()))
            self._conditions[new_id] += [replace(one, unit=new_id) for one in self._conditions.pop(old_id, ())]
            self._blocks = [replace(one, unit=new_id) if one.unit == old_id else one for one in self._blocks]
            for room_id, units in self._composed.items():
                self._composed[room_id] = tuple(new_id if unit == old_id else unit for unit in units)
            self._rooms_shown.rename(old_id, new_id)

    def on_party(self, segment_id: str, guest_id: str, at: datetime) -> None:
        """A segment is this guest's."""
        with self._lock:
            self._parties[segment_id] = guest_id

    def on_condition(self, unit_id: str, condition: str, at: datetime, by: str) -> None:
        """A unit's condition was set."""
        with self._lock:
            change = ConditionChange(unit=unit_id, condition=str(condition), at=at, seq=self._next(), by=str(by))
            self._conditions[unit_id].append(change)

    def on_block(self, unit_id: str, change: str, at: datetime) -> None:
        """A block on a unit was ``created``, ``changed`` or ``removed``."""
        with self._lock:
            self._blocks.append(BlockChange(unit=unit_id, change=str(change), at=at, seq=self._next()))

    def on_stay_shown(self, segment_id: str, state: str, room_id: str | None, at: datetime) -> None:
        """An answer that showed this segment in this state, read at `at`, was written completely."""
        with self._lock:
            run = self._stays_shown.show(segment_id, (str(state), room_id), at)
            if not run.settled:
                self._prove(segment_id, state, room_id, at)
                stays = (self._occupancies[i] for i in self._of_segment[segment_id])
                run.settled = all(max(stay.entered_at, stay.left_at or at) <= at for stay in stays)

    def on_room_shown(self, unit_id: str, condition: str, occupied: bool, at: datetime) -> None:
        """An answer that showed this unit in this condition, read at `at`, was written completely."""
        with self._lock:
            self._rooms_shown.show(self.unit_now(unit_id), (str(condition), occupied), at)

    # -- queries ---------------------------------------------------------------------------------------------------

    def vacates(self) -> tuple[LedgerVacate, ...]:
        """Every time a segment left a unit, oldest first."""
        with self._lock:
            found = [vacate for unit in self._of_unit for vacate in self._vacates_of(unit)]
        return tuple(sorted(found, key=lambda vacate: vacate.seq))

    def occupancies(self, unit: str | None = None) -> tuple[Occupancy, ...]:
        """The occupancies of a unit (or of all units), in the order of entering."""
        with self._lock:
            indexes = range(len(self._occupancies)) if unit is None else self._of_unit.get(self.unit_now(unit), [])
            return tuple(self._occupancies[i] for i in indexes)

    def conditions(self, unit: str) -> tuple[ConditionChange, ...]:
        """A unit's condition changes, oldest first."""
        with self._lock:
            return tuple(self._conditions.get(self.unit_now(unit), ()))

    def blocks(self, unit: str) -> tuple[BlockChange, ...]:
        """The changes of blocks on a unit, oldest first."""
        with self._lock:
            return tuple(change for change in self._blocks if change.unit == self.unit_now(unit))

    def rooms_shown(self, unit: str) -> tuple[ShownRoom, ...]:
        """What answers showed of a unit, oldest first."""
        with self._lock:
            return self._rooms_shown.of(self.unit_now(unit))

    def stays_shown(self, segment: str) -> tuple[ShownStay, ...]:
        """What answers showed of a segment, oldest first."""
        with self._lock:
            return self._stays_shown.of(segment)

    def units_of(self, room_id: str) -> tuple[str, ...]:
        """The units of a room that answers name: itself, or the parts of a virtual room."""
        with self._lock:
            room_id = self.unit_now(room_id)
            return self._composed.get(room_id, (room_id,))

    def unit_now(self, unit: str) -> str:
        """The id that a unit has now: another one if its type was changed."""
        while unit in self._reissued:
            unit = self._reissued[unit]
        return unit

    def party(self, segment: str) -> str:
        """The guest id of a segment; empty for one that never entered a unit."""
        with self._lock:
            return self._parties.get(segment, "")

    def to_json(self) -> dict[str, Any]:
        """The whole ledger as JSON values; instants are ISO 8601 with their offset."""
        with self._lock:
            return {
                "occupancies": [dump(row) for row in self._occupancies],
                "conditions": [dump(row) for rows in self._conditions.values() for row in rows],
                "blocks": [dump(row) for row in self._blocks],
                "composed": {room: list(units) for room, units in self._composed.items()},
                "reissued": dict(self._reissued),
                "parties": dict(self._parties),
                "rooms_shown": [dump(row) for row in self._rooms_shown],
                "stays_shown": [dump(row) for row in self._stays_shown],
            }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Ledger:
        """The ledger that `to_json` has written. More can be added to it."""
        ledger = cls()
        for row in load(Occupancy, values["occupancies"]):
            ledger._add(row)
        for change in load(ConditionChange, values["conditions"]):
            ledger._conditions[change.unit].append(change)
        ledger._blocks = list(load(BlockChange, values["blocks"]))
        ledger._composed = {room: tuple(units) for room, units in values["composed"].items()}
        ledger._reissued = dict(values["reissued"])
        ledger._parties = dict(values["parties"])
        for room in load(ShownRoom, values["rooms_shown"]):
            ledger._rooms_shown.add(room.unit, Run((room.condition, room.occupied), room.first_at, room.last_at))
        for stay in load(ShownStay, values["stays_shown"]):
            ledger._stays_shown.add(stay.segment, Run((stay.state, stay.room), stay.first_at, stay.last_at))
        ledger._seq = max(
            [0]
            + [max(stay.entered_seq, stay.left_seq or 0) for stay in ledger._occupancies]
            + [change.seq for changes in ledger._conditions.values() for change in changes]
            + [change.seq for change in ledger._blocks]
        )
        return ledger

    # -- inside ----------------------------------------------------------------------------------------------------

    def _next(self) -> int:
        self._seq += 1
        return self._seq

    def _add(self, entry: Occupancy) -> None:
        self._of_segment[entry.segment].append(len(self._occupancies))
        self._of_unit[entry.unit].append(len(self._occupancies))
        self._occupancies.append(entry)

    def _inside(self, index: int, unit: str) -> bool:
        occupancy = self._occupancies[index]
        return occupancy.unit == unit and occupancy.left_at is None

    def _prove(self, segment_id: str, state: str, room_id: str | None, at: datetime) -> None:
        entered = [i for i in self._of_segment[segment_id] if self._occupancies[i].entered_at <= at]
        # the last stay in each unit before the answer was read
        latest = {self._occupancies[i].unit: i for i in entered}
        for unit, index in latest.items():
            there = state in IN_HOUSE and room_id is not None and unit in self.units_of(room_id)
            self._mark(index, in_unit=there, state=state, room=room_id, at=at)

    def _mark(self, index: int, *, in_unit: bool, state: str, room: str | None, at: datetime) -> None:
        """Record what an answer proved about one stay: that the guest is in the unit, or has left it."""
        stay = self._occupancies[index]
        if in_unit and stay.shown_at is None:
            self._occupancies[index] = replace(stay, shown_at=at)
        elif not in_unit and stay.gone_shown_at is None and self._proves_gone(stay, state, room, at):
            self._occupancies[index] = replace(stay, gone_shown_at=at, gone_state=str(state))

    def _proves_gone(self, stay: Occupancy, state: str, room: str | None, at: datetime) -> bool:
        if stay.left_at is None or stay.left_at > at:
            return False
        if state in EXPECTED:
            return stay.cause == "check_in_reverted"
        if state not in IN_HOUSE:
            return True
        if room is None:
            return stay.cause == "room_move"
        # an answer may lag and show the room before this one: only a room that was entered since is a proof
        others, units = (self._occupancies[i] for i in self._of_segment[stay.segment]), self.units_of(room)
        return any(other.unit in units and other.entered_at >= stay.left_at for other in others)

    def _vacates_of(self, unit: str) -> Iterator[LedgerVacate]:
        stays = [self._occupancies[i] for i in self._of_unit[unit]]
        counts: defaultdict[str, int] = defaultdict(int)
        for stay in stays:
            if stay.left_at is None or stay.left_seq is None:
                continue
            counts[stay.segment] += 1
            later = next(
                (other for other in stays if other.entered_seq > stay.entered_seq and other.entered_at >= stay.left_at),
                None,
            )
            back = later if later is not None and later.segment == stay.segment else None
            other = later if back is None else None
            yield LedgerVacate(
                unit=unit,
                segment=stay.segment,
                n=counts[stay.segment],
                at=stay.left_at,
                seq=stay.left_seq,
                cause=stay.cause,
                in_unit_shown_at=stay.shown_at,
                first_shown_at=stay.gone_shown_at,
                undone_at=back.entered_at if back else None,
                return_shown_at=back.shown_at if back else None,
                reoccupied_at=other.entered_at if other else None,
                reoccupied_by=other.segment if other else None,
                first_shown_state=stay.gone_state,
                roommates=stay.roommates,
                how=stay.how,
            )


def _shown_room(unit: str, run: Run[tuple[str, bool]]) -> ShownRoom:
    condition, occupied = run.what
    return ShownRoom(unit=unit, condition=condition, occupied=occupied, first_at=run.first_at, last_at=run.last_at)


def _shown_stay(segment: str, run: Run[tuple[str, str | None]]) -> ShownStay:
    state, room = run.what
    return ShownStay(segment=segment, state=state, room=room, first_at=run.first_at, last_at=run.last_at)
