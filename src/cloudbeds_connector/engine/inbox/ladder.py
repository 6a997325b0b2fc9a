"""The ladder: when a webhook is looked at again until its change is shown, and when that ends.

At once, then after 30 s, 2, 5, 10 and 20 minutes, as long as the hotel system's reads may lag. Where the account's lag
is known, there are looks at that time too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from ..observe.read_lag import AccountLag

#: Seconds after a webhook came.
RUNGS = (0, 30, 120, 300, 600, 1200)
#: A change of a stay that no row shows is looked for so long at least, even where no lag is known: one may begin.
SHORTEST = timedelta(minutes=5)
#: How far apart looks are where the lag is only known to be between two of them, and how many there are at most.
STEP, MOST_STEPS = 30.0, 40
#: A look within so many seconds after the hotel shows a change is soon enough.
SOON = 50.0
#: Looks that are so close are made as one.
TOGETHER = timedelta(seconds=5)


def give_up_after(lag: AccountLag, *, longest: timedelta, is_provable: bool) -> timedelta:
    """How long a webhook is looked at again while no row shows what it announces.

    `longest` is how long reads of the hotel system may lag. `is_provable`: a row's modification time will show it.
    """
    if not (lag.is_certain if is_provable else lag.is_learned):
        return longest
    known = lag.longest * 1.25 + timedelta(seconds=30)
    return min(longest, max(known, SHORTEST) if is_provable else known)


def next_look(received_at: datetime, now: datetime, lag: AccountLag, *, end: timedelta) -> datetime:
    """The next look after `now`; at the latest the last one, `end` after the webhook came."""
    last = received_at + end
    instants = (received_at + timedelta(seconds=seconds) for seconds in (*RUNGS, *_learned(lag)))
    return min((at for at in instants if now + TOGETHER < at < last), default=last)


def looked_at_together(instants: Iterable[datetime]) -> dict[datetime, datetime]:
    """When to look, for each of these instants: those that are close wait for the latest of them."""
    found: dict[datetime, datetime] = {}
    latest: datetime | None = None
    for at in sorted(set(instants), reverse=True):
        if latest is None or latest - at > TOGETHER:
            latest = at
        found[at] = latest
    return found


def _learned(lag: AccountLag) -> Iterator[float]:
    """Seconds after which changes were shown before, and closer steps where that is only known roughly."""
    for sample in lag.samples:
        if not sample.is_late or sample.until is None or any(sample.until <= s <= sample.above + SOON for s in RUNGS):
            continue
        steps = min(int((sample.until - sample.above) / STEP), MOST_STEPS)
        yield from (sample.above + STEP * step for step in range(1, steps + 1))
        yield sample.until
        yield sample.until + STEP  # a little later, because no two are exactly as late
