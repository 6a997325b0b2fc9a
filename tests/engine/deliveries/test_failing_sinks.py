"""A sink that fails delays its own topic only, and says why: in the report, in the log, and in the outbox."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from cloudbeds_connector import EngineSettings, SinkError, Worker, WorkReport
from cloudbeds_connector.errors import DeadLetterError, HostCodeError
from cloudbeds_connector.pms.model import StayState
from cloudbeds_connector.stores import records as r

from ..conftest import House

SECRET = "token=K4naryHook"


class Sink:
    """Calls `fail` instead of taking a command while there is one."""

    def __init__(self, fail: Callable[[Any], object] | None = None) -> None:
        self.fail = fail
        self.taken: list[str] = []

    def send(self, command: Any) -> Any:
        if self.fail is not None:
            return self.fail(command)
        self.taken.append(command.key)
        return None


def departs(hotel: House, *guests: str) -> None:
    """The guests leave, and a sync sees it, so that their tasks are in the outbox."""
    for guest in guests or ("S1",):
        hotel.leaves(guest)
    hotel.integration.sync("my-hotel")


def use(hotel: House, sink: object) -> Any:
    hotel.integration.runtime.tasks = sink  # type: ignore[assignment]
    return sink


def work(hotel: House, *, seconds: float = 0) -> WorkReport:
    hotel.clock.advance(seconds)
    return Worker(hotel.integration).run_once()


def deliveries(hotel: House, **where: Any) -> list[r.OutboxItem]:
    return hotel.all(r.OUTBOX, kind="task", **where)


class WorkOrders:
    """A host's own table, with a column whose name is wrong in the statement."""

    def __init__(self) -> None:
        self.engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
        with self.engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE work_orders (id TEXT PRIMARY KEY, room TEXT)")

    def send(self, command: Any) -> None:
        insert = sa.text("INSERT INTO work_orders (id, rom) VALUES (:id, :room)")
        with self.engine.begin() as connection:
            connection.execute(insert, {"id": command.key, "room": command.task.room_number})


def test_a_wrong_column_in_a_hosts_sink_is_named_with_its_line(hotel: House, caplog: pytest.LogCaptureFixture) -> None:
    use(hotel, WorkOrders())
    departs(hotel)
    report = work(hotel)
    [failure] = report.failures
    assert (report.sent, report.postponed) == (1, 1)  # the event of the stay was taken
    assert "OperationalError in WorkOrders.send" in str(failure)
    assert "table work_orders has no column named rom" in str(failure)
    [record] = [each for each in caplog.records if each.levelno >= logging.WARNING]
    assert record.getMessage().count("no column named rom") >= 1
    assert f'File "{__file__}"' in record.getMessage()
    assert "connection.execute(insert" in record.getMessage()
    [item] = deliveries(hotel)
    assert item.note == "OperationalError: table work_orders has no column named rom"


def raises(error: BaseException) -> Callable[[Any], object]:
    def fail(command: Any) -> object:
        raise error

    return fail


async def coroutine(command: Any) -> None:
    """A sink that somebody made an ``async def``."""


def generator(command: Any) -> Any:
    yield command


FAILING: dict[str, tuple[Callable[[Any], object], str]] = {
    "a sink error": (raises(SinkError("Full.", next_action="Make room.")), "Full. Make room."),
    "an error that quotes a guest": (raises(RuntimeError("Mrs Smith")), "RuntimeError"),
    "an HTTP error that quotes a token": (raises(ValueError(f"https://x.example?{SECRET}")), "ValueError"),
    "a key that is data": (raises(KeyError(SECRET)), "KeyError"),
    "a refused connection": (raises(ConnectionRefusedError(111, SECRET)), "Connection refused"),
    "a wrong attribute": (lambda command: command.rom, "has no attribute 'rom'"),
    "a wrong argument": (lambda command: int(command, rom=1), "TypeError"),
    "a database's value": (raises(sqlite3.IntegrityError("Duplicate entry 'Mrs Smith' for key 'x'")), "entry ? for"),
    "a canceled task": (raises(asyncio.CancelledError()), "CancelledError"),
    "an exit": (lambda command: sys.exit(1), "SystemExit"),
    "a group": (raises(ExceptionGroup("Mrs Smith", [ValueError("Mrs Smith")])), "ExceptionGroup"),
    "a coroutine": (coroutine, "its send returned a coroutine"),
    "a generator": (generator, "its send returned a generator"),
}


