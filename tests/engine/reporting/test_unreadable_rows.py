"""A stored row that this version cannot read costs itself only, and is shown in `status`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cloudbeds_connector import StoreError
from cloudbeds_connector.stores import records as r
from cloudbeds_connector_sqlalchemy import SqlAlchemyStore

from ..conftest import House
from ..deliveries.test_failing_sinks import departs, work

#: By table: the damage, as SQL.
DAMAGE = {
    "webhook_events": "entity = 'polish'",
    "outbox": "payload = '{\"action\": '",
    "turnover_tasks": "state = 'polished'",
    "decisions": "decided_at = 'at noon'",
    "stay_segments": "state = 'asleep'",
    "room_states": "condition = 'sticky'",
    "stay_events": "noticed_at = '2026-02-30T00:00:00+00:00'",
    "sync_runs": "started_at = ''",
    "alerts": "business_date = 'today'",
    "room_map": "updated_at = 'x'",
}


@pytest.fixture
def damaged(request: pytest.FixtureRequest, hotel: House) -> House:
    """A hotel with rows of every kind, all of one guest's in one table damaged."""
    if not isinstance(hotel.store, SqlAlchemyStore):
        pytest.skip("only a database holds rows that cannot be read")
    hotel.webhook("S1")
    departs(hotel, "S1")
    with hotel.store.engine.begin() as connection:
        table = f"cloudbeds_{request.param}"
        connection.exec_driver_sql(
            f"UPDATE {table} SET {DAMAGE[request.param]} WHERE rowid = (SELECT min(rowid) FROM {table})"
        )
    return hotel


@pytest.mark.parametrize("damaged", DAMAGE, indirect=True)
def test_one_row_that_cannot_be_read_stops_no_work(
    damaged: House, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    table = request.node.callspec.params["damaged"]
    hotel = damaged
    for _ in range(3):
        work(hotel, seconds=600)
    departs(hotel, "S2")
    work(hotel, seconds=600)
    assert "102" in {command.task.room_number for command in hotel.tasks.commands}
    hotel.webhook("S2")
    work(hotel, seconds=3600)
    assert hotel.all(r.WEBHOOK_EVENTS, reservation_id="S2")[0].status == r.DONE
    hotel.integration.tasks("my-hotel", ended=True)
    status = hotel.integration.status("my-hotel")
    seen = {group.kind: group.count for group in status.set_aside}
    if table not in ("stay_events", "decisions", "alerts", "room_map", "sync_runs"):  # which nothing may have selected
        assert seen == {f"stored {table}": 1}
        assert caplog.text.count(f"The store's row of {table} cannot be read") == 1


def test_a_connection_that_cannot_be_read_costs_its_hotel_only(hotel: House) -> None:
    if not isinstance(hotel.store, SqlAlchemyStore):
        pytest.skip("only a database holds rows that cannot be read")
    other = replace(hotel.connection, id="0", property_id="other", webhook_token_hash=None, previous_token_hash=None)
    with hotel.store.transaction() as tx:
        tx.put(r.CONNECTIONS, other)
    with hotel.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE cloudbeds_connections SET policy = '{' WHERE id = '0'")
    departs(hotel)
    assert work(hotel, seconds=600).failures == ()
    assert len(hotel.tasks.commands) == 1
    assert [each.property_id for each in hotel.integration.connections()] == ["my-hotel"]


@pytest.mark.parametrize("damaged", ["outbox"], indirect=True)
def test_a_row_that_cannot_be_read_is_an_error_when_it_is_named(damaged: House) -> None:
    with damaged.store.engine.begin() as connection:  # type: ignore[attr-defined]
        [(connection_id, id_)] = connection.exec_driver_sql(
            "SELECT connection_id, id FROM cloudbeds_outbox WHERE rowid = (SELECT min(rowid) FROM cloudbeds_outbox)"
        )
    with damaged.store.transaction() as tx, pytest.raises(StoreError, match="another version wrote it"):
        tx.get(r.OUTBOX, connection_id, id_)
