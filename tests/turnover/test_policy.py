"""A hotel's policy survives JSON, and a mistake in it is named."""

from __future__ import annotations

import json
from datetime import UTC, time
from typing import Any

import pytest

from cloudbeds_connector.errors import ConfigurationError
from cloudbeds_connector.turnover import TaskKind, TurnoverPolicy


def test_a_policy_survives_json() -> None:
    policy = TurnoverPolicy(
        same_day_target=time(16, 30), clean_minutes={"departure/SUITE": 45}, skip_if_vacant_days=2, unmapped="hold"
    )
    assert TurnoverPolicy.from_mapping(json.loads(json.dumps(policy.to_mapping()))) == policy
    assert TurnoverPolicy.from_mapping({"day_rollover": "02:00"}).day_rollover == time(2)
    assert hash(policy) != hash(TurnoverPolicy())


def test_minutes_are_those_of_the_room_type_or_of_the_kind() -> None:
    policy = TurnoverPolicy(clean_minutes={"departure": 25, "departure/SUITE": 45})
    assert policy.minutes(TaskKind.DEPARTURE) == 25
    assert policy.minutes(TaskKind.DEPARTURE, room_type_id="SUITE") == 45
    assert policy.minutes(TaskKind.CHECK, room_type_id="SUITE") == 5


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"buffer_minutes": -1}, "buffer_minutes"),
        ({"buffer_minutes": True}, "buffer_minutes"),
        ({"same_day_target": time(17, tzinfo=UTC)}, "same_day_target"),
        ({"same_day_target": "late"}, "same_day_target"),
        ({"day_rollover": time(13)}, "day_rollover"),
        ({"arrival_policy": "latest"}, "arrival_policy"),
        ({"unmapped": "drop"}, "unmapped"),
        ({"clean_minutes": {"departure": 0}}, "clean_minutes"),
        ({"clean_minutes": {"dusting": 5}}, "clean_minutes"),
        ({"refresh_days": 0}, "refresh_days"),
        ({"skip_if_vacant_days": 0}, "skip_if_vacant_days"),
        ({"require_inspection": "yes"}, "require_inspection"),
        ({"same_day_taget": "17:00"}, "same_day_taget"),
    ],
)
def test_a_mistake_is_named(values: dict[str, Any], named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        TurnoverPolicy.from_mapping(values)
