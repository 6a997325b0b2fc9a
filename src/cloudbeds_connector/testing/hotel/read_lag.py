"""How long after a write reads still show the old state, for each object of a hotel.

No consistency is documented. Integrators see a change within seconds as a rule; one reports more than ten minutes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

from .faults import Faults

#: Reads show a write within this, where `Quirk.READS_LAG_WRITES` is on and `Faults` say nothing else.
READ_LAG_SECONDS = 20.0


class ReadLag:
    """The lag of each object. A lag that is changed holds for later writes."""

    def __init__(self, *, seed: int, faults: Callable[[], Faults], lags_by_itself: bool) -> None:
        self._seed = seed
        self._faults = faults
        self._lags_by_itself = lags_by_itself
        self._rng = Random(f"{seed}:lags")

    def of(self, key: str) -> timedelta:
        """How long reads do not show a write of the object `key` that is made now."""
        faults = self._faults()
        if key in faults.lag_of:
            return timedelta(seconds=faults.lag_of[key])
        if faults.read_lag_seconds is not None:
            shorter = faults.lag_spread * Random(f"{self._seed}:lag:{key}").random()
            return timedelta(seconds=faults.read_lag_seconds * (1 - shorter))
        if not self._lags_by_itself:
            return timedelta()
        # skewed: most writes become visible within a few seconds, some only after twenty
        return timedelta(seconds=READ_LAG_SECONDS * self._rng.random() ** 2)
