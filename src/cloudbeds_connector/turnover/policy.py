"""The turnover policy of a hotel: its parameters, their defaults, and which values are valid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from functools import cached_property
from typing import Any, ClassVar, Literal, get_args

from ..errors import ConfigurationError
from ..pms.configured import Configured, is_wall_time, is_whole_number
from ..pms.model import Property
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

#: What the first look does with a backlog of dirty rooms: ask a person once, make the tasks, or leave it (T143).
FirstLook = Literal["ask", "create", "ignore"]

_TIMES = ("same_day_target", "day_rollover", "eta_wrap", "late_until")
_OWN_TIMES = ("check_in_time", "check_out_time")
_MINUTES = (
    "buffer_minutes",
    "debounce_dirty_minutes",
    "revert_window_minutes",
    "same_guest_window_minutes",
    "grace_overdue_minutes",
    "late_detected_minutes",
    "clean_confirm_minutes",
    "notify_minutes",
    "night_audit_grace_minutes",
)
_COUNTS = ("refresh_days", "miss_confirm", "season_block_days", "stuck_factor")
_OPTIONAL_COUNTS = ("skip_if_vacant_days", "long_stay_nights")
_PERCENTS = ("season_percent", "first_look_percent")
_SWITCHES = ("turnovers", "require_inspection", "count_tentative", "create_on_physical_vacancy", "dorm_room_clean")

#: What a room type may have of its own. The others belong to the hotel's day, its intake or its staff.
PER_ROOM_TYPE = frozenset(
    {
        "turnovers",
        "same_day_target",
        "check_in_time",
        "check_out_time",
        "buffer_minutes",
        "arrival_policy",
        "clean_minutes",
        "debounce_dirty_minutes",
        "clean_confirm_minutes",
        "revert_window_minutes",
        "same_guest_window_minutes",
        "grace_overdue_minutes",
        "require_inspection",
        "create_on_physical_vacancy",
        "dorm_room_clean",
        "refresh_days",
        "skip_if_vacant_days",
        "long_stay_nights",
        "long_stay_factor",
        "stuck_factor",
    }
)


@dataclass(frozen=True, kw_only=True)
class TurnoverPolicy(Configured):
    """How one hotel turns rooms around. Times are property-local wall times; `ConfigurationError` for a wrong value.

    `turnovers` False: the hotel, or the room type, gets none (T30). `check_in_time` and `check_out_time` stand in for
    the hotel system's where it has none that are right, or where a room type has its own.
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
    `create_on_physical_vacancy`: a room that housekeeping found empty gets its turnover although the hotel system
    shows a guest in house (T20). `dorm_room_clean`: the last guest to leave a dorm also leads to a turnover of the
    whole dorm (T94).
    `long_stay_nights` and `long_stay_factor`: so long a stay takes so much more work (T142; None: never).
    `notify_minutes`: a due time that moved by less is not notified to the person who has the task (T52).
    `stuck_factor`: work that takes so many times its planned minutes is alerted (T141).
    `season_block_days`, `season_percent`: so many rooms blocked for so long is a season's end, not so many repairs
    (T138). `first_look`, `first_look_percent`: what a first look does that finds more than so many of the vacant rooms
    dirty (T143). `night_audit_grace_minutes`: how late the night audit may be (T135).
    `room_types` maps a room type's id to what differs there; see `for_room_type`.
    """

    title: ClassVar[str] = "The turnover policy"
    wall_times: ClassVar[tuple[str, ...]] = (*_TIMES, *_OWN_TIMES)
    turnovers: bool = True
    check_in_time: time | None = None
    check_out_time: time | None = None
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
    create_on_physical_vacancy: bool = False
    dorm_room_clean: bool = False
    long_stay_nights: int | None = None
    long_stay_factor: float = 1.5
    notify_minutes: int = 10
    stuck_factor: int = 3
    season_block_days: int = 14
    season_percent: int = 50
    first_look: FirstLook = "ask"
    first_look_percent: int = 50
    night_audit_grace_minutes: int = 180
    room_types: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        for name in _TIMES:
            self.check(name, is_wall_time(getattr(self, name)), "a wall time without a zone, such as time(17)")
        for name in _OWN_TIMES:
            value = getattr(self, name)
            self.check(name, value is None or is_wall_time(value), "a wall time such as time(15), or None")
        self.check_numbers(_MINUTES, "whole minutes", minimum=0, maximum=24 * 60)
        self.check_numbers(_COUNTS, "a whole number", minimum=1, maximum=365)
        self.check_numbers(_OPTIONAL_COUNTS, "a whole number", minimum=1, maximum=365, optional=True)
        self.check_numbers(_PERCENTS, "whole percents", minimum=0, maximum=100)
        for name in _SWITCHES:
            self.check(name, isinstance(getattr(self, name), bool), "True or False")
        for name, words in _WORDS.items():
            self.check(name, getattr(self, name) in words, " or ".join(words))
        self.check("day_rollover", self.day_rollover < time(12), "a time before noon, as a hotel's day begins at night")
        self.check("long_stay_factor", _is_factor(self.long_stay_factor), "a number from 1 to 10, such as 1.5")
        object.__setattr__(self, "clean_minutes", _read_minutes(self.clean_minutes))
        object.__setattr__(self, "room_types", _read_room_types(self.room_types))
        for type_id in self.room_types:
            self.for_room_type(type_id)  # a wrong value raises now, not on the day a guest leaves

    @cached_property
    def buffer(self) -> timedelta:
        """`buffer_minutes` as a duration."""
        return timedelta(minutes=self.buffer_minutes)

    @cached_property
    def debounce(self) -> timedelta:
        """`debounce_dirty_minutes` as a duration."""
        return timedelta(minutes=self.debounce_dirty_minutes)

    def minutes(self, kind: TaskKind, *, room_type_id: str = "") -> int:
        """The planned work for a kind of turnover on a room type, in minutes."""
        set_here = self.clean_minutes
        by_kind = set_here.get(kind.value, DEFAULT_MINUTES[kind.value])
        return set_here.get(f"{kind.value}/{room_type_id}", by_kind)

    def for_room_type(self, room_type_id: str) -> TurnoverPolicy:
        """The policy as it is for rooms of this type. Of `clean_minutes` only the kinds that are named differ."""
        own = self.room_types.get(room_type_id)
        if not own:
            return self
        values: dict[str, Any] = {name: self.read_setting(name, value) for name, value in own.items()}
        if "clean_minutes" in values:
            values["clean_minutes"] = {**self.clean_minutes, **_read_minutes(values["clean_minutes"])}
        return replace(self, **values, room_types={})

    def warnings(self, hotel: Property) -> tuple[str, ...]:
        """What a person should know who configures this for `hotel`, each in a sentence; nothing is forbidden by it."""
        check_in = self.check_in_time or hotel.check_in_time
        if check_in == (self.check_out_time or hotel.check_out_time):
            return (
                f"Check-in and check-out are both at {check_in:%H:%M}, so every same-day turnover will be urgent; "
                "set a later check-in time.",
            )
        return ()


_WORDS = {
    "arrival_policy": get_args(ArrivalPolicy),
    "unmapped": get_args(UnmappedPolicy),
    "first_look": get_args(FirstLook),
}


def _is_factor(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value <= 10


def _read_minutes(value: object) -> dict[str, int]:
    if not isinstance(value, Mapping):
        TurnoverPolicy.check("clean_minutes", False, "a mapping of kinds to minutes")
        return {}
    check = TurnoverPolicy.check
    for key, minutes in value.items():
        check(f"clean_minutes[{key!r}]", str(key).partition("/")[0] in DEFAULT_MINUTES, f"for {list(DEFAULT_MINUTES)}")
        good = is_whole_number(minutes, minimum=1, maximum=24 * 60)
        check(f"clean_minutes[{key!r}]", good, "whole minutes from 1 to 1440")
    return {str(key): minutes for key, minutes in value.items()}


def _read_room_types(value: object) -> dict[str, dict[str, Any]]:
    if not isinstance(value, Mapping) or not all(isinstance(own, Mapping) for own in value.values()):
        TurnoverPolicy.check("room_types", False, "a mapping of room type ids to what differs there")
        return {}
    for type_id, own in value.items():
        if unknown := sorted(set(own) - PER_ROOM_TYPE):
            raise ConfigurationError(
                f"The turnover policy's room_types[{type_id!r}] cannot have its own {', '.join(unknown)}.",
                next_action=f"A room type may have its own {', '.join(sorted(PER_ROOM_TYPE))}.",
            )
    return {str(type_id): dict(own) for type_id, own in value.items()}
