"""The numbers of every requested night from stays that are already resolved: the arithmetic of all answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from ..pms.model import RoomBlock, Segment, StayState
from .claims import claims_of
from .closures import add_closures, closed_nights
from .counts import HouseCounts, NightOccupancy, OccupancyCounts, UnitKind
from .days import Grid
from .groups import GroupBlock
from .layout import Layout, Line
from .parties import handovers
from .policy import OccupancyPolicy
from .stays import Stay, is_on_the_books, is_tentative
from .tally import COUNTED, Tally

_Row = tuple[int, ...]
_ZERO: _Row = (0,) * len(COUNTED)
_HOUSE = ("arrivals", "departures", "stayovers", "day_use")


class Sources(NamedTuple):
    """What is counted: the house, its stays on the nights in question, its blocks and group blocks."""

    layout: Layout
    stays: list[Stay]
    blocks: Iterable[RoomBlock]
    groups: Iterable[GroupBlock]


def count_nights(
    sources: Sources, *, grid: Grid, policy: OccupancyPolicy, indexes: Collection[int]
) -> dict[int, NightOccupancy]:
    """The nights with these `indexes`. `sources` must have every stay that covers or leaves on one of them."""
    layout = sources.layout
    sold = [
        stay for stay in sources.stays if is_on_the_books(stay.segment, policy=policy) and layout.places(stay.segment)
    ]
    tallies: dict[Line, Tally] = _Tallies(grid)
    for line in layout.physical:
        tallies[line]
    claims = list(claims_of(sold, layout=layout))
    for line, _, start, end in claims:
        tallies[line].stay(start, end)
    _add_guests(sold, layout=layout, tallies=tallies)
    _add_others(sources.stays, layout=layout, tallies=tallies)
    closed = closed_nights(sources.blocks, layout=layout, grid=grid, indexes=indexes)
    add_closures(closed, claims=claims, layout=layout, grid=grid, tallies=tallies)
    _add_groups(sources.groups, layout=layout, tallies=tallies)
    rows = {line: tallies[line].rows() for line in sorted(tallies)}
    house = tally_house(sold, grid=grid, policy=policy).rows()
    return {
        index: _night(
            grid.night(index),
            {line: row[index] for line, row in rows.items()},
            house=house[index],
            physical=layout.physical,
        )
        for index in indexes
    }


class _Tallies(dict[Line, Tally]):
    """A tally for every line that is looked up."""

    def __init__(self, grid: Grid) -> None:
        super().__init__()
        self._grid = grid

    def __missing__(self, line: Line) -> Tally:
        tally = self[line] = Tally(self._grid)
        return tally


def _add_guests(sold: Iterable[Stay], *, layout: Layout, tallies: dict[Line, Tally]) -> None:
    """A party sleeps once, however many units it takes: it counts where its first unit does."""
    for segment, start, end in sold:
        tally = tallies[layout.places(segment)[0].line]
        if segment.guests is None:
            tally.nights("guests_unknown", start=start, end=end)
        else:
            tally.nights("guests", start=start, end=end, number=segment.guests)


def _add_others(stays: Iterable[Stay], *, layout: Layout, tallies: dict[Line, Tally]) -> None:
    """What is tentative, did not come, or was called off: each counted on its own, on the books or not."""
    others: dict[str, list[Stay]] = {"tentative": [], "no_shows": [], "cancellations": []}
    for stay in stays:
        state = stay.segment.state
        if state is StayState.CANCELLED:
            others["cancellations"].append(stay)
        elif state is StayState.NO_SHOW:
            others["no_shows"].append(stay)
        elif is_tentative(stay.segment):
            others["tentative"].append(stay)
    for name, found in others.items():
        for line, _, start, end in claims_of(found, layout=layout):
            tallies[line].nights(name, start=start, end=end)


def _add_groups(groups: Iterable[GroupBlock], *, layout: Layout, tallies: dict[Line, Tally]) -> None:
    for block in groups:
        for night in block.nights:
            day, kept = night.night.toordinal(), block.not_picked_up(night)
            tally = tallies[layout.line_of(night.room_type_id)]
            tally.nights("group_not_picked_up", start=day, end=day + 1, number=kept)


def _night(day: date, rows: Mapping[Line, _Row], *, house: _Row, physical: Mapping[Line, int]) -> NightOccupancy:
    here = [(line, row, physical.get(line, 0)) for line, row in rows.items()]
    of_house = dict(zip(COUNTED, house, strict=True))
    return NightOccupancy(
        night=day,
        rooms=_total(UnitKind.ROOM, here),
        beds=_total(UnitKind.BED, here),
        house=HouseCounts(stays=of_house["on_the_books"], **{name: of_house[name] for name in _HOUSE}),
        # a type without units is shown on the nights on which something of it is counted, and on no other
        types=tuple(
            _counts(line.room_type_id, line.kind, row, units) for line, row, units in here if units or any(row)
        ),
    )


def _total(kind: UnitKind, here: list[tuple[Line, _Row, int]]) -> OccupancyCounts:
    own = [(row, units) for line, row, units in here if line.kind is kind]
    row = tuple(map(sum, zip(_ZERO, *(row for row, _ in own), strict=True)))
    return _counts(None, kind, row, sum(units for _, units in own))


def _counts(room_type_id: str | None, kind: UnitKind, row: _Row, physical: int) -> OccupancyCounts:
    return OccupancyCounts(
        room_type_id=room_type_id, kind=kind, physical=physical, **dict(zip(COUNTED, row, strict=True))
    )


def tally_house(stays: Iterable[Stay], *, grid: Grid, policy: OccupancyPolicy) -> Tally:
    """The house's own counts, of stays on the books. A guest who goes on in another segment stays over on that day."""
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
