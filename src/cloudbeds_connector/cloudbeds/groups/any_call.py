"""Any method of version 1.3 by its name, for methods without a call of their own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from ...errors import ConfigurationError
from ...http.call import Repeat
from ..envelope import plain
from ..operation import Endpoint, Operation, Scope, Verb, Wire, wire_instant, wire_params

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo


#: Without a condition it switches the room to the other one, so that a repetition does harm.
_TOGGLES = "postHousekeepingStatus"


def any_call(
    method: str, params: Mapping[str, Wire | datetime], *, verb: str, scope: str, zone: ZoneInfo | None
) -> Operation[dict[str, Any]]:
    """The call of `method`; its result is the whole body as plain data. Only GET is safe to repeat.

    Instants are written in the property's `zone`. `ConfigurationError` for an unknown verb or scope, and for
    ``postHousekeepingStatus`` without a condition.
    """
    if method.lower() == _TOGGLES.lower() and not str(params.get("roomCondition") or "").strip():
        raise ConfigurationError(
            f"Without roomCondition, {_TOGGLES} switches the room to the other condition.",
            next_action="Use client.housekeeping.set_status, or give roomCondition.",
        )
    try:
        endpoint = Endpoint(
            name=method, verb=Verb(verb), repeat=Repeat.SAFE if verb == "GET" else Repeat.ONCE, scope=Scope(scope)
        )
    except ValueError:
        pass
    else:
        written = {
            name: wire_instant(value, zone) if isinstance(value, datetime) else value for name, value in params.items()
        }
        return Operation(endpoint=endpoint, params=wire_params(written), parse=plain)
    raise ConfigurationError(
        f"The verb {verb!r} or the scope {scope!r} does not exist.",
        next_action="verb is GET, POST, PUT or DELETE; scope is propertyID, propertyIDs or the empty text.",
    )
