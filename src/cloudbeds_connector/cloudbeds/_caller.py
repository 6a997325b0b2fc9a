"""Decides what a synchronous and an asynchronous client have in common: everything but the waiting."""

from __future__ import annotations

import logging
from typing import Any, TypeVar

from ..errors import ConfigurationError
from ..hooks import CredentialAtRisk, Hooks
from ..pms.clock import SystemClock
from ..pms.limiter import LocalLimiter
from ..pms.ports import Clock, Lane, Limiter
from ..pms.zones import load_zone
from .auth import Auth
from .circuit import Circuit
from .exchange import Exchange
from .operation import Operation
from .patience import Patience
from .retry import RetryPolicy

T = TypeVar("T")

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
        attempts: int,
        limiter: Limiter | None,
        clock: Clock | None,
        deadline: float | None,
        hooks: Hooks,
    ) -> None:
        self.property_id = _checked(property_id)
        self.zone = load_zone(timezone) if timezone else None
        self._auth = auth
        self._clock = clock or SystemClock()
        self._limiter = limiter or LocalLimiter(requests_per_second, self._clock)
        self._policy = RetryPolicy(attempts, deadline=deadline)
        self._circuit = Circuit(self._clock)
        self._hooks = hooks
        self._warned = False

    def __repr__(self) -> str:
        return f"{type(self).__name__}(property_id={self.property_id!r})"

    def _exchange(self, operation: Operation[T], lane: Lane) -> Exchange[T]:
        self._warn()
        return Exchange(
            operation,
            property_id=self.property_id,
            lane=lane,
            patience=Patience(self._clock, self._policy.deadline, method=operation.method),
            circuit=self._circuit,
            tell=self._hooks,
        )

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


def _checked(property_id: str | None) -> str | None:
    """A property's id that can be sent in a header."""
    if property_id is None or (property_id.isascii() and property_id.isprintable() and " " not in property_id):
        return property_id or None
    raise ConfigurationError(
        "The property's id has characters that no id of Cloudbeds has.", next_action="Give one that getHotels lists."
    )
