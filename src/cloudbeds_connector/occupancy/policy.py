"""Decides which of a hotel's habits of counting can be set, what they are by default, and which values make sense."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any, Literal, cast, get_args

from ..errors import ConfigurationError
from ..pms.configured import check_names

#: Where a guest stands who is in house on the day of departure: in the room tonight until seen leaving, or out today.
DueOut = Literal["stays", "leaves"]
#: By which room type a stay is counted: that of the room it was given, or the one that was sold.
By = Literal["assigned", "booked"]

_SWITCHES = ("count_tentative", "count_no_show", "join_extensions")
_LEAST = {"horizon_nights": 365, "history_days": 400}
_MOST = 3660


@dataclass(frozen=True, kw_only=True, slots=True)
class OccupancyPolicy:
    """How one hotel counts its nights. Times are property-local wall times; `ConfigurationError` for a wrong value.

    `count_tentative` puts stays that are not confirmed on the books, too; `count_no_show` keeps no-shows there.
    Both are also counted on their own, whatever is set. A courtesy hold is tentative but never on the books.
    `join_extensions`: a guest who stays on in the same room under a new segment neither leaves nor arrives.
    `due_out` is about a guest in house on the booked day of departure: ``"stays"`` counts tonight until the
    check-out is seen, ``"leaves"`` believes the booking until the day is over. Later, both call it an overstay.
    `day_rollover` begins the hotel's day where the night audit's time is not known (`Property.night_audit_time`).
    `horizon_nights` is how far ahead one looks unless told otherwise, `history_days` how long snapshots are kept:
    a year and a little more, so that the same time last year can be answered.
    """

    count_tentative: bool = False
    count_no_show: bool = False
    join_extensions: bool = True
    due_out: DueOut = "stays"
    day_rollover: time = time(4)
    horizon_nights: int = 365
    history_days: int = 400

    def __post_init__(self) -> None:
        for name in _SWITCHES:
            _check(name, isinstance(getattr(self, name), bool), "True or False")
        for name, least in _LEAST.items():
            _check(name, _is_int(getattr(self, name), least=least), f"a whole number from {least} to {_MOST}")
        _check("due_out", self.due_out in get_args(DueOut), " or ".join(get_args(DueOut)))
        _check("day_rollover", _is_night_time(self.day_rollover), "a wall time without a zone, before noon")

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> OccupancyPolicy:
        """The policy that `to_mapping` wrote, or that a person configured; times are ``HH:MM``.

        What is not named keeps its default. `ConfigurationError` for an unknown name or a wrong value.
        """
        check_names(cls, values, what="The occupancy policy")
        read = {name: _read_time(value) if name == "day_rollover" else value for name, value in values.items()}
        return cls(**cast("dict[str, Any]", read))

    def to_mapping(self) -> dict[str, Any]:
        """Every parameter as JSON can hold it; `from_mapping` reads it back."""
        values = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        return values | {"day_rollover": self.day_rollover.isoformat()}


def check_by(by: str) -> By:
    """`by` if it is one of the two ways of counting; `ConfigurationError` otherwise."""
    if by not in get_args(By):
        raise ConfigurationError(
            f"Nights are not counted by {by!r}.", next_action=f"Give by={' or by='.join(map(repr, get_args(By)))}."
        )
    return cast("By", by)


def _check(name: str, good: bool, wanted: str) -> None:
    if not good:
        raise ConfigurationError(f"The occupancy policy's {name} cannot be that.", next_action=f"Give {wanted}.")


def _is_night_time(value: object) -> bool:
    return isinstance(value, time) and value.tzinfo is None and value < time(12)


def _is_int(value: object, *, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= _MOST


def _read_time(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return time.fromisoformat(value)
    except ValueError as error:
        raise ConfigurationError(
            "The occupancy policy's day_rollover is not a time.", next_action="Write it as HH:MM, such as 04:00."
        ) from error
