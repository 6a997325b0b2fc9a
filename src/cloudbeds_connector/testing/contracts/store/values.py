# ruff: noqa: S101, D102  (a test asserts, and its name says what)
"""Values: every store returns exactly what was stored, for every table and for unusual values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any

import pytest

from ....pms.tasks import Priority
from ....stores.declare import Table
from ....stores.port import Store
from ....stores.records import CONNECTIONS, OUTBOX, RESERVATIONS, SYNC_CURSORS, TABLES, TURNOVER_TASKS, SyncCursor
from ..examples import NOON, example


class ValuesContract:
    """Tests of the kinds of columns."""

    @pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
    def test_every_record_is_read_as_it_was_written(self, store: Store, table: Table[Any]) -> None:
        records = [example(table, n) for n in range(1, 7)]
        with store.transaction() as tx:
            tx.put(table, *records)
        with store.transaction() as tx:
            found = tx.select(table)
            assert found == sorted(records, key=table.key_of)
            assert [tx.get(table, *table.key_of(each)) for each in records] == records
            for record in found:
                for column in table.columns:
                    value = getattr(record, column.name)
                    assert value is None or isinstance(value, column.enum or column.kind)

    def test_an_instant_comes_back_in_utc_to_the_microsecond(self, store: Store) -> None:
        written = [
            NOON,
            NOON.replace(microsecond=0),
            NOON.replace(microsecond=1).astimezone(timezone(timedelta(hours=5, minutes=45))),
            datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
            datetime(2026, 11, 1, 1, 30, tzinfo=timezone(-timedelta(hours=4)), fold=1),
        ]
        with store.transaction() as tx:
            tx.put(
                SYNC_CURSORS, *(SyncCursor(connection_id="h", name=str(n), due_at=at) for n, at in enumerate(written))
            )
        with store.transaction() as tx:
            read = [each.due_at for each in tx.select(SYNC_CURSORS)]
        assert read == written
        assert all(at is not None and at.utcoffset() == timedelta(0) for at in read)

    def test_a_wall_time_keeps_its_second_and_null_stays_null(self, store: Store) -> None:
        hotel = replace(example(CONNECTIONS, 1), check_in_time=time(0), check_out_time=time(23, 59, 59))
        with store.transaction() as tx:
            tx.put(CONNECTIONS, replace(hotel, night_audit_time=None))
        with store.transaction() as tx:
            found = tx.get(CONNECTIONS, hotel.id)
        assert found is not None
        assert (found.check_in_time, found.check_out_time, found.night_audit_time) == (time(0), time(23, 59, 59), None)

    def test_a_payload_is_read_as_json_values(self, store: Store) -> None:
        payload = {"rooms": ["101", ("102", None)], "n": 2**53, "ratio": 0.1, "text": 'a"b\\c\n日本', "deep": {"a": {}}}
        item = replace(example(OUTBOX, 1), payload=payload)
        with store.transaction() as tx:
            tx.put(OUTBOX, item)
        with store.transaction() as tx:
            found = tx.get(OUTBOX, item.connection_id, item.id)
        assert found is not None
        assert found.payload == {**payload, "rooms": ["101", ["102", None]]}
        assert isinstance(found.payload, Mapping)

    def test_a_changed_payload_does_not_change_the_store(self, store: Store) -> None:
        payload = {"rooms": ["101"]}
        item = replace(example(OUTBOX, 1), payload=payload)
        with store.transaction() as tx:
            tx.put(OUTBOX, item)
        payload["rooms"].append("102")
        with store.transaction() as tx:
            found = tx.get(OUTBOX, item.connection_id, item.id)
        assert found is not None
        assert found.payload == {"rooms": ["101"]}

    def test_an_enum_comes_back_as_the_enum(self, store: Store) -> None:
        task = replace(example(TURNOVER_TASKS, 1), priority=Priority.URGENT)
        with store.transaction() as tx:
            tx.put(TURNOVER_TASKS, task)
        with store.transaction() as tx:
            found = tx.get(TURNOVER_TASKS, task.connection_id, task.id)
        assert found is not None
        assert found.priority is Priority.URGENT
        assert found.state is task.state

    def test_no_guest_name_stops_a_sync(self, store: Store) -> None:
        hostile = replace(example(RESERVATIONS, 1), guest_name="Bobby\x00'); DROP TABLE \ud83d --")
        with store.transaction() as tx:
            tx.put(RESERVATIONS, hostile)
        with store.transaction() as tx:
            found = tx.get(RESERVATIONS, hostile.connection_id, hostile.id)
        assert found is not None
        assert found.guest_name is not None
        assert found.guest_name.startswith("Bobby")
        assert replace(found, guest_name=None) == replace(hostile, guest_name=None)

    @pytest.mark.parametrize(
        ("column", "value", "error"),
        [
            ("due_at", datetime(2026, 11, 23, 12), ValueError),  # noqa: DTZ001 - naive is what is refused
            ("due_at", "2026-11-23", TypeError),
            ("value", 5, TypeError),
            ("value", None, ValueError),
            ("fence", "5", TypeError),
        ],
    )
    def test_a_value_that_does_not_fit_is_refused_without_being_quoted(
        self, store: Store, column: str, value: Any, error: type[Exception]
    ) -> None:
        wrong = replace(SyncCursor(connection_id="h", name="feed"), **{column: value})
        with store.transaction() as tx:
            with pytest.raises(error, match=rf"sync_cursors\.{column}") as refused:
                tx.put(SYNC_CURSORS, wrong)
            with pytest.raises(error):
                tx.put_new(SYNC_CURSORS, wrong)
            assert "2026" not in str(refused.value)
            assert tx.select(SYNC_CURSORS) == []
