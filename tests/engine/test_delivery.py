"""Nothing is acknowledged before it is durable, and nothing that is durable is lost."""

from __future__ import annotations

import pytest

from cloudbeds_connector.engine import Worker
from cloudbeds_connector.engine.intake import receive
from cloudbeds_connector.engine.outbox import deliver
from cloudbeds_connector.engine.sync import SyncKind, sync
from cloudbeds_connector.errors import ServerError, SinkError, StoreError, WebhookRejectedError
from cloudbeds_connector.pms.model import Condition, StayState
from cloudbeds_connector.pms.webhooks import WebhookRequest, new_token
from cloudbeds_connector.stores import records as r

from .conftest import House


@pytest.fixture
def leaving(house: House) -> House:
    house.pms.set_room("R101", Condition.CLEAN, occupied=True)
    house.stay("S1", "R101", StayState.IN_HOUSE)
    return house.open()


def test_an_unknown_token_and_a_foreign_property_get_the_same_answer(leaving: House) -> None:
    with pytest.raises(WebhookRejectedError) as stranger:
        receive(leaving.integration.runtime, WebhookRequest(body=b'{"event": "x"}', token=new_token()))
    with pytest.raises(WebhookRejectedError) as foreign:
        leaving.webhook("S1", property="2")
    assert (stranger.value.status, str(stranger.value)) == (foreign.value.status, str(foreign.value))
    assert leaving.all(r.WEBHOOK_EVENTS) == []


def test_a_body_that_cannot_be_read_is_still_a_reason_to_look(leaving: House) -> None:
    leaving.work()
    leaving.leaves("S1")
    assert leaving.deliver(b"\xff\xfe not json").receipt == "accepted"
    leaving.work()
    leaving.work()
    assert len(leaving.tasks_of("R101")) == 1


def test_the_inbox_keeps_no_body_and_no_guest(leaving: House) -> None:
    leaving.webhook("S1", guest="Canary Guest", status="checked_out")
    assert "Canary" not in repr(leaving.all(r.WEBHOOK_EVENTS))


def test_guest_names_stay_in_one_column_and_out_of_everything_that_leaves(leaving: House) -> None:
    leaving.leaves("S1")
    leaving.work(seconds=600)
    [reservation] = leaving.all(r.RESERVATIONS)
    assert reservation.guest_name == "Canary Guest"
    assert "Canary" not in repr(reservation)
    tables = [table for table in r.TABLES if table is not r.RESERVATIONS]
    rows = [vars(row) for table in tables for row in leaving.all(table)]
    assert "Canary" not in repr(rows)
    assert "Canary" not in repr((leaving.tasks.commands, leaving.events.events))


def test_hints_wait_while_the_hotel_system_is_down_and_are_worked_off_after(leaving: House) -> None:
    leaving.work()
    leaving.leaves("S1")
    leaving.webhook("S1")
    leaving.pms.fail_with = ServerError("Down.", next_action="Wait.")
    for _ in range(30):
        report = Worker(leaving.integration).run_once()
        assert report.errors or report.idle
        leaving.clock.advance(300)
    assert leaving.tasks_of("R101") == []
    leaving.pms.fail_with = None
    leaving.work(seconds=600)
    assert len(leaving.tasks_of("R101")) == 1
    assert {h.status for h in leaving.all(r.WEBHOOK_EVENTS)} == {r.DONE}


def test_delivery_to_a_failing_sink_is_retried_in_order_without_end(leaving: House) -> None:
    leaving.leaves("S1")
    leaving.tasks.fail_with = SinkError("Full.", next_action="Make room.")
    leaving.clock.advance(600)
    assert "Make room." in Worker(leaving.integration).run_once().errors[0]
    leaving.stay("N1", "R101", StayState.EXPECTED, start=0, end=2)  # the task changes while its creation is stuck
    leaving.clock.advance(600)
    leaving.work_with_errors()
    assert leaving.tasks.commands == []
    leaving.tasks.fail_with = None
    for _ in range(4):
        leaving.work(seconds=400)
    versions = [command.task.version for command in leaving.tasks.commands]
    assert versions == sorted(versions)
    assert versions[0] == 1
    assert len(versions) >= 2


def test_a_worker_that_dies_between_delivery_and_settling_delivers_the_same_key_again(leaving: House) -> None:
    leaving.leaves("S1")
    delivered: list[str] = []

    class Killed(BaseException):
        pass

    def send(command: object) -> None:
        delivered.append(command.key)  # type: ignore[attr-defined]
        if len(delivered) == 1:
            raise Killed

    leaving.tasks.send = send  # type: ignore[method-assign]
    leaving.clock.advance(600)
    with pytest.raises(Killed):
        Worker(leaving.integration).run_once()
    leaving.work(seconds=180)
    assert delivered[:2] == [delivered[0]] * 2
    assert {item.status for item in leaving.all(r.OUTBOX, kind="task")} == {r.DONE}


