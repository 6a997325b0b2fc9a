# ruff: noqa: S101, D102, PT012  (a test asserts, its name says what, and a transaction is one step)
"""get, put, put_new and delete; unique indexes; rollbacks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ....errors import UniqueViolationError
from ....pms.tasks import TaskState, TurnoverTask
from ....stores.port import Store
from ....stores.records import CONNECTIONS, PMS_ROOMS, ROOM_MAP, TURNOVER_TASKS, RoomMapping
from ..examples import example


def task(name: str, *, unit: str, state: TaskState = TaskState.OPEN) -> TurnoverTask:
    """A turnover task of hotel "h"."""
    return replace(example(TURNOVER_TASKS, 1), connection_id="h", id=name, unit_id=unit, state=state)


def mapping(room: str, host_room: str | None, state: str) -> RoomMapping:
    """A room mapping of hotel "h"."""
    return replace(example(ROOM_MAP, 1), connection_id="h", room_id=room, host_room_id=host_room, state=state)


class VerbsContract:
    """Tests of the verbs that write."""

    def test_a_record_is_replaced_by_its_key(self, store: Store) -> None:
        room = example(PMS_ROOMS, 1)
        renamed = replace(room, name="Garden 2", gone_at=None)
        with store.transaction() as tx:
            tx.put(PMS_ROOMS, room)
        with store.transaction() as tx:
            tx.put(PMS_ROOMS, renamed)
            assert tx.get(PMS_ROOMS, room.connection_id, room.id) == renamed
            assert tx.select(PMS_ROOMS) == [renamed]

    def test_a_room_of_another_hotel_is_another_room(self, store: Store) -> None:
        here = replace(example(PMS_ROOMS, 1), connection_id="here", id="101")
        there = replace(here, connection_id="there", name="theirs")
        with store.transaction() as tx:
            tx.put(PMS_ROOMS, here, there)
        with store.transaction() as tx:
            assert tx.get(PMS_ROOMS, "there", "101") == there
            assert tx.delete(PMS_ROOMS, "there", "101")
            assert tx.get(PMS_ROOMS, "here", "101") == here

    def test_a_missing_record_is_none_and_cannot_be_deleted(self, store: Store) -> None:
        with store.transaction() as tx:
            assert tx.get(PMS_ROOMS, "h", "101") is None
            assert tx.delete(PMS_ROOMS, "h", "101") is False

    def test_a_transaction_sees_its_own_writes(self, store: Store) -> None:
        room = example(PMS_ROOMS, 1)
        with store.transaction() as tx:
            assert tx.put_new(PMS_ROOMS, room)
            assert tx.select(PMS_ROOMS) == [room]
            assert tx.delete(PMS_ROOMS, room.connection_id, room.id)
            assert tx.select(PMS_ROOMS) == []

    def test_put_new_does_not_replace(self, store: Store) -> None:
        room = example(PMS_ROOMS, 1)
        with store.transaction() as tx:
            assert tx.put_new(PMS_ROOMS, room) is True
            assert tx.put_new(PMS_ROOMS, replace(room, name="another")) is False
            assert tx.select(PMS_ROOMS) == [room]

    def test_the_last_of_a_key_in_one_put_counts(self, store: Store) -> None:
        room = example(PMS_ROOMS, 1)
        with store.transaction() as tx:
            tx.put(PMS_ROOMS, room, replace(room, name="later"))
            tx.put(PMS_ROOMS)
            assert [each.name for each in tx.select(PMS_ROOMS)] == ["later"]

    def test_an_exception_rolls_everything_back(self, store: Store) -> None:
        kept, deleted, changed = (example(PMS_ROOMS, n) for n in range(3))
        with store.transaction() as tx:
            tx.put(PMS_ROOMS, deleted, changed)
        with pytest.raises(ZeroDivisionError), store.transaction() as tx:
            tx.put(PMS_ROOMS, kept, replace(changed, name="new name"))
            tx.delete(PMS_ROOMS, deleted.connection_id, deleted.id)
            tx.put(TURNOVER_TASKS, task("t", unit="101"))
            raise ZeroDivisionError
        with store.transaction() as tx:
            assert sorted(tx.select(PMS_ROOMS), key=PMS_ROOMS.key_of) == sorted(
                (deleted, changed), key=PMS_ROOMS.key_of
            )
            assert tx.select(TURNOVER_TASKS) == []

    def test_a_unit_has_one_live_turnover(self, store: Store) -> None:
        first, second = task("first", unit="101"), task("second", unit="101", state=TaskState.ON_HOLD)
        with store.transaction() as tx:
            tx.put(TURNOVER_TASKS, first, task("other", unit="102"), task("old", unit="101", state=TaskState.DONE))
            assert tx.put_new(TURNOVER_TASKS, second) is False
            with pytest.raises(UniqueViolationError):
                tx.put(TURNOVER_TASKS, second)
        with pytest.raises(UniqueViolationError), store.transaction() as tx:
            tx.put(TURNOVER_TASKS, task("old", unit="101", state=TaskState.IN_PROGRESS))
        with store.transaction() as tx:
            live = tx.select(TURNOVER_TASKS, where={"unit_id": "101", "state": TaskState.OPEN})
            assert [each.id for each in live] == ["first"]

    def test_a_refused_put_changes_nothing_and_the_transaction_goes_on(self, store: Store) -> None:
        with store.transaction() as tx:
            tx.put(TURNOVER_TASKS, task("first", unit="101"))
            with pytest.raises(UniqueViolationError):
                tx.put(TURNOVER_TASKS, task("elsewhere", unit="102"), task("second", unit="101"))
            tx.put(TURNOVER_TASKS, task("third", unit="103"))
        with store.transaction() as tx:
            assert [each.id for each in tx.select(TURNOVER_TASKS)] == ["first", "third"]

    def test_records_are_put_in_the_order_given(self, store: Store) -> None:
        with store.transaction() as tx:
            tx.put(TURNOVER_TASKS, task("first", unit="101"))
            tx.put(TURNOVER_TASKS, task("first", unit="101", state=TaskState.DONE), task("second", unit="101"))
            live = tx.select(TURNOVER_TASKS, where={"state": TaskState.OPEN})
            assert [each.id for each in live] == ["second"]

    def test_a_finished_turnover_makes_room_for_the_next_even_after_a_rollback(self, store: Store) -> None:
        with store.transaction() as tx:
            tx.put(TURNOVER_TASKS, task("first", unit="101"))
        with pytest.raises(ZeroDivisionError), store.transaction() as tx:
            tx.put(TURNOVER_TASKS, task("first", unit="101", state=TaskState.DONE), task("second", unit="101"))
            raise ZeroDivisionError
        with store.transaction() as tx:
            assert tx.put_new(TURNOVER_TASKS, task("second", unit="101")) is False
            tx.put(TURNOVER_TASKS, task("first", unit="101", state=TaskState.CANCELLED))
            assert tx.put_new(TURNOVER_TASKS, task("second", unit="101")) is True

    def test_a_host_room_is_confirmed_once_but_suggested_often(self, store: Store) -> None:
        with store.transaction() as tx:
            tx.put(ROOM_MAP, mapping("1", "A", "confirmed"), mapping("2", "A", "suggested"))
            assert tx.put_new(ROOM_MAP, mapping("3", "A", "suggested"))
            assert not tx.put_new(ROOM_MAP, mapping("4", "A", "confirmed"))

    def test_nulls_never_collide(self, store: Store) -> None:
        with store.transaction() as tx:
            tx.put(ROOM_MAP, mapping("1", None, "confirmed"), mapping("2", None, "confirmed"))
            tokenless = [replace(example(CONNECTIONS, n), webhook_token_hash=None) for n in range(3)]
            tx.put(CONNECTIONS, *tokenless)
            assert len(tx.select(CONNECTIONS, where={"webhook_token_hash": None})) == 3

    def test_a_property_is_connected_once(self, store: Store) -> None:
        first = replace(example(CONNECTIONS, 1), status="active")
        again = replace(
            example(CONNECTIONS, 2), connector=first.connector, property_id=first.property_id, status="paused"
        )
        with store.transaction() as tx:
            assert tx.put_new(CONNECTIONS, first)
            assert not tx.put_new(CONNECTIONS, again)
            assert tx.put_new(CONNECTIONS, replace(again, status="disconnected"))

    def test_an_incomplete_key_is_refused(self, store: Store) -> None:
        with store.transaction() as tx:
            with pytest.raises(ValueError, match="key"):
                tx.get(PMS_ROOMS, "h")
            with pytest.raises(TypeError, match="id"):
                tx.get(PMS_ROOMS, "h", 101)
            with pytest.raises(TypeError, match="id"):
                tx.delete(PMS_ROOMS, "h", 101)

    def test_transactions_do_not_nest_and_end(self, store: Store) -> None:
        with store.transaction() as tx:
            with pytest.raises(RuntimeError), store.transaction():
                pass
            tx.put(PMS_ROOMS, example(PMS_ROOMS, 1))
        with pytest.raises(RuntimeError):
            tx.get(PMS_ROOMS, "h", "101")
        with store.transaction() as tx:
            assert len(tx.select(PMS_ROOMS)) == 1
