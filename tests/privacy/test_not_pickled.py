"""Whatever holds a secret refuses to be pickled or copied deeply, and a class that is added later is found here."""

from __future__ import annotations

import copy
import dataclasses
import importlib
import inspect
import pickle
import pkgutil
import re
from collections.abc import Iterator

import pytest

import cloudbeds_connector
import cloudbeds_connector_fastapi
import cloudbeds_connector_redis
import cloudbeds_connector_sqlalchemy
from cloudbeds_connector import ConfigurationError, Credentials, OAuthApp, Token, WebhookRequest
from cloudbeds_connector.secrecy import NotPickled

PACKAGES = (
    cloudbeds_connector, cloudbeds_connector_fastapi, cloudbeds_connector_redis, cloudbeds_connector_sqlalchemy,
)  # fmt: skip
#: Not part of what a host runs, or scripts that run when they are imported.
SKIPPED = re.compile(r"cloudbeds_connector\.(testing|cli|__main__)\b|.*\.migrations\b")
#: A field or an argument that is a secret itself.
SECRET = re.compile(r"(^|_)(secret|token|api_key|password|spends|credentials?|refresh|authorization)$")
#: Ports whose implementations hold secrets.
PORTS = {"Auth", "PmsConnector", "PmsSession", "PmsAccount", "Store", "TokenStore", "Engine", "Redis"}
#: Classes that need no refusal of their own.
HARMLESS = {
    **dict.fromkeys(("Api", "CloudbedsApi"), "`when_no_credential` is the text of an error"),
    **dict.fromkeys(
        ("ListedStays", "Observing", "Subject", "SyncReading", "_Batch", "_Reader", "_Retired", "_Round"),
        "it lasts as long as one piece of work, and the client, session or runtime in it refuses",
    ),
}


def classes() -> Iterator[type]:
    """Every class of the package and its adapters."""
    for package in PACKAGES:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if SKIPPED.match(found.name):
                continue
            module = importlib.import_module(found.name)
            yield from (
                each for each in vars(module).values() if isinstance(each, type) and each.__module__ == found.name
            )


CLASSES = sorted(set(classes()), key=lambda each: (each.__module__, each.__qualname__))
REFUSING = [each for each in CLASSES if issubclass(each, NotPickled) and each is not NotPickled]


def held(kind: type) -> dict[str, str]:
    """What an instance is made of: names and annotations of the fields of a dataclass, or of the arguments."""
    if dataclasses.is_dataclass(kind):
        return {field.name: str(field.type) for field in dataclasses.fields(kind)}
    made = vars(kind).get("__init__")
    if made is None:
        return {}
    return {name: str(each.annotation) for name, each in inspect.signature(made).parameters.items()}


def holds_secret(kind: type, refusing: set[str]) -> list[str]:
    """The fields that are secrets, or objects that hold one."""
    return [
        name
        for name, annotation in held(kind).items()
        if (SECRET.search(name) and "str" in annotation)
        or (set(re.findall(r"\w+", annotation)) & refusing and "Callable" not in annotation)
    ]


def test_a_class_that_holds_a_secret_is_not_forgotten() -> None:
    refusing = {each.__name__ for each in REFUSING} | PORTS
    forgotten = {
        f"{kind.__module__}.{kind.__name__}": found
        for kind in CLASSES
        if not issubclass(kind, NotPickled | BaseException)
        and not getattr(kind, "_is_protocol", False)
        and kind.__name__ not in HARMLESS
        and (found := holds_secret(kind, refusing))
    }
    assert forgotten == {}


@pytest.mark.parametrize("kind", REFUSING, ids=lambda kind: kind.__name__)
def test_what_holds_a_secret_is_neither_pickled_nor_copied(kind: type) -> None:
    instance = kind.__new__(kind)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(ConfigurationError, match=f"{kind.__name__} is not pickled"):
            pickle.dumps({"argument": instance}, protocol)
    with pytest.raises(ConfigurationError, match=r"Pass a reference, such as the property id"):
        copy.deepcopy([instance])


def test_the_error_names_the_class_and_no_secret() -> None:
    request = WebhookRequest(body=b"{}", token="canary")
    for secret in (Credentials("canary"), OAuthApp(client_id="id", client_secret="canary"), request):
        with pytest.raises(ConfigurationError) as caught:
            pickle.dumps(secret)
        assert "canary" not in f"{caught.value!r} {caught.value}"
    assert issubclass(Token, NotPickled)
