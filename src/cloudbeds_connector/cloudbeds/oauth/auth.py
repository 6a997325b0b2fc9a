"""Decides which token a request carries: the one in memory while it will do, another one as soon as it will not."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ...pms.ports import Clock
from ..auth import not_pickled
from ..flights import Flights
from .keeper import TokenKeeper
from .memory import bearer
from .renewal import Renewal


class RenewedAuth:
    """An `Auth` whose token is renewed by one thread of one process at a time. Thread-safe."""

    def __init__(self, client_id: str, *, keeper: TokenKeeper, renewal: Renewal) -> None:
        self._client_id = client_id
        self._keeper = keeper
        self._renewal = renewal
        self._flights = Flights()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(name={self._keeper.name!r})"

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise not_pickled(self)

    @property
    def rate_key(self) -> str:
        """A digest of the client's id: Cloudbeds counts by client, whatever the property."""
        return hashlib.sha256(self._client_id.encode()).hexdigest()[:24]

    def current(self, *, now: datetime) -> Mapping[str, str] | None:
        """The token in memory, if it is good and nothing is to be done about it, or is being done already."""
        token = self._keeper.fresh(now) or (self._keeper.good(now) if self._flights.busy else None)
        return None if token is None else bearer(token)

    def renewed(self, *, clock: Clock, refused: Mapping[str, str] | None = None) -> Mapping[str, str]:
        """A token that is good: the store's, or else a new one.

        A token that was got for a refused one, and is refused as well before it was ever accepted, is not renewed once
        more for a minute: then the refusal has another reason.
        """
        self._keeper.refuse(refused)
        refused = None  # a traceback that shows local variables must not show it
        while True:
            now = clock.now()
            token = self._keeper.fresh(now)
            if token is not None:
                return bearer(token)
            good = self._keeper.good(now)
            flight = self._flights.alone(lambda: self._renewal.run(clock), wait=good is None)
            token = good if flight is not None else self._keeper.token
            if token is not None:
                return bearer(token)
            if flight is not None and flight.error is not None:
                raise copy.copy(flight.error)

    def flush(self) -> bool:
        """Save a token that the store has not taken yet; whether none is left. For the end of a process."""
        if not self._keeper.is_saved:
            self._flights.alone(self._renewal.save)
        return self._keeper.is_saved

    def used(self, *, now: datetime) -> None:
        """The token is good."""
        self._keeper.accept()

    def warning(self, *, now: datetime) -> str | None:
        """A token that is not stored is lost with the process."""
        if self._keeper.is_saved:
            return None
        return f"The newest token of {self._keeper.name} is not stored yet. See to the store before this process ends."
