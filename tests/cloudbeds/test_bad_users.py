"""A user who cannot be read costs that user, although users are listed by property in one object."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from cloudbeds_connector.cloudbeds.groups.users import _read
from cloudbeds_connector.http.call import MisshapenError

GOOD = {"userID": "1", "firstName": "Ana"}


def users(data: Any) -> Any:
    return _read(json.dumps({"success": True, "data": data}).encode())


@pytest.mark.parametrize("bad", [None, "n/a", 7, [GOOD]], ids=repr)
def test_a_user_who_cannot_be_read_is_set_aside_and_the_others_are_listed(
    bad: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        found = users({"10": [GOOD, bad], "11": [GOOD]})
    assert [(user.user_id, user.property_id) for user in found] == [("1", "10"), ("1", "11")]
    assert [row.kind for row in found.set_aside] == ["user"]
    assert "getUsers" in caplog.text


def test_a_property_without_a_list_of_users_costs_no_other() -> None:
    found = users({"10": 7, "11": [GOOD]})
    assert [user.property_id for user in found] == ["11"]
    assert len(found.set_aside) == 1


@pytest.mark.parametrize("data", [7, "users", {"10": 7}], ids=repr)
def test_an_answer_without_any_users_that_can_be_read_is_an_error(data: Any) -> None:
    with pytest.raises(MisshapenError):
        users(data)
