"""What does not fit a port of `Integration` is refused when it is built, and so is the use of a closed one."""

from __future__ import annotations

from typing import Any

import pytest

from cloudbeds_connector import (
    CloudbedsConnector,
    ConfigurationError,
    Credentials,
    Integration,
    MemoryStore,
    WebhookRequest,
)  # fmt: skip


class Tasks:
    def send(self, command: object) -> None: ...


def built(**arguments: Any) -> Integration:
    given: dict[str, Any] = {
        "connector": CloudbedsConnector(),
        "store": MemoryStore(),
        "credentials": lambda connection: Credentials("cbat_canary"),
        "tasks": Tasks(),
    }
    return Integration(**(given | arguments))


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("connector", object(), "has no method open"),
        ("connector", None, "has no method open"),
        ("connector", CloudbedsConnector, "is a class"),
        ("store", object(), "has no method transaction"),
        ("store", "sqlite:///hotel.db", "has no method transaction"),
        ("tasks", object(), "has no method send"),
        ("tasks", Tasks, "is a class"),
        ("events", print, "has no method send"),
        ("rooms", {"104": "1"}, "has no method list"),
        ("clock", 5, "has no method now"),
        ("limiter", 5, "has no method take"),
        ("keys", "canary", "is no KeyRing"),
        ("policy", {}, "is no TurnoverPolicy"),
        ("settings", {}, "is no EngineSettings"),
        ("credentials", "cbat_canary", "is no function"),
        ("dispatch", "task", "is no function"),
    ],
)
def test_an_argument_that_does_not_fit_is_named(name: str, value: object, what: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        built(**{name: value})
    assert f"The argument {name}= of Integration" in str(caught.value)
    assert what in str(caught.value)
    assert "canary" not in str(caught.value)


def test_a_closed_integration_says_so() -> None:
    with built() as integration:
        pass
    for use in (
        lambda: integration.connect("my-hotel"),
        lambda: integration.sync("my-hotel"),
        lambda: integration.subscribe("my-hotel", "https://host.example"),
    ):
        with pytest.raises(ConfigurationError, match="This Integration is closed"):
            use()
    assert integration.connections() == ()
    answer = integration.receive(WebhookRequest(body=b"{}", token="t"))
    assert answer.status == 503, "the sender sends it again"
