"""On which days a block closes a room, until when work waits for it, and when most of them are a season's end."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from cloudbeds_connector.pms.model import BlockKind
from cloudbeds_connector.turnover import Alert, TaskState, TurnoverPolicy
from cloudbeds_connector.turnover.rules.out_of_order import apply_block_rules
from cloudbeds_connector.turnover.rules.property_alerts import season_alert
from cloudbeds_connector.turnover.view.blocks import (
    closed_by,
    end_is_ambiguous,
    ended_a_season,
    first_open_day,
    is_long,
    open_again_on,
    out_of_order,
    season_on,
)

from ..acceptance.beginnings import left_at_10_40
from ..calendar import day
from ..story import Story
from ..working_unit import index_of, unit_work_of


@pytest.mark.parametrize(
    ("inclusive", "arrival", "opens"),
    [(True, 2, 3), (False, None, 2), (None, None, 3), (None, 1, 3), (None, 2, 2), (None, 3, 3)],
)
def test_T85_a_blocks_last_day_is_closed_unless_it_is_known_to_be_open_or_a_guest_arrives_on_it(
    inclusive: bool | None, arrival: int | None, opens: int
) -> None:
    hotel = Story()
    hotel.block(start=0, end=2, end_inclusive=inclusive)
    if arrival is not None:
        hotel.arrival("B", start=arrival, end=5)
    (block,) = hotel.view.blocks
    assert first_open_day(index_of(hotel), block) == day(opens)
    assert end_is_ambiguous(index_of(hotel), block) is (inclusive is None and arrival == 2)


def test_T11_T85_T91_neither_a_courtesy_hold_nor_a_mover_makes_a_blocks_end_open() -> None:
    hotel = Story()
    hotel.room("102", "dirty", occupied=True)
    hotel.block(start=0, end=2)
    hotel.block(id="hold", start=2, end=4, kind=BlockKind.COURTESY_HOLD)
    hotel.guest("A1", "102", start=-1, end=2, reservation="R", party="P")
    hotel.guest("A2", "101", start=2, end=4, reservation="R", party="P")
    assert first_open_day(index_of(hotel), hotel.view.blocks[0]) == day(3)


@pytest.mark.parametrize(("on", "closed"), [(-1, False), (0, True), (1, True), (2, False)])
def test_T86_a_block_closes_its_days_and_no_others(on: int, closed: bool) -> None:
    hotel = Story()
    hotel.block(start=0, end=1)
    index = index_of(hotel)
    assert (out_of_order(index, "101", on=day(on)) is not None) is closed
    assert (closed_by(index, "101", on=day(on)) is not None) is closed
    assert closed_by(index, "101", BlockKind.HOUSE_USE, on=day(on)) is None
    assert out_of_order(index, "102", on=day(on)) is None
    for kind in (BlockKind.HOUSE_USE, BlockKind.OUT_OF_SERVICE, BlockKind.COURTESY_HOLD):
        hotel.block(start=0, end=1, kind=kind)
        assert out_of_order(index_of(hotel), "101", on=day(on)) is None


@pytest.mark.parametrize("kind", [BlockKind.OUT_OF_SERVICE, BlockKind.HOUSE_USE, BlockKind.COURTESY_HOLD])
def test_T89_T90_a_room_is_open_again_after_all_the_blocks_that_follow_and_put_it_out_of_order(kind: BlockKind) -> None:
    hotel = Story()
    hotel.block(id="3", start=1, end=1)
    hotel.block(id="2", start=1, end=2)
    hotel.block(id="1", start=-1, end=0)
    hotel.block(id="4", start=4, end=5)
    hotel.block(id="5", start=3, end=9, kind=kind)
    assert open_again_on(index_of(hotel), "101") == day(3)
    assert open_again_on(index_of(hotel), "102") == day(0)
    assert [block.id for block in index_of(hotel).blocks.of("101")] == ["1", "2", "3", "5", "4"]
    hotel.block(id="6", start=3, end=3)
    assert open_again_on(index_of(hotel), "101") == day(6)
    assert out_of_order(index_of(Story()), "101") is None


def closed_for_weeks(*numbers: str, of: int = 4, days: int = 14, **more: Any) -> Story:
    """So many rooms, of which these are closed for two weeks from a week ago on."""
    hotel = Story()
    hotel.view = replace(hotel.view, units=())
    for index in range(of):
        hotel.room(str(101 + index))
    for number in numbers:
        hotel.block(number, **({"start": -7, "end": -8 + days, "end_inclusive": True} | more))
    return hotel


@pytest.mark.parametrize(
    ("days", "kind", "long"),
    [(14, BlockKind.OUT_OF_ORDER, True), (13, BlockKind.OUT_OF_ORDER, False), (14, BlockKind.HOUSE_USE, False)],
)
def test_T138_a_seasons_block_is_two_weeks_out_of_order(days: int, kind: BlockKind, long: bool) -> None:
    hotel = closed_for_weeks("101", "102", "103", days=days, kind=kind)
    assert is_long(index_of(hotel), hotel.view.blocks[0]) is long
    assert len(season_on(index_of(hotel), day(0))) == (3 if long else 0)


@pytest.mark.parametrize(("closed", "season"), [(2, False), (3, True), (4, True)])
def test_T138_more_than_half_of_the_rooms_must_be_closed(closed: int, season: bool) -> None:
    numbers = [str(101 + index) for index in range(closed)]
    hotel = closed_for_weeks(*numbers)
    hotel.room("P1", turnover=False)
    hotel.suite("S", rooms=("101", "102"))
    hotel.block("P1", start=-7, end=6)
    assert [block.room_id for block in season_on(index_of(hotel), day(0))] == numbers * season


@pytest.mark.parametrize(("on", "season"), [(-8, False), (-7, True), (6, True), (7, False)])
def test_T138_the_season_is_closed_from_its_first_day_to_its_last(on: int, season: bool) -> None:
    index = index_of(closed_for_weeks("101", "102", "103"))
    assert bool(season_on(index, day(on))) is season
    assert index.seasons == {day(on): season_on(index, day(on))}


def test_T138_the_hotel_gets_one_alert_a_season_under_its_first_day() -> None:
    hotel = closed_for_weeks("101", "102")
    hotel.block("103", start=-9, end=9)
    alert = season_alert(index_of(hotel))
    assert alert == Alert(code="season_closed", reason=alert.reason if alert else "", business_date=day(-9), row="T138")
    assert alert.reason.startswith("3 rooms are closed")
    assert season_alert(index_of(closed_for_weeks("101", "102"))) is None
    hotel.removes_the_block("103")
    assert season_on(index_of(hotel), day(0)) != ()
    (alert,) = filter(None, [season_alert(index_of(hotel))])
    assert (alert.reason.partition(" ")[0], alert.business_date) == ("2", day(-7))
    hotel.removes_the_block("101", "102", "103")
    assert season_alert(index_of(hotel)) is None


@pytest.mark.parametrize(
    ("others", "days", "ended"), [(("102", "103"), 7, True), (("102", "103"), 5, False), (("102",), 7, False)]
)
def test_T138_a_block_ended_a_season_if_it_was_long_and_most_rooms_were_closed_on_its_last_day(
    others: tuple[str, ...], days: int, ended: bool
) -> None:
    hotel = closed_for_weeks(*others, start=-14, end=-1)
    hotel.block("101", start=-days * 2, end=-1, end_inclusive=True)
    index = index_of(hotel)
    block = next(block for block in hotel.view.blocks if block.room_id == "101")
    assert ended_a_season(index, block) is ended


def held(hotel: Story) -> tuple[Any, ...]:
    """What the blocks do to the room's task, and what is alerted."""
    work = unit_work_of(hotel)
    apply_block_rules(work)
    (draft,) = work.drafts
    alerts = [(alert.code, alert.row, alert.segment_id) for alert in work.alerts]
    assert all("Room 101" in alert.reason for alert in work.alerts)
    assert (draft.reason is not None) is (draft.task.reason != hotel.task().reason)
    row, sentence = (draft.reason.row, draft.reason.sentence) if draft.reason else ("", "")
    if draft.task.held_until is not None and row in ("T86", "T89", "T138"):
        opens = draft.task.held_until.astimezone(hotel.view.property.zone)
        assert f"until {opens:%H:%M} on {opens.date().isoformat()}" in sentence
    return draft.task.state.value, draft.task.held_until, row, draft.task.flags, alerts


