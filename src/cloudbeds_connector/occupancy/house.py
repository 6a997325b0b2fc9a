"""Decides who comes through the door and who leaves the house, as against who changes rooms in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ..pms.model import Segment
from .days import Grid
from .parties import handovers
from .policy import OccupancyPolicy
from .stays import Stay
from .tally import Tally


def tally_house(stays: Iterable[Stay], *, grid: Grid, policy: OccupancyPolicy) -> Tally:
    """The house's own counts, of stays on the books. Whoever goes on in another segment stays over on that day."""
    tally = Tally(grid)
    ending: dict[int, list[Segment]] = defaultdict(list)
    starting: dict[int, list[Segment]] = defaultdict(list)
    for segment, start, end in stays:
        tally.stay(start, end)
        if start < end:
            starting[start].append(segment)
            ending[end].append(segment)
    for day, arriving in starting.items():
        if day not in ending:
            continue
        going_on = _going_on(ending[day], arriving, policy=policy)
        tally.day("arrivals", day, number=-going_on)
        tally.day("departures", day, number=-going_on)
        tally.nights("stayovers", start=day, end=day + 1, number=going_on)
    return tally


def _going_on(ending: list[Segment], starting: list[Segment], *, policy: OccupancyPolicy) -> int:
    # nearly everybody who comes has nothing to do with those who go; pairing is only for those who might
    reservations = {segment.reservation_id for segment in starting}
    parties = {segment.party_id for segment in starting if segment.party_id}
    candidates = [
        segment for segment in ending if segment.reservation_id in reservations or segment.party_id in parties
    ]
    found = handovers(candidates, starting=starting) if candidates else []
    return sum(1 for handover in found if policy.join_extensions or not handover.same_room)
