"""How far a hotel trusts names is a value that is checked, stored and read back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cloudbeds_connector.errors import ConfigurationError
from cloudbeds_connector.roommap import MapPolicy


def test_by_default_nothing_is_confirmed_by_itself() -> None:
    assert MapPolicy().to_mapping() == {"confirm_exact": False, "similar_from": 0.7}
    assert MapPolicy.from_mapping({}) == MapPolicy()


def test_a_policy_survives_the_way_through_a_store() -> None:
    policy = MapPolicy(confirm_exact=True, similar_from=0.85)
    assert MapPolicy.from_mapping(json.loads(json.dumps(policy.to_mapping()))) == policy
    assert MapPolicy.from_mapping({"similar_from": 1}).similar_from == 1


@pytest.mark.parametrize("value", [0, -0.1, 1.01, 2, True, "0.7", None, float("nan")])
def test_a_threshold_is_a_share(value: Any) -> None:
    with pytest.raises(ConfigurationError) as error:
        MapPolicy(similar_from=value)
    message = "The room map policy's similar_from is not valid. Give a number above 0 and at most 1, such as 0.7."
    assert str(error.value) == message


@pytest.mark.parametrize("value", [1, "yes", None])
def test_a_switch_is_on_or_off(value: Any) -> None:
    with pytest.raises(ConfigurationError) as error:
        MapPolicy.from_mapping({"confirm_exact": value})
    assert str(error.value) == "The room map policy's confirm_exact is not valid. Give True or False."


def test_an_unknown_habit_is_refused_by_name() -> None:
    with pytest.raises(ConfigurationError) as error:
        MapPolicy.from_mapping({"trust": 1, "guess": True, "similar_from": 0.5})
    assert str(error.value) == "The room map policy has no guess, trust. Known names: confirm_exact, similar_from."