@pytest.mark.parametrize("way", FAILING)
def test_whatever_a_sink_raises_is_reported_and_tried_again(
    hotel: House, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    fail, said = FAILING[way]
    sink = use(hotel, Sink(fail))
    departs(hotel)
    report = work(hotel)
    assert [said in str(failure) for failure in report.failures] == [True]
    assert report.failures[0].property_id == "my-hotel"
    for canary in ("Smith", SECRET):
        assert canary not in caplog.text
        assert canary not in repr((report, [vars(each) for each in deliveries(hotel)]))
    sink.fail = None
    work(hotel, seconds=60)
    assert len(sink.taken) == 1
    assert [item.status for item in deliveries(hotel)] == [r.DONE]


def test_what_a_sink_returns_does_not_matter(hotel: House) -> None:
    use(hotel, Sink(lambda command: ["garbage", object()]))
    departs(hotel)
    assert work(hotel).failures == ()
    assert [item.status for item in deliveries(hotel)] == [r.DONE]


def test_a_sink_that_ends_the_process_has_its_delivery_put_off_first(hotel: House) -> None:
    use(hotel, Sink(raises(KeyboardInterrupt())))
    departs(hotel)
    with pytest.raises(KeyboardInterrupt):
        work(hotel)
    [item] = deliveries(hotel)
    assert (item.status, item.tries, item.note) == (r.PENDING, 0, "KeyboardInterrupt")


def test_one_cause_is_logged_once_for_all_deliveries_then_at_growing_intervals_and_when_it_has_ended(
    hotel: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    sink = use(hotel, Sink(raises(RuntimeError("Mrs Smith"))))
    departs(hotel, "S1", "S2")
    for _ in range(120):  # an hour
        work(hotel, seconds=30)
    records = [each for each in caplog.records if "RuntimeError" in each.getMessage()]
    assert [each.getMessage().count("Traceback") for each in records] == [1, *([0] * (len(records) - 1))]
    assert 5 <= len(records) <= 8
    assert "times since 2026-11-20 15:4" in records[-1].getMessage()
    caplog.clear()
    sink.fail = None
    for _ in range(3):
        work(hotel, seconds=300)
    assert [each.getMessage() for each in caplog.records if "again" in each.getMessage()] != []
    assert len(sink.taken) == 2


def test_a_delivery_that_fails_delays_no_other_topic(hotel: House) -> None:
    sink = use(hotel, Sink())
    sink.fail = lambda command: sink.taken.append(command.key) if command.task.unit_id == "R102" else 1 / 0
    departs(hotel, "S1", "S2")
    report = work(hotel)
    assert (len(sink.taken), report.postponed) == (1, 1)


def test_a_sink_whose_server_is_down_is_not_called_for_each_delivery(hotel: House) -> None:
    calls: list[str] = []

    def times_out(command: Any) -> None:
        calls.append(command.key)
        raise TimeoutError

    sink = use(hotel, Sink(times_out))
    for number in range(4, 24):
        room = hotel.pms.add_room(f"1{number:02}", occupied=True)
        hotel.stay(f"S{number}", room, StayState.IN_HOUSE)
    hotel.integration.sync("my-hotel", kind="full")
    departs(hotel, *(f"S{number}" for number in range(4, 24)))
    report = work(hotel)
    assert (len(calls), report.postponed) == (3, 20)
    waiting = {each.note: each.count for each in hotel.integration.status("my-hotel").outbox.put_off}
    assert waiting == {"TimeoutError": 3, "waits until its sink works again": 17}
    sink.fail = None
    for _ in range(3):
        work(hotel, seconds=60)
    assert len(sink.taken) == 20


def test_a_dead_letter_costs_its_topic_only_and_what_follows_waits_in_sight(hotel: House) -> None:
    hotel.integration.runtime.settings = EngineSettings(delivery_tries=3)
    sink = use(hotel, Sink(raises(RuntimeError())))
    departs(hotel)
    reports = [work(hotel, seconds=600) for _ in range(3)]
    assert [report.dead for report in reports] == [0, 0, 1]
    [given_up] = [each for each in reports[-1].failures if isinstance(each.error, DeadLetterError)]
    assert "was given up after 3 tries (RuntimeError)" in str(given_up)
    sink.fail = None
    [dead] = deliveries(hotel, status=r.DEAD)
    _next_change_of_the_task(hotel, dead)
    report = work(hotel, seconds=600)
    assert (sink.taken, report.dead) == ([], 0)
    assert [item.note for item in deliveries(hotel, status=r.PENDING)] == ["waits for a dead letter"]
    departs(hotel, "S2")
    work(hotel)
    assert len(sink.taken) == 1


def _next_change_of_the_task(hotel: House, before: r.OutboxItem) -> None:
    later = replace(before, id=f"{before.id}-next", sequence=before.sequence + 1000, status=r.PENDING, tries=0, note="")
    with hotel.store.transaction() as tx:
        tx.put(r.OUTBOX, later)


def test_without_a_limit_reached_the_same_delivery_is_tried_for_days(hotel: House) -> None:
    use(hotel, Sink(raises(HostCodeError("Down.", next_action="Wait."))))
    departs(hotel)
    for _ in range(50):
        work(hotel, seconds=3600)
    item = deliveries(hotel)[0]  # the task has changed meanwhile, too
    assert item.status == r.PENDING
    assert item.tries >= 40
    assert item.failing_since is not None


@pytest.mark.parametrize(
    "payload", [{}, {"action": "create"}, {"action": "polish", "task": {}}, {"task": None}, {"action": 7, "task": []}]
)
def test_a_delivery_that_another_version_wrote_is_put_aside_and_nothing_waits_for_it(
    hotel: House, payload: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    sink = use(hotel, Sink())
    departs(hotel)
    [item] = deliveries(hotel)
    with hotel.store.transaction() as tx:
        tx.put(r.OUTBOX, replace(item, payload=payload))
    _next_change_of_the_task(hotel, item)
    report = work(hotel)
    assert (len(sink.taken), report.dead) == (1, 1)
    assert [item.note.startswith("unreadable") for item in deliveries(hotel, status=r.DEAD)] == [True]
    assert "another version wrote it" in str(report.failures)
    assert caplog.text.count("another version wrote it") == 1


def test_a_delivery_without_what_is_optional_and_with_what_is_unknown_is_read(hotel: House) -> None:
    sink = use(hotel, Sink())
    departs(hotel)
    [item] = deliveries(hotel)
    task = {name: value for name, value in item.payload["task"].items() if name not in ("flags", "parent_unit_id")}
    older = {"action": "create", "task": {**task, "color": "blue"}, "mood": 1}
    kept = {name: item.payload[name] for name in ("row", "code", "reason")}
    with hotel.store.transaction() as tx:
        tx.put(r.OUTBOX, replace(item, payload={**older, **kept}))
    assert work(hotel).failures == ()
    assert len(sink.taken) == 1


def test_a_kind_of_delivery_that_this_version_does_not_know_waits_for_one_that_does(hotel: House) -> None:
    use(hotel, Sink())
    departs(hotel)
    [item] = deliveries(hotel)
    with hotel.store.transaction() as tx:
        tx.put(r.OUTBOX, replace(item, kind="alert", topic="alerts"))
    report = work(hotel)
    assert "knows no delivery of the kind 'alert'" in str(report.failures)
    [held] = hotel.all(r.OUTBOX, kind="alert")
    assert held.status == r.PENDING


def test_deliveries_of_another_connector_on_the_same_store_are_left_to_it(hotel: House) -> None:
    sink = use(hotel, Sink())
    departs(hotel)
    theirs = replace(hotel.connection, connector="another")
    with hotel.store.transaction() as tx:
        tx.put(r.CONNECTIONS, theirs)
    work(hotel)
    assert sink.taken == []
    assert [item.attempts for item in deliveries(hotel)] == [0]
