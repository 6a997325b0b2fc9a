"""The entries of a ledger, and their JSON form.

All instants are aware UTC. `seq` orders events at the same instant: a hotel's clock may stand still between two
actions. States, conditions and causes are the words of the simulated hotel.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, TypeVar, get_type_hints

R = TypeVar("R")


@dataclass(frozen=True, kw_only=True)
class Occupancy:
    """One segment in one unit, from entering to leaving. `how` and `cause` are as in `HotelObserver`.

    `shown_at` is the first complete answer that showed the segment in house in this unit. `gone_shown_at` is the first
    complete answer after it had left that showed it departed or elsewhere, and `gone_state` the state in that answer.
    `roommates` are segments that were in the unit before this one left, and stayed.
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
    gone_state: str = ""
    roommates: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LedgerVacate:
    """A segment left a unit for the `n`-th time.

    `in_unit_shown_at` is the first answer that showed it in the unit (None: no client could know). `undone_at` is when
    the same segment came back before another one entered, and `return_shown_at` when an answer first showed that.
    `reoccupied_at` and `reoccupied_by` are the next party in the unit. `first_shown_at` and `first_shown_state` are the
    first answer that showed the guest gone. `how` is how the segment had entered, as in `HotelObserver`.
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
    first_shown_state: str = ""
    roommates: tuple[str, ...] = ()
    how: str = ""

    @property
    def ref(self) -> str:
        """The reference of the vacate: ``segment#n``."""
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
    """A block on a unit was ``created``, ``changed`` or ``removed`` (`change`)."""

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
    """The entries that `dump` has written."""
    hints = get_type_hints(kind)
    instants = {f.name for f in fields(kind) if "datetime" in str(hints[f.name])}  # type: ignore[arg-type]
    for row in rows:
        values: dict[str, Any] = {
            name: datetime.fromisoformat(value) if name in instants and value is not None else value
            for name, value in row.items()
        }
        if "roommates" in values:
            values["roommates"] = tuple(values["roommates"])
        yield kind(**values)