def test_T86_T87_T88_T89_work_waits_for_the_room_until_it_is_sold_again() -> None:
    hotel = left_at_10_40()
    hotel.block(start=0, end=1)
    opens = hotel.instant("04:00", on=2)
    assert held(hotel) == ("on_hold", opens, "T86", ("out_of_order",), [])
    hotel.wants(day_rollover=time(2))
    assert held(hotel)[1] == hotel.instant("02:00", on=2)
    hotel.wants(day_rollover=time(4))
    begun = replace(hotel.task(), state=TaskState.IN_PROGRESS)
    waiting = replace(hotel.task(), state=TaskState.ON_HOLD, held_from=TaskState.OPEN, flags=("out_of_order",))
    hotel.view = replace(hotel.view, tasks=(begun,))
    assert held(hotel) == ("in_progress", opens, "T87", ("out_of_order",), [])
    hotel.view = replace(hotel.view, tasks=(replace(waiting, held_until=opens),))
    assert held(hotel) == ("on_hold", opens, "", ("out_of_order",), [])
    hotel.view = replace(hotel.view, tasks=(replace(waiting, held_until=hotel.now),))
    assert held(hotel) == ("on_hold", opens, "T89", ("out_of_order",), [])
    hotel.unblock()
    assert held(hotel) == ("open", None, "T88", (), [])
    work = unit_work_of(hotel)
    apply_block_rules(work)
    assert work.drafts[0].task.noticed_at == hotel.now, "the room is available to its next guest from now on"
    hotel.view = replace(hotel.view, tasks=(replace(waiting, flags=(), held_until=hotel.now),))
    assert held(hotel) == ("on_hold", hotel.now, "", (), []), "people hold it, and people release it"


