"""The calls without a model of their own: any method of version 1.3 by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...errors import ConfigurationError
from ..envelope import plain
from ..operation import Endpoint, Operation, Repeat, Scope, Verb, Wire, wire_params

if TYPE_CHECKING:
    from collections.abc import Mapping


def any_call(method: str, params: Mapping[str, Wire], *, verb: str, scope: str) -> Operation[dict[str, Any]]:
    """The call of `method`, answered with the whole body as plain data. Only GET is safe to repeat."""
    try:
        endpoint = Endpoint(
            name=method, verb=Verb(verb), repeat=Repeat.SAFE if verb == "GET" else Repeat.ONCE, scope=Scope(scope)
        )
    except ValueError:
        pass
    else:
        return Operation(endpoint=endpoint, params=wire_params(params), parse=plain)
    raise ConfigurationError(
        "That is no verb, or no parameter that names the property.",
        next_action="verb is GET, POST, PUT or DELETE; scope is propertyID, propertyIDs or the empty text.",
    )
