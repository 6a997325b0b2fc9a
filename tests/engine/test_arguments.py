"""Arguments that cannot be right, of every public method: an error of this package names each, and nothing happens."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, get_type_hints

import pytest

from cloudbeds_connector import CloudbedsConnector, Integration, MemoryStore, WebhookRequest, Worker, WorkReport
from cloudbeds_connector.engine.arguments import MAY_BE_EMPTY, kinds_of
from cloudbeds_connector.errors import ConfigurationError, NotConnectedError
from cloudbeds_connector.pms.ports import Credentials

from .conftest import House

#: Right values of arguments that have no default.
RIGHT: dict[str, Any] = {
    "property_id": "my-hotel",
    "base_url": "https://host.example",
    "request": WebhookRequest(body=b"{}"),
    "room": "101",
    "stop": lambda: True,
    "seconds": 0.0,
    "report": WorkReport(),
}


def methods(kind: type) -> list[str]:
    """The names of the public methods with arguments."""
    found = inspect.getmembers(kind, inspect.isfunction)
    return [name for name, method in found if name[0] != "_" and len(inspect.signature(method).parameters) > 1]


def _arguments() -> Iterator[Any]:
    for kind in (Integration, Worker):
        for method in methods(kind):
            for name in list(inspect.signature(getattr(kind, method)).parameters)[1:]:
                yield pytest.param(kind, method, name, id=f"{kind.__name__}.{method}-{name}")


ARGUMENTS = list(_arguments())


def call(house: House, kind: type, method: str, /, **given: Any) -> Any:
    subject = house.integration if kind is Integration else Worker(house.integration)
    parameters = list(inspect.signature(getattr(kind, method)).parameters.values())[1:]
    needed = {each.name: RIGHT[each.name] for each in parameters if each.default is each.empty}
    return getattr(subject, method)(**{**needed, **given})


def refused(house: House, kind: type, method: str, name: str, value: object) -> None:
    before, requests = repr(vars(house.store)), len(house.pms.requests)
    with pytest.raises(ConfigurationError, match=rf"\b{name}\b") as raised:
        call(house, kind, method, **{name: value})
    assert raised.value.next_action
    assert (repr(vars(house.store)), len(house.pms.requests)) == (before, requests)


@pytest.mark.parametrize(("kind", "method", "name"), ARGUMENTS)
@pytest.mark.parametrize("value", [object(), b"x", [1]], ids=["an object", "bytes", "a list"])
def test_a_value_of_another_type_is_refused_by_every_argument(
    house: House, kind: type, method: str, name: str, value: object
) -> None:
    refused(house.open(), kind, method, name, value)


@pytest.mark.parametrize(("kind", "method", "name"), ARGUMENTS)
def test_a_value_of_the_right_type_that_means_nothing_is_refused(
    house: House, kind: type, method: str, name: str
) -> None:
    hostile: dict[type, list[object]] = {
        str: ["", " \n", "a\0b", "\ud83d"],
        timedelta: [timedelta(seconds=-1)],
        WebhookRequest: [WebhookRequest(body="{}"), WebhookRequest(body=b"", token=1)],  # type: ignore[arg-type]
    }
    hint = get_type_hints(inspect.unwrap(getattr(kind, method)))[name]
    house.open()
    for each in kinds_of(hint):
        for value in hostile.get(each, []):
            if not (value == "" and name in MAY_BE_EMPTY):
                refused(house, kind, method, name, value)


@pytest.mark.parametrize(
    "settings",
    [{"x": object()}, {1: "x"}, {"x": {"y": {1, 2}}}, {"x": float("nan")}, {"x": b"y"}, {"x": "\ud83d"}],
    ids=["an object", "a number as key", "a set within", "not a number", "bytes", "half a character"],
)
def test_settings_that_cannot_be_stored_are_refused(house: House, settings: Any) -> None:
    refused(house, Integration, "connect", "settings", settings)


@pytest.mark.parametrize("method", ["sync", "request_sync"])
def test_a_kind_of_sync_that_does_not_exist_is_refused(house: House, method: str) -> None:
    refused(house.open(), Integration, method, "kind", "x")


@pytest.mark.parametrize(
    "url",
    [
        "host.example",
        "http://host.example",
        "http://u:p@host.example",
        "https://u@host.example",
        "https://host.example?x=1",
        "https://host.example#x",
        "ftp://host.example",
        "https://",
        "https://host.example\n",
        "https://höst.example",
    ],
)
@pytest.mark.parametrize(("method", "name"), [("subscribe", "base_url"), ("probe", "webhook_url")])
def test_webhooks_come_to_an_https_address_only(house: House, method: str, name: str, url: str) -> None:
    refused(house.open(), Integration, method, name, url)
    assert "host.example" not in house.connection.settings


def test_only_a_simulated_hotel_sends_to_this_machine(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    real = CloudbedsConnector()
    monkeypatch.setattr(house.pms, "base_url_of", real.base_url_of, raising=False)
    house.integration.connect("my-hotel")
    for url in ("http://127.0.0.1:8000", "http://localhost", "https://[::1]"):
        refused(house, Integration, "subscribe", "base_url", url)
    monkeypatch.setattr(house.pms, "base_url_of", lambda settings: "http://127.0.0.1:9/")
    house.integration.connect("my-hotel", credentials=None)
    house.integration.subscribe("my-hotel", "http://127.0.0.1:8000/app/")
    [url] = house.pms.endpoint_urls
    assert url.startswith("http://127.0.0.1:8000/app/webhooks/integrations/fake/")


@pytest.mark.parametrize("method", methods(Integration))
def test_right_arguments_pass_by_position_and_by_name(method: str) -> None:
    """Of a property that is not connected, so that each method ends at once."""
    integration = Integration(connector=CloudbedsConnector(), store=MemoryStore(), credentials=_no_credentials)
    parameters = list(inspect.signature(getattr(Integration, method)).parameters.values())[1:]
    needed = [RIGHT[each.name] for each in parameters if each.default is each.empty]
    call_it: Callable[..., Any] = getattr(integration, method)
    try:
        call_it(*needed)
    except (NotConnectedError, ZeroDivisionError) as error:
        assert "argument" not in str(error)  # noqa: PT017
    with pytest.raises(TypeError):
        call_it(*needed, misspelled=1)


def _no_credentials(connection: object) -> Credentials:
    raise NotConnectedError("There is none.", next_action="Make one.")
