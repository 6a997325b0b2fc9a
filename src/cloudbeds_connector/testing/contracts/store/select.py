# ruff: noqa: S101, D102  (a test asserts, and its name says what)
"""Selecting: what is found and in what order, so that every store gives the same answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta, timezone

import pytest

from ....pms.model import StayState
from ....pms.tasks import Priority
from ....stores.port import Store
from ....stores.records import STAY_SEGMENTS, SYNC_CURSORS, TURNOVER_TASKS, StaySegment, SyncCursor
from ..examples import NOON, example


def stay(
    name: str, *, room: str | None = "101", leaves: int = 24, state: StayState = StayState.EXPECTED
) -> StaySegment:
    """A stay of hotel "h" that leaves on a day of November."""
    return replace(
        example(STAY_SEGMENTS, 1),
        connection_id="h",
        id=name,
        room_id=room,
        end_date=date(2026, 11, leaves),
        state=state,
        eta=None,
    )


def ids(stays: Sequence[StaySegment]) -> list[str]:
    """The stays' ids."""
    return [each.id for each in stays]


class SelectContract:
    """Tests of `select`."""

    def test_without_conditions_all_rows_come_in_key_order(self, store: Store) -> None:
        with store.transaction() as tx:
            tx.put(STAY_SEGMENTS, stay("b"), stay("a"), stay("B"), stay("10"), stay("é"), stay("9"))
            assert ids(tx.select(STAY_SEGMENTS)) == ["10", "9", "B", "a", "b", "é"]

    def test_every_condition_must_hold(self, store: Store) -> None:
        with store.transaction() as tx:
            tx.put(
                STAY_SEGMENTS,
                stay("a", state=StayState.IN_HOUSE),
                stay("b", room="102", state=StayState.IN_HOUSE),
                stay("c"),
                replace(stay("d", state=StayState.IN_HOUSE), connection_id="elsewhere"),
            )
            where = {"connection_id": "h", "state": StayState.IN_HOUSE, "room_id": "101"}
            assert ids(tx.select(STAY_SEGMENTS, where=where)) == ["a"]

    def test_one_of_several_values(self, store: Store) -> None:
        with store.transaction() as tx:
            tx.put(STAY_SEGMENTS, stay("a", room="101"), stay("b", room="102"), stay("c", room=None))
            for several in (["101", "102"], ("101", "102"), {"101", "102"}, frozenset({"102", "101"})):
                assert ids(tx.select(STAY_SEGMENTS, where={"room_id": several})) == ["a", "b"]
            assert ids(tx.select(STAY_SEGMENTS, where={"room_id": ["102", None]})) == ["b", "c"]
            assert tx.select(STAY_SEGMENTS, where={"room_id": []}) == []
            many = [str(number) for number in range(2000)]
            assert ids(tx.select(STAY_SEGMENTS, where={"room_id": many})) == ["a", "b"]

    def test_none_means_null(self, store: Store) -> None:
        with store.transaction() as tx:
            tx.put(STAY_SEGMENTS, stay("assigned"), stay("unassigned", room=None))
            assert ids(tx.select(STAY_SEGMENTS, where={"room_id": None})) == ["unassigned"]
            assert ids(tx.select(STAY_SEGMENTS, where={"room_id": "101"})) == ["assigned"]

    def test_an_enum_is_found_by_itself_and_by_its_value(self, store: Store) -> None:
        urgent = replace(example(TURNOVER_TASKS, 1), priority=Priority.URGENT)
        with store.transaction() as tx:
            tx.put(STAY_SEGMENTS, stay("a", state=StayState.NO_SHOW), stay("b"))
            tx.put(TURNOVER_TASKS, urgent)
            assert ids(tx.select(STAY_SEGMENTS, where={"state": "no_show"})) == ["a"]
            assert ids(tx.select(STAY_SEGMENTS, where={"state": [StayState.NO_SHOW, "expected"]})) == ["a", "b"]
            assert tx.select(TURNOVER_TASKS, at_most={"priority": Priority.HIGH}) == [urgent]

    def test_ranges_include_their_ends(self, store: Store) -> None:
        with store.transaction() as tx:
            tx.put(STAY_SEGMENTS, *(stay(f"leaves {day}", leaves=day) for day in (9, 10, 24, 25, 26)))
            found = tx.select(
                STAY_SEGMENTS, at_least={"end_date": date(2026, 11, 10)}, at_most={"end_date": date(2026, 11, 25)}
            )
            assert ids(found) == ["leaves 10", "leaves 24", "leaves 25"]

    def test_a_range_of_instants_is_exact_to_the_microsecond_in_any_zone(self, store: Store) -> None:
        tick = timedelta(microseconds=1)
        cursors = [
            SyncCursor(connection_id="h", name=name, due_at=NOON + offset)
            for name, offset in (("before", -tick), ("at", timedelta(0)), ("after", tick))
        ]
        noon_in_new_york = NOON.astimezone(timezone(-timedelta(hours=5)))
        with store.transaction() as tx:
            tx.put(SYNC_CURSORS, *cursors)
            due = tx.select(SYNC_CURSORS, at_most={"due_at": noon_in_new_york}, order=("due_at",))
            assert [each.name for each in due] == ["before", "at"]
            assert [each.name for each in tx.select(SYNC_CURSORS, where={"due_at": noon_in_new_york})] == ["at"]

    def test_null_is_in_no_range(self, store: Store) -> None:
        with store.transaction() as tx:
            tx.put(STAY_SEGMENTS, stay("no eta"), replace(stay("late"), eta=time(23, 30)))
            assert ids(tx.select(STAY_SEGMENTS, at_least={"eta": time(0)})) == ["late"]
            assert ids(tx.select(STAY_SEGMENTS, at_most={"eta": time(23, 59)})) == ["late"]

    def test_order_is_by_each_column_then_by_the_key(self, store: Store) -> None:
        with store.transaction() as tx:
            tx.put(
                STAY_SEGMENTS, stay("a", leaves=25), stay("d", leaves=24), stay("c", leaves=25), stay("b", room="100")
            )
            assert ids(tx.select(STAY_SEGMENTS, order=("end_date",))) == ["b", "d", "a", "c"]
            assert ids(tx.select(STAY_SEGMENTS, order=("-end_date",))) == ["a", "c", "b", "d"]
            assert ids(tx.select(STAY_SEGMENTS, order=("-end_date", "-id"))) == ["c", "a", "d", "b"]
            assert ids(tx.select(STAY_SEGMENTS, order=("room_id", "-end_date"))) == ["b", "a", "c", "d"]

    def test_nulls_come_first_both_ways(self, store: Store) -> None:
        with store.transaction() as tx:
            tx.put(STAY_SEGMENTS, stay("a"), stay("b", room=None), stay("c", room="102"), stay("d", room=None))
            assert ids(tx.select(STAY_SEGMENTS, order=("room_id",))) == ["b", "d", "a", "c"]
            assert ids(tx.select(STAY_SEGMENTS, order=("-room_id",))) == ["b", "d", "c", "a"]

    def test_a_limit_takes_the_first_ones(self, store: Store) -> None:
        with store.transaction() as tx:
            tx.put(STAY_SEGMENTS, stay("a", leaves=26), stay("b", leaves=25), stay("c", leaves=25))
            assert ids(tx.select(STAY_SEGMENTS, order=("end_date",), limit=2)) == ["b", "c"]
            assert tx.select(STAY_SEGMENTS, limit=0) == []
            assert len(tx.select(STAY_SEGMENTS, limit=99)) == 3

    def test_an_invalid_selection_is_refused(self, store: Store) -> None:
        with store.transaction() as tx:
            with pytest.raises(ValueError, match="no column"):
                tx.select(STAY_SEGMENTS, where={"room": "101"})
            with pytest.raises(ValueError, match="no column"):
                tx.select(STAY_SEGMENTS, order=("-departure",))
            with pytest.raises(TypeError, match="room_id"):
                tx.select(STAY_SEGMENTS, where={"room_id": 101})
            with pytest.raises(TypeError, match="JSON"):
                tx.select(TURNOVER_TASKS, where={"flags": ("guest_waiting",)})
            with pytest.raises(ValueError, match="bound"):
                tx.select(STAY_SEGMENTS, at_least={"end_date": None})
