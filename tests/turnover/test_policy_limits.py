"""The last value of each parameter that makes sense and the first that does not, and the error for the latter."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from datetime import UTC, time, timedelta
from typing import Any

import pytest

from cloudbeds_connector.errors import ConfigurationError
from cloudbeds_connector.turnover import TaskKind, TurnoverPolicy
from cloudbeds_connector.turnover.policy import PER_ROOM_TYPE

from .story import HOTEL

TIMES = ("same_day_target", "eta_wrap", "late_until")
OWN_TIMES = ("check_in_time", "check_out_time")
MINUTES = (
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
COUNTS = ("refresh_days", "miss_confirm", "season_block_days", "stuck_factor")
OPTIONAL_COUNTS = ("skip_if_vacant_days", "long_stay_nights")
PERCENTS = ("season_percent", "first_look_percent")
SWITCHES = ("turnovers", "require_inspection", "count_tentative", "create_on_physical_vacancy", "dorm_room_clean")
WORDS = {
    "arrival_policy": ("earliest", "check_in_time", "eta"),
    "unmapped": ("create_labelled", "hold"),
    "first_look": ("ask", "create", "ignore"),
}

GOOD: dict[str, tuple[Any, ...]] = {
    **{name: (time(0), time(23, 59, 59)) for name in TIMES},
    **{name: (time(0), time(23, 59, 59), None) for name in OWN_TIMES},
    "day_rollover": (time(0), time(11, 59, 59)),
    **dict.fromkeys(MINUTES, (0, 1440)),
    **dict.fromkeys(COUNTS, (1, 365)),
    **dict.fromkeys(OPTIONAL_COUNTS, (None, 1, 365)),
    **dict.fromkeys(PERCENTS, (0, 100)),
    **dict.fromkeys(SWITCHES, (False, True)),
    **WORDS,
    "long_stay_factor": (1, 1.0, 10, 10.0),
    "clean_minutes": ({}, {"departure": 1, "check": 1440, "refresh/SUITE": 5, "bed_turnover/a/b": 7, "touch_up": 2}),
    "room_types": ({}, {"SUITE": {}}, {"SUITE": {"buffer_minutes": 30, "check_in_time": "16:00"}}),
}

WRONG: list[tuple[str, tuple[Any, ...], str]] = [
    *((name, (None, "later", 17, time(1, tzinfo=UTC)), "a wall time without a zone") for name in TIMES),
    *((name, ("later", 17, time(1, tzinfo=UTC)), "a wall time such as time(15), or None") for name in OWN_TIMES),
    ("day_rollover", (None, time(1, tzinfo=UTC)), "a wall time without a zone"),
    ("day_rollover", (time(12), time(23)), "a time before noon"),
    *((name, (-1, 1441, 1.5, "5", True, None), "whole minutes from 0 to 1440") for name in MINUTES),
    *((name, (0, 366, 1.5, "5", True, None), "a whole number from 1 to 365") for name in COUNTS),
    *((name, (0, 366, 1.5, "5", True), "a whole number from 1 to 365, or None") for name in OPTIONAL_COUNTS),
    *((name, (-1, 101, 0.5, "5", True, None), "whole percents from 0 to 100") for name in PERCENTS),
    *((name, ("yes", 1, None), "True or False") for name in SWITCHES),
    *((name, ("whatever", "", None), " or ".join(words)) for name, words in WORDS.items()),
    ("long_stay_factor", (0.99, 10.01, "2", True, None), "a number from 1 to 10, such as 1.5"),
    ("clean_minutes", ([], None, "30"), "a mapping of kinds to minutes"),
    ("clean_minutes", ({"departure": 0}, {"departure": 1441}, {"check/A": True}), "whole minutes from 1 to 1440"),
    ("clean_minutes", ({"stayover": 5}, {"/departure": 5}, {1: 5}), "for ['departure', 'bed_turnover'"),
    ("room_types", ([], None, {"SUITE": 45}, {"STD": {}, "SUITE": [45]}), "a mapping of room type ids to what differs"),
]


@pytest.mark.parametrize("name", sorted(GOOD))
def test_the_edges_of_a_parameter_are_taken(name: str) -> None:
    for value in GOOD[name]:
        assert getattr(TurnoverPolicy(**{name: value}), name) == value


def test_every_parameter_has_edges_and_wrong_values_here() -> None:
    fields = {field.name for field in dataclasses.fields(TurnoverPolicy)}
    assert set(GOOD) == {name for name, _, _ in WRONG} == fields


@pytest.mark.parametrize(("name", "values", "expected"), WRONG)
def test_what_a_parameter_cannot_be_is_refused_with_what_it_can_be(
    name: str, values: tuple[Any, ...], expected: str
) -> None:
    for value in values:
        with pytest.raises(ConfigurationError) as refused:
            TurnoverPolicy(**{name: value})
        assert f"The turnover policy's {name}" in str(refused.value)
        assert expected in (refused.value.next_action or ""), value


def test_a_wrong_kind_of_work_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"clean_minutes\['dusting/A'\]"):
        TurnoverPolicy(clean_minutes={"departure": 5, "dusting/A": 5})
    with pytest.raises(ConfigurationError, match=r"clean_minutes\['check/A'\]"):
        TurnoverPolicy(clean_minutes={"departure": 5, "check/A": 0})


def test_the_defaults_are_what_the_docs_say() -> None:
    policy = TurnoverPolicy()
    assert policy.to_mapping() == {
        "turnovers": True,
        "check_in_time": None,
        "check_out_time": None,
        "same_day_target": "17:00:00",
        "buffer_minutes": 15,
        "day_rollover": "04:00:00",
        "arrival_policy": "earliest",
        "eta_wrap": "06:00:00",
        "late_until": "06:00:00",
        "clean_minutes": {},
        "debounce_dirty_minutes": 10,
        "clean_confirm_minutes": 15,
        "revert_window_minutes": 30,
        "same_guest_window_minutes": 60,
        "late_detected_minutes": 60,
        "grace_overdue_minutes": 60,
        "require_inspection": False,
        "count_tentative": True,
        "unmapped": "create_labelled",
        "refresh_days": 7,
        "skip_if_vacant_days": None,
        "miss_confirm": 3,
        "create_on_physical_vacancy": False,
        "dorm_room_clean": False,
        "long_stay_nights": None,
        "long_stay_factor": 1.5,
        "notify_minutes": 10,
        "stuck_factor": 3,
        "season_block_days": 14,
        "season_percent": 50,
        "first_look": "ask",
        "first_look_percent": 50,
        "night_audit_grace_minutes": 180,
        "room_types": {},
    }
    assert (policy.buffer, policy.debounce) == (timedelta(minutes=15), timedelta(minutes=10))
    assert [policy.minutes(kind) for kind in TaskKind if kind is not TaskKind.STAYOVER] == [30, 10, 10, 10, 5]


def test_T43_minutes_go_by_the_kind_on_the_type_then_the_kind_then_the_usual() -> None:
    policy = TurnoverPolicy(clean_minutes={"departure": 25, "departure/SUITE": 45, "check/SUITE": 8})
    asked = [("departure", "SUITE"), ("departure", "STD"), ("departure", ""), ("check", "SUITE"), ("check", "STD")]
    assert [policy.minutes(TaskKind(kind), room_type_id=type_id) for kind, type_id in asked] == [45, 25, 25, 8, 5]


def test_T43_a_room_without_a_type_may_have_its_own_minutes() -> None:
    assert TurnoverPolicy(clean_minutes={"departure/": 40}).minutes(TaskKind.DEPARTURE) == 40


def test_a_policy_does_not_change_with_what_it_was_made_of() -> None:
    minutes, suite = {"departure": 25}, {"buffer_minutes": 30}
    types = {"SUITE": suite}
    policy = TurnoverPolicy(clean_minutes=minutes, room_types=types)
    minutes["departure"], suite["buffer_minutes"], types["STD"] = 99, 99, {}
    assert (policy.clean_minutes, policy.room_types) == ({"departure": 25}, {"SUITE": {"buffer_minutes": 30}})


def test_T43_a_room_type_has_its_own_and_the_rest_of_the_hotels() -> None:
    own = {"buffer_minutes": 30, "check_out_time": "12:30", "clean_minutes": {"departure": 45}}
    hotel = TurnoverPolicy(
        room_types={"SUITE": own, "STD": {}}, clean_minutes={"departure": 25, "check": 6}, refresh_days=9
    )
    assert hotel.for_room_type("SUITE") == TurnoverPolicy(
        buffer_minutes=30,
        check_out_time=time(12, 30),
        clean_minutes={"departure": 45, "check": 6},
        refresh_days=9,
    )
    assert hotel.for_room_type("STD") is hotel
    assert hotel.for_room_type("") is hotel
    assert TurnoverPolicy.from_mapping(hotel.to_mapping()) == hotel


@pytest.mark.parametrize(
    "wrong", [{"buffer_minutes": -1}, {"check_in_time": "late"}, {"clean_minutes": {"departure": 0}}]
)
def test_T43_a_wrong_value_of_a_room_type_is_refused_at_once(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        TurnoverPolicy(room_types={"STD": {"buffer_minutes": 5}, "SUITE": wrong})


def test_T43_what_a_room_type_cannot_have_of_its_own_is_named_and_what_it_can_as_well() -> None:
    with pytest.raises(ConfigurationError) as refused:
        TurnoverPolicy(room_types={"STD": {"turnovers": False}, "SUITE": {"unmapped": "hold", "miss_confirm": 2}})
    assert "room_types['SUITE'] cannot have its own miss_confirm, unmapped." in str(refused.value)
    assert (refused.value.next_action or "").endswith(f"its own {', '.join(sorted(PER_ROOM_TYPE))}.")


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ConfigurationError) as refused:
        TurnoverPolicy.from_mapping({"zeal": 1, "buffer_minutes": 5, "ardor": 2})
    assert "The turnover policy has no ardor, zeal." in str(refused.value)
    known = sorted(field.name for field in dataclasses.fields(TurnoverPolicy))
    assert refused.value.next_action == f"Known names: {', '.join(known)}."


@pytest.mark.parametrize("name", [*TIMES, *OWN_TIMES, "day_rollover"])
def test_a_time_is_read_from_json_and_the_error_for_a_wrong_one_shows_the_format(name: str) -> None:
    assert getattr(TurnoverPolicy.from_mapping({name: "07:30"}), name) == time(7, 30)
    with pytest.raises(ConfigurationError, match=name) as refused:
        TurnoverPolicy.from_mapping({name: "half past seven"})
    assert "HH:MM" in (refused.value.next_action or "")


@pytest.mark.parametrize(
    ("hotel", "policy", "same"),
    [
        ((15, 11), (None, None), None),
        ((11, 11), (None, None), "11:00"),
        ((11, 11), (14, None), None),
        ((11, 11), (None, 10), None),
        ((15, 11), (11, None), "11:00"),
        ((15, 11), (None, 15), "15:00"),
        ((15, 11), (12, 12), "12:00"),
        ((15, 15), (12, 11), None),
    ],
)
def test_check_in_and_check_out_at_one_time_are_warned_of(
    hotel: tuple[int, int], policy: tuple[int | None, int | None], same: str | None
) -> None:
    property = replace(HOTEL, check_in_time=time(hotel[0]), check_out_time=time(hotel[1]))
    own = [None if hour is None else time(hour) for hour in policy]
    warnings = TurnoverPolicy(check_in_time=own[0], check_out_time=own[1]).warnings(property)
    assert len(warnings) == (same is not None)
    assert all(f"both at {same}," in warning for warning in warnings)
