"""The occupancy policy of a hotel: how its nights are counted, the defaults, and which values are valid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import ClassVar, Literal, cast, get_args

from ..errors import ConfigurationError
from ..pms.configured import Configured, is_wall_time

#: Where a guest stands who is in house on the day of departure: in the room tonight until seen leaving, or out today.
DueOut = Literal["stays", "leaves"]
#: By which room type a stay is counted: that of the room it was given, or the one that was sold.
By = Literal["assigned", "booked"]

_SWITCHES = ("count_tentative", "count_no_show", "join_extensions")
_MINIMUM = {"horizon_nights": 365, "history_days": 400}
_MAXIMUM = 3660


@dataclass(frozen=True, kw_only=True, slots=True)
class OccupancyPolicy(Configured):
    """How one hotel counts its nights. Times are property-local wall times; `ConfigurationError` for a wrong value.

    `count_tentative` puts stays that are not confirmed on the books, too; `count_no_show` keeps no-shows there.
    Both are also counted on their own, whatever is set. A courtesy hold is tentative but never on the books.
    `join_extensions`: a guest who stays on in the same room under a new segment neither leaves nor arrives.
    `due_out` is about a guest in house on the booked day of departure: ``"stays"`` counts tonight until the
    check-out is seen, ``"leaves"`` counts the booked departure until the day is over. Later, both call it an
    overstay.
    `day_rollover` begins the hotel's day where the night audit's time is not known (`Property.night_audit_time`).
    `horizon_nights` is how far ahead is counted by default, `history_days` how long snapshots are kept:
    a year and a little more, so that the same time last year can be answered.
    """

    title: ClassVar[str] = "The occupancy policy"
    wall_times: ClassVar[tuple[str, ...]] = ("day_rollover",)
    count_tentative: bool = False
    count_no_show: bool = False
    join_extensions: bool = True
    due_out: DueOut = "stays"
    day_rollover: time = time(4)
    horizon_nights: int = 365
    history_days: int = 400

    def __post_init__(self) -> None:
        for name in _SWITCHES:
            self.check(name, isinstance(getattr(self, name), bool), "True or False")
        for name, minimum in _MINIMUM.items():
            self.check_numbers((name,), "a whole number", minimum=minimum, maximum=_MAXIMUM)
        self.check("due_out", self.due_out in get_args(DueOut), " or ".join(get_args(DueOut)))
        at_night = is_wall_time(self.day_rollover) and self.day_rollover < time(12)
        self.check("day_rollover", at_night, "a wall time without a zone, before noon")


def check_by(by: str) -> By:
    """`by` if it is one of the two ways of counting; `ConfigurationError` otherwise."""
    if by not in get_args(By):
        raise ConfigurationError(
            f"Nights are not counted by {by!r}.", next_action=f"Give by={' or by='.join(map(repr, get_args(By)))}."
        )
    return cast("By", by)
