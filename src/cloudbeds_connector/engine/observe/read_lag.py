"""Read lag: how late an account's reads show what its webhooks announce, learned from when rows showed it.

A sample is one look that showed a change which was announced: the change was not shown at the look before, and is now.
Only instants of this side's clock are compared for it. With every new sample the oldest is forgotten, so that a lag
that has ended ceases to count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from ...stores.port import Transaction
from ...stores.records import READ_LAGS, ReadLag

#: How many looks are remembered, and how many of the newest tell whether the lag is still what it was.
REMEMBERED, NEWEST = 24, 6
#: The lag counts as learned when so many reservations have shown what was announced, and as certain when so many have.
ENOUGH, PLENTY = 3, 20
#: What counts as no lag until a connector's hotel system has shown one.
USUAL = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class LagSample:
    """Seconds after which a change was shown: more than `above`, at most `until` (None: it was not shown at all).

    `above` is 0 if the first look showed it; `until` then says nothing about the lag. `count` reservations agree.
    """

    above: float
    until: float | None
    count: int = 1

    @property
    def is_late(self) -> bool:
        """Whether a look came too early to see the change."""
        return self.above > 0 and self.until is not None

    def is_within(self, other: LagSample) -> bool:
        """Whether this says the same as `other`, and more exactly."""
        if self.until is None or other.until is None or not (self.is_late and other.is_late):
            return False
        return other.above <= self.above and self.until <= other.until


@dataclass(frozen=True, slots=True)
class AccountLag:
    """The newest samples of one account, oldest first."""

    samples: tuple[LagSample, ...] = ()

    @property
    def longest(self) -> timedelta:
        """The longest lag that is remembered; zero if none was seen."""
        return timedelta(seconds=max((each.until or 0 for each in self.samples if each.is_late), default=0))

    @property
    def is_learned(self) -> bool:
        """Whether enough is known to say how late reads are."""
        return self._reservations >= ENOUGH

    @property
    def is_certain(self) -> bool:
        """Whether a change that no row shows by then is a silent one, which no row will ever show.

        A change that was not shown at all makes it uncertain for some time: the lag may have grown, or differs.
        """
        return self._reservations >= PLENTY and all(each.until is not None for each in self.samples[-NEWEST:])

    @property
    def _reservations(self) -> int:
        return sum(each.count for each in self.samples if each.until is not None)

    def with_samples(self, found: Sequence[LagSample]) -> AccountLag:
        """With the samples of one look: the latest stands for all. The same object if that teaches nothing."""
        kept = self.samples
        shown = [each for each in found if each.until is not None]
        if shown:
            newest = replace(max(shown, key=lambda each: each.above), count=sum(each.count for each in shown))
            if newest.is_late or not self.is_certain or any(each.above for each in kept):  # else still no lag
                kept = (*(each for each in kept if not newest.is_within(each)), newest)
        kept += tuple(each for each in found if each.until is None)[:1]
        return self if kept == self.samples else AccountLag(kept[-REMEMBERED:])


def load_lag(tx: Transaction, connection_id: str) -> AccountLag:
    """What is known of this account; nothing at first."""
    row = tx.get(READ_LAGS, connection_id)
    return AccountLag(tuple(_sample(each) for each in row.samples)) if row is not None else AccountLag()


def store_lag(tx: Transaction, connection_id: str, lag: AccountLag, *, now: datetime) -> None:
    """Store what is known of this account."""
    samples = tuple([s.above, s.until, s.count] for s in lag.samples)
    tx.put(READ_LAGS, ReadLag(connection_id=connection_id, samples=samples, updated_at=now))


def _sample(stored: Any) -> LagSample:
    above, until, count = stored
    return LagSample(above, until, count)
