"""Decides what one line of a hotel's ledger says, and how it travels as JSON.

All instants are aware UTC. `seq` orders what happened at one instant: a hotel's clock may stand still between two
actions. The words for states, conditions and causes are the hotel's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, TypeVar, get_type_hints

R = TypeVar("R")


@dataclass(frozen=True, kw_only=True)
class Occupancy:
    """One segment in one unit, from entering to leaving. `how` and `cause` are the hotel's words.

    `shown_at` is the first complete answer that showed the segment in house in this unit, `gone_shown_at` the first,
    written while the leaving was in effect, that showed it departed or elsewhere, `gone_as` in what state. `beside` are
    segments that were in the unit before this one left, and stayed.
    """

    unit: str
    segment: str
    entered_at: datetime
    entered_seq: int
    how: str
    shown_at: datetime | None = None
    left_at: datetime | None = None
    left_seq: int | None = None
    cause: str = ""
    gone_shown_at: datetime | None = None
    gone_as: str = ""
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LedgerVacate:
    """A segment left a unit for the `n`-th time. `in_unit_shown_at` tells whether anybody could know it was there.

    `undone_at` is when the same segment came back before anybody else entered, `return_shown_at` when an answer
    first showed that return; `reoccupied_at` and `reoccupied_by` are the next party in the unit. `first_shown_as` is
    the state in which the guest was first shown to be gone, `how` the hotel's word for how they had come in.
    """

    unit: str
    segment: str
    n: int
    at: datetime
    seq: int
    cause: str
    in_unit_shown_at: datetime | None
    first_shown_at: datetime | None
    undone_at: datetime | None
    return_shown_at: datetime | None
    reoccupied_at: datetime | None
    reoccupied_by: str | None
    first_shown_as: str = ""
    beside: tuple[str, ...] = ()
    how: str = ""

    @property
    def ref(self) -> str:
        """The vacate as people name it: ``segment#n``."""
        return f"{self.segment}#{self.n}"


@dataclass(frozen=True, kw_only=True)
class ConditionChange:
    """A unit's condition was set (dirty, clean, inspected) by `by`: desk, housekeeper, audit, api or initial."""

    unit: str
    condition: str
    at: datetime
    seq: int
    by: str


@dataclass(frozen=True, kw_only=True)
class BlockChange:
    """A unit was blocked, or a block on it was changed or lifted (`change`)."""

    unit: str
    change: str
    at: datetime
    seq: int


@dataclass(frozen=True, kw_only=True)
class ShownRoom:
    """Answers showed a unit in this condition and occupancy, without a break, from `first_at` to `last_at`."""

    unit: str
    condition: str
    occupied: bool
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, kw_only=True)
class ShownStay:
    """Answers showed a segment in this state and room, without a break, from `first_at` to `last_at`."""

    segment: str
    state: str
    room: str | None
    first_at: datetime
    last_at: datetime


def dump(row: Any) -> dict[str, Any]:
    """An entry as JSON values; instants are ISO 8601 with their offset."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(row).items()}


def load(kind: type[R], rows: Iterable[Mapping[str, Any]]) -> Iterator[R]:
    """The entries that `dump` wrote."""
    hints = get_type_hints(kind)
    instants = {f.name for f in fields(kind) if "datetime" in str(hints[f.name])}  # type: ignore[arg-type]
    for row in rows:
        values: dict[str, Any] = {
            name: datetime.fromisoformat(value) if name in instants and value is not None else value
            for name, value in row.items()
        }
        if "beside" in values:
            values["beside"] = tuple(values["beside"])
        yield kind(**values)
