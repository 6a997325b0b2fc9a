"""Decides which of a hotel's habits can be set, what they are by default, and which values make sense."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any, Literal, cast, get_args

from ..errors import ConfigurationError
from ..pms.tasks import TaskKind

#: What a room is needed by: the earlier of estimated arrival and check-in time, the check-in time, or the estimate.
ArrivalPolicy = Literal["earliest", "check_in_time", "eta"]
#: What a departure from a room that no host room is mapped to does: a labelled task, or a wait for the mapping.
UnmappedPolicy = Literal["create_labelled", "hold"]

#: Planned minutes of work by kind. 30 for a departure is the trade's usual figure; suites are set per room type.
DEFAULT_MINUTES: Mapping[str, int] = {
    TaskKind.DEPARTURE.value: 30,
    TaskKind.BED_TURNOVER.value: 10,
    TaskKind.REFRESH.value: 10,
    TaskKind.TOUCH_UP.value: 10,
    TaskKind.CHECK.value: 5,
}

_TIMES = ("same_day_target", "day_rollover", "eta_wrap", "late_until")
_MINUTES = (
    "buffer_minutes",
    "debounce_dirty_minutes",
    "revert_window_minutes",
    "same_guest_window_minutes",
    "grace_overdue_minutes",
    "late_detected_minutes",
    "clean_confirm_minutes",
)
_COUNTS = ("refresh_days", "miss_confirm", "skip_if_vacant_days")
_SWITCHES = ("require_inspection", "count_tentative")


@dataclass(frozen=True, kw_only=True)
class TurnoverPolicy:
    """How one hotel turns rooms around. Times are property-local wall times; `ConfigurationError` for a wrong value.

    `same_day_target` is when a room is due that nobody waits for, `buffer_minutes` the slack before an arrival.
    `day_rollover` begins the hotel's day where the night audit's time is not known (see `Property.night_audit_time`).
    An estimated arrival before `eta_wrap` means the night after the arrival date. Until `late_until` of the day after,
    a one-night arrival of yesterday is still expected.
    `clean_minutes` maps a kind (``departure``), or a kind on a room type (``departure/{room type id}``), to minutes;
    what it does not name keeps `DEFAULT_MINUTES`.
    `debounce_dirty_minutes` is how long a room must be seen dirty and vacant before that alone makes a task,
    `clean_confirm_minutes` how long the hotel system must call a room clean to end work somebody has begun.
    `revert_window_minutes`: a check-in undone so soon left the room unused. `same_guest_window_minutes`: a new
    booking of the same guest so soon after the departure is an extension. `late_detected_minutes`: a departure noticed
    so much later is flagged. `grace_overdue_minutes`: how long after check-out time a guest still in house is overdue.
    `refresh_days`: a room vacant for longer is refreshed before use. `skip_if_vacant_days`: no task before a room
    stays vacant for so many days (None: always a task). `miss_confirm`: how many looks must miss a reservation.
    """

    same_day_target: time = time(17)
    buffer_minutes: int = 15
    day_rollover: time = time(4)
    arrival_policy: ArrivalPolicy = "earliest"
    eta_wrap: time = time(6)
    late_until: time = time(6)
    clean_minutes: Mapping[str, int] = field(default_factory=dict, hash=False)
    debounce_dirty_minutes: int = 10
    clean_confirm_minutes: int = 15
    revert_window_minutes: int = 30
    same_guest_window_minutes: int = 60
    late_detected_minutes: int = 60
    grace_overdue_minutes: int = 60
    require_inspection: bool = False
    count_tentative: bool = True
    unmapped: UnmappedPolicy = "create_labelled"
    refresh_days: int = 7
    skip_if_vacant_days: int | None = None
    miss_confirm: int = 3

    def __post_init__(self) -> None:
        for name in _TIMES:
            _check(name, _is_wall_time(getattr(self, name)), "a wall time without a zone, such as time(17)")
        for name in _MINUTES:
            _check(name, _is_int(getattr(self, name), least=0, most=24 * 60), "whole minutes from 0 to 1440")
        for name in _COUNTS:
            value = getattr(self, name)
            optional = name == "skip_if_vacant_days" and value is None
            _check(name, optional or _is_int(value, least=1, most=365), "a whole number from 1 to 365")
        for name in _SWITCHES:
            _check(name, isinstance(getattr(self, name), bool), "True or False")
        _check("day_rollover", self.day_rollover < time(12), "a time before noon; a hotel's day begins in the night")
        _check("arrival_policy", self.arrival_policy in get_args(ArrivalPolicy), " or ".join(get_args(ArrivalPolicy)))
        _check("unmapped", self.unmapped in get_args(UnmappedPolicy), " or ".join(get_args(UnmappedPolicy)))
        _check("clean_minutes", isinstance(self.clean_minutes, Mapping), "a mapping of kinds to minutes")
        for key, minutes in self.clean_minutes.items():
            _check(f"clean_minutes[{key!r}]", key.partition("/")[0] in DEFAULT_MINUTES, f"for {list(DEFAULT_MINUTES)}")
            _check(f"clean_minutes[{key!r}]", _is_int(minutes, least=1, most=24 * 60), "whole minutes from 1 to 1440")
        object.__setattr__(self, "clean_minutes", {str(key): value for key, value in self.clean_minutes.items()})

    @property
    def buffer(self) -> timedelta:
        """`buffer_minutes` as a duration."""
        return timedelta(minutes=self.buffer_minutes)

    @property
    def debounce(self) -> timedelta:
        """`debounce_dirty_minutes` as a duration."""
        return timedelta(minutes=self.debounce_dirty_minutes)

    def minutes(self, kind: TaskKind, *, room_type_id: str = "") -> int:
        """The planned work for a kind of turnover on a room type, in minutes."""
        set_here = self.clean_minutes
        by_kind = set_here.get(kind.value, DEFAULT_MINUTES[kind.value])
        return set_here.get(f"{kind.value}/{room_type_id}", by_kind)

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> TurnoverPolicy:
        """The policy that `to_mapping` wrote, or that a person configured; times are ``HH:MM``.

        What is not named keeps its default. `ConfigurationError` for an unknown name or a wrong value.
        """
        known = {f.name for f in dataclasses.fields(cls)}
        if unknown := sorted(set(values) - known):
            raise ConfigurationError(
                f"The turnover policy has no {', '.join(unknown)}.",
                next_action=f"Known are {', '.join(sorted(known))}.",
            )
        read = {name: _read_time(name, value) if name in _TIMES else value for name, value in values.items()}
        return cls(**cast("dict[str, Any]", read))

    def to_mapping(self) -> dict[str, Any]:
        """Every parameter as JSON can hold it; `from_mapping` reads it back."""
        values = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        return {
            name: value.isoformat() if name in _TIMES else dict(value) if name == "clean_minutes" else value
            for name, value in values.items()
        }


def _check(name: str, good: bool, wanted: str) -> None:
    if not good:
        raise ConfigurationError(f"The turnover policy's {name} cannot be that.", next_action=f"Give {wanted}.")


def _is_wall_time(value: object) -> bool:
    return isinstance(value, time) and value.tzinfo is None


def _is_int(value: object, *, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _read_time(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return time.fromisoformat(value)
    except ValueError as error:
        raise ConfigurationError(
            f"The turnover policy's {name} is not a time.", next_action="Write it as HH:MM, such as 17:00."
        ) from error
