"""Decides what a synchronous and an asynchronous client have in common: everything but the waiting."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from ..cloudbeds.auth import Auth
from ..cloudbeds.operation import Operation, Wire, wire_instant
from ..errors import ConfigurationError
from ..hooks import CredentialAtRisk, Hooks
from ..pms.clock import SystemClock
from ..pms.limiter import LocalLimiter
from ..pms.ports import Clock, Lane, Limiter
from ..pms.zones import load_zone
from .circuit import Circuit
from .deadline import Patience
from .exchange import Exchange, is_property_id
from .retry import RetryPolicy

if TYPE_CHECKING:
    from typing import Self

T = TypeVar("T")
#: What a client has beside what is its own: groups of calls belong to one lane, and are not taken over.
_SETTINGS = ("property_id", "zone")

DEFAULT_BASE_URL = "https://api.cloudbeds.com/api/v1.3/"

log = logging.getLogger(__name__)


class Caller:
    """The settings of a client, and the decisions of each of its calls. It does no I/O."""

    def __init__(
        self,
        auth: Auth,
        *,
        property_id: str | None,
        timezone: str | None,
        requests_per_second: float,
        timeout: float,
        attempts: int,
        limiter: Limiter | None,
        clock: Clock | None,
        deadline: float | None,
        hooks: Hooks,
    ) -> None:
        if not hasattr(auth, "rate_key"):
            raise ConfigurationError("That is no credential.", next_action="Give ApiKey('cbat_...'), or an OAuth.")
        _check(timeout=timeout, attempts=attempts, deadline=deadline)
        self.property_id = _checked(property_id)
        self.zone = load_zone(timezone) if timezone else None
        self._auth = auth
        self._clock = clock or SystemClock()
        self._limiter = limiter or _limiter_of(requests_per_second, None if clock is None else self._clock)
        self._policy = RetryPolicy(attempts, deadline=deadline)
        self._circuit = Circuit(self._clock)
        self._hooks = hooks
        self._lane = Lane.BULK
        self._warned = False

    def __repr__(self) -> str:
        return f"{type(self).__name__}(property_id={self.property_id!r})"

    @property
    def realtime(self) -> Self:
        """The same client in the real-time lane: for what a person or a webhook waits for.

        Its calls take the next slots of the rate, before any bulk work. It shares everything with this one, so closing
        one closes the other.
        """
        view = object.__new__(type(self))
        own = {name: value for name, value in vars(self).items() if name.startswith("_") or name in _SETTINGS}
        vars(view).update(own, _lane=Lane.REALTIME)
        return view

    def _exchange(self, operation: Operation[T], lane: Lane | None) -> Exchange[T]:
        self._warn()
        return Exchange(
            operation,
            property_id=self.property_id,
            lane=lane or self._lane,
            patience=Patience(self._clock, self._policy.deadline, method=operation.method),
            circuit=self._circuit,
            tell=self._hooks,
        )

    def _written(self, params: Mapping[str, Wire | datetime]) -> dict[str, Wire]:
        """Parameters whose instants are written in the property's zone."""
        return {
            name: wire_instant(value, self.zone) if isinstance(value, datetime) else value
            for name, value in params.items()
        }

    def _warn(self) -> None:
        """Say once, in the log and to the hooks, that the credential is going to stop working."""
        warning = None if self._warned else self._auth.warning(now=self._clock.now())
        if warning is not None:
            self._warned = True
            log.warning("%s", warning)
            self._hooks(CredentialAtRisk(warning=warning))

    def __reduce__(self) -> Any:
        raise ConfigurationError(
            "A client is not pickled: it holds a credential and connections.",
            next_action="Hand over the connection's id, and open a client where it is used.",
        )


#: By rate: the clients of a process share theirs, because a credential has one rate however many clients use it.
_shared: dict[float, LocalLimiter] = {}


def _limiter_of(requests_per_second: float, clock: Clock | None) -> LocalLimiter:
    if clock is not None:  # another time, which nobody else lives in
        return LocalLimiter(requests_per_second, clock)
    made = LocalLimiter(requests_per_second, SystemClock())
    return _shared.setdefault(requests_per_second, made)


def _check(*, timeout: float, attempts: int, deadline: float | None) -> None:
    """`ConfigurationError` for settings that would make every call fail, or none ever end."""
    if not 0 < timeout < math.inf or attempts < 1 or (deadline is not None and not 0 < deadline < math.inf):
        raise ConfigurationError(
            "timeout and deadline are more than 0 seconds, and attempts at least 1.",
            next_action="Give finite numbers; deadline=None for a call without a deadline.",
        )


def _checked(property_id: str | None) -> str | None:
    if not property_id or (isinstance(property_id, str) and is_property_id(property_id)):
        return property_id or None
    raise ConfigurationError("That is no id of a property.", next_action="Give one that getHotels lists, as a text.")
