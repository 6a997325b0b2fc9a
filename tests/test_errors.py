"""Errors name the next action, keep their details, and travel between processes."""

from __future__ import annotations

import inspect
import pickle

import pytest

from cloudbeds_connector import errors
from cloudbeds_connector.errors import ConnectorError, PmsError, RateLimitedError

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, ConnectorError)]


def make(kind: type[ConnectorError]) -> ConnectorError:
    extra: dict[str, object] = {"status": 404} if kind is errors.WebhookRejectedError else {}
    if issubclass(kind, PmsError):
        extra = {"method": "getRooms", "status": 500, "request_id": "abc", "attempts": 3}
    if kind is errors.CircuitOpenError:
        extra["retry_after"] = 12.5
    return kind("It broke.", next_action="Mend it.", **extra)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_pickles_whole_and_ends_with_the_next_action(kind: type[ConnectorError]) -> None:
    error = make(kind)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert again.__dict__ == error.__dict__
    assert str(again) == str(error)
    assert str(error).endswith("Mend it.")


def test_a_call_that_failed_says_which_one_and_how_often() -> None:
    error = RateLimitedError(
        "Too fast.", next_action="Wait.", method="getRooms", status=429, attempts=2, retry_after=3.0
    )
    assert str(error) == "Too fast. (getRooms, HTTP 429, 2 attempts) Wait."
    assert error.retryable
    assert pickle.loads(pickle.dumps(error)).retry_after == 3.0