def test_a_hint_that_comes_before_the_first_full_look_waits_for_it(house: House) -> None:
    house.stay("S1", "R101", StayState.IN_HOUSE)
    house.pms.set_room("R101", Condition.CLEAN, occupied=True)
    house.open()
    connection = house.connection
    with house.store.transaction() as tx:
        from dataclasses import replace

        tx.put(r.CONNECTIONS, replace(connection, baseline_at=None))
    house.webhook("S1")
    from cloudbeds_connector.engine.inbox import process_inbox

    assert process_inbox(house.integration.runtime).settled == 0
    assert [h.status for h in house.all(r.WEBHOOK_EVENTS)] == [r.PENDING]


def test_one_sync_of_a_kind_at_a_time_and_a_lost_lease_ends(leaving: House) -> None:
    seen = []

    def while_syncing(label: str, rows: int) -> None:
        if not seen:
            seen.append(sync(leaving.integration.runtime, leaving.connection, SyncKind.RECONCILE).skipped)

    report = sync(leaving.integration.runtime, leaving.connection, SyncKind.RECONCILE, progress=while_syncing)
    assert (report.skipped, seen) == (False, [True])
    assert sync(leaving.integration.runtime, leaving.connection, SyncKind.RECONCILE).skipped is False


def test_a_failed_sync_says_why_and_moves_no_cursor(leaving: House) -> None:
    leaving.work(seconds=3600)
    before = leaving.all(r.SYNC_CURSORS, name=SyncKind.CHANGES)[0].value
    leaving.pms.fail_with = ServerError("Down.", next_action="Wait a minute.")
    leaving.clock.advance(600)
    report = Worker(leaving.integration).run_once()
    assert any("Wait a minute." in error for error in report.errors)
    assert leaving.all(r.SYNC_CURSORS, name=SyncKind.CHANGES)[0].value == before
    failed = [run for run in leaving.all(r.SYNC_RUNS) if run.status == "failed"]
    assert failed
    assert all("Wait a minute." in run.error for run in failed)


def test_connecting_again_refreshes_and_another_hotel_is_refused(leaving: House) -> None:
    from cloudbeds_connector.errors import ConfigurationError, NotConnectedError

    assert leaving.integration.connect("my-hotel").id == leaving.connection.id
    leaving.pms.property = type(leaving.pms.property)(
        id="2", name="Other", timezone="UTC", check_in_time=leaving.pms.property.check_in_time,
        check_out_time=leaving.pms.property.check_out_time, pms_property_id="2",
    )  # fmt: skip
    with pytest.raises(ConfigurationError, match="already connected"):
        leaving.integration.connect("my-hotel")
    with pytest.raises(NotConnectedError, match="not connected"):
        leaving.integration.connection("nowhere")


def test_an_unreachable_store_is_an_error_and_not_an_acknowledgment(leaving: House) -> None:
    def broken(lock: str | None = None) -> object:
        raise StoreError("The disk is full.", next_action="Make room.")

    leaving.store.transaction = broken  # type: ignore[method-assign, assignment]
    with pytest.raises(StoreError):
        leaving.webhook("S1")
    del leaving.store.transaction  # type: ignore[method-assign]


def test_full_sync_twice_changes_nothing_the_second_time(leaving: House) -> None:
    again = sync(leaving.integration.runtime, leaving.connection, SyncKind.FULL)
    assert (again.changes, again.events, again.commands) == (0, 0, 0)


def test_a_refused_credential_is_fetched_again(leaving: House) -> None:
    from cloudbeds_connector.errors import AuthenticationError

    asked: list[str] = []
    source = leaving.integration.runtime.credentials
    leaving.integration.runtime.credentials = lambda connection: (asked.append(connection.id), source(connection))[1]
    leaving.pms.fail_with = AuthenticationError("Revoked.", next_action="Give a new key.")
    leaving.clock.advance(600)
    Worker(leaving.integration).run_once()
    leaving.pms.fail_with = None
    leaving.work(seconds=600)
    assert len(asked) == 1


def test_the_whole_house_is_read_every_night_and_only_what_is_near_in_between(leaving: House) -> None:
    leaving.work()
    leaving.pms.requests.clear()
    leaving.work(seconds=3700)
    assert "rooms" not in leaving.pms.requests
    leaving.work(seconds=17 * 3600)  # 04:15 in New York has passed
    assert "rooms" in leaving.pms.requests
    leaving.pms.requests.clear()
    leaving.work(seconds=3700)
    assert "rooms" not in leaving.pms.requests


def test_a_sink_that_fails_is_in_the_log_once_and_its_message_is_not(
    leaving: House, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def send(self, command: object) -> None:
            raise RuntimeError("Mrs Smith")

    leaving.integration.runtime.tasks = Broken()
    leaving.leaves("S1")
    leaving.integration.sync("my-hotel")
    for _ in range(3):
        deliver(leaving.integration.runtime)
        leaving.clock.advance(3600)
    [line] = [record.getMessage() for record in caplog.records if "could not be delivered" in record.getMessage()]
    assert "RuntimeError in" in line
    assert "Smith" not in caplog.text
