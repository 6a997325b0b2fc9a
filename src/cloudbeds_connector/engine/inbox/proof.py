"""Proof: whether a row shows what a message announced, and what that says about the account's lag.

A message's instant and a row's modification time are both the hotel system's, so they are compared with each other,
and never with this side's clock, which may differ.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from ...pms.hotel_time import CLOCK_SKEW
from ...pms.model import Reservation
from ...stores import records as r
from ..observe.look import Seen
from ..observe.read_lag import LagSample

#: A message older than this was delivered late, or its clock is wrong: it proves nothing.
OLDEST = timedelta(minutes=15)
#: How much later than the modification its message may be dated. Only later looks allow for it: at the first one, a
#: modification that came just before would be taken for this one.
TOLERANCE = timedelta(seconds=1)
#: A modification within this of the message is the one that was announced, and not a later one.
SAME = timedelta(seconds=5)
#: A longer time between two looks says nothing: the worker was stopped, or looks failed.
LONGEST_GAP = timedelta(minutes=11)


def announced_instant(reported: datetime | None, *, received_at: datetime) -> datetime | None:
    """The message's own instant if modification times can be compared with it."""
    if reported is None or not received_at - OLDEST <= reported <= received_at + CLOCK_SKEW:
        return None
    return reported


def is_shown(hint: r.WebhookEvent, modified_at: datetime | None, *, seen_at: datetime) -> bool:
    """Whether a row that was modified at `modified_at` shows what the message announced.

    Many hotel systems date modifications in whole seconds. One in the future is in a wrong zone, or of a wrong clock.
    """
    announced = hint.announced_at
    if announced is None or modified_at is None or modified_at > seen_at + CLOCK_SKEW:
        return False
    since = announced - TOLERANCE if hint.looks else announced
    if not modified_at.microsecond:
        since = since.replace(microsecond=0)
    return modified_at >= since


def sample_of(hint: r.WebhookEvent, seen: Seen[Reservation], stored: r.Reservation | None) -> LagSample | None:
    """What a row that shows the announced change says about the lag; None if that was shown before, or is unclear."""
    modified, announced = seen.row.modified_at, hint.announced_at
    if modified is None or announced is None or abs(modified - announced) > SAME or hint.failures:
        return None
    if stored is not None and stored.modified_at is not None and stored.modified_at >= modified:
        return None
    above = hint.looked_at - hint.received_at if hint.looked_at is not None else timedelta()
    until = seen.sent_at - hint.received_at
    if until - above > LONGEST_GAP and hint.looked_at is not None:
        return None
    return LagSample(above.total_seconds(), until.total_seconds())
