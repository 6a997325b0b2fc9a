"""One call of every typed method of the client, with everything that it can be asked for; some also with the least.

`CALLS` is keyed by the `used_as` of the endpoint. What a call comes back with is a result, or rows.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from cloudbeds_connector.cloudbeds import groups
from cloudbeds_connector.cloudbeds.operation import Endpoint
from cloudbeds_connector.http.paging import AllRows

from . import client_calls_house, client_calls_stays
from .client_calls_house import Call as Call

CALLS: dict[str, list[Call]] = {**client_calls_house.CALLS, **client_calls_stays.CALLS}
ALL = [(name, number) for name, calls in CALLS.items() for number in range(len(calls))]


def endpoints() -> list[Endpoint]:
    """Every endpoint that a module of `groups` defines."""
    found = []
    for each in pkgutil.iter_modules(groups.__path__):
        module = import_module(f"{groups.__name__}.{each.name}")
        found += [value for value in vars(module).values() if isinstance(value, Endpoint)]
    return found


ENDPOINTS = {endpoint.used_as: endpoint for endpoint in endpoints()}


def looked_at(result: object) -> None:
    """Read a listing to its end; there is nothing to do about what a call has returned."""
    if isinstance(result, AllRows):
        list(result)