def test_T86_a_room_without_work_has_nothing_that_waits() -> None:
    hotel = Story()
    hotel.block(start=0, end=1)
    hotel.arrival("B")
    work = unit_work_of(hotel)
    apply_block_rules(work)
    assert (work.drafts, work.alerts) == ([], [])


@pytest.mark.parametrize(("closed", "row", "flags"), [(3, "T138", ("out_of_order", "season")), (2, "T86", None)])
def test_T138_work_waits_for_the_season(closed: int, row: str, flags: tuple[str, ...] | None) -> None:
    hotel = left_at_10_40()
    for index in range(3):
        hotel.room(str(102 + index))
    for index in range(closed):
        hotel.block(str(101 + index), start=0, end=13, end_inclusive=True)
    opens = hotel.instant("04:00", on=14)
    assert held(hotel) == ("on_hold", opens, row, flags or ("out_of_order",), [])


@pytest.mark.parametrize(("start", "alerts"), [(-1, True), (0, True), (1, False)])
def test_T130_an_arrival_of_today_for_a_room_out_of_order_raises_an_alert(start: int, alerts: bool) -> None:
    hotel = left_at_10_40()
    hotel.block(start=-1, end=1, end_inclusive=True)
    hotel.arrival("B", start=start, end=4)
    assert held(hotel)[4] == [("arrival_on_blocked_room", "T130", "B")] * alerts


@pytest.mark.parametrize(
    ("end", "inclusive", "arrives", "alerts"),
    [(0, None, 0, True), (0, False, 0, False), (0, None, 1, False), (1, None, 1, False)],
)
def test_T85_a_block_whose_end_is_open_today_raises_an_alert(
    end: int, inclusive: bool | None, arrives: int, alerts: bool
) -> None:
    hotel = left_at_10_40()
    hotel.block(start=-1, end=end, end_inclusive=inclusive)
    hotel.arrival("B", start=arrives, end=4)
    assert [alert for alert in held(hotel)[4] if alert[1] == "T85"] == [("block_end_ambiguous", "T85", None)] * alerts
    hotel.becomes("B", start_date=day(end))
    hotel.block(start=-1, end=end, end_inclusive=None, kind=BlockKind.HOUSE_USE)
    assert [alert for alert in held(hotel)[4] if alert[1] == "T85"] == []


def test_T86_T138_the_policy_says_how_long_and_how_many() -> None:
    hotel = closed_for_weeks("101", days=7, of=4)
    hotel.policy = TurnoverPolicy(season_block_days=7, season_percent=24)
    assert season_on(index_of(hotel), day(-1))
    hotel.policy = TurnoverPolicy(season_block_days=7, season_percent=25)
    assert not season_on(index_of(hotel), day(-1))
