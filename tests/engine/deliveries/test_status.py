"""What is put off, set aside or given up is in `status`, with counts and ages, for every process that has the store."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cloudbeds_connector import EngineSettings, Integration, PropertyStatus, Worker, encode
from cloudbeds_connector.errors import DeadLetterError, ServerError
from cloudbeds_connector.stores import records as r

from ..conftest import House
from .test_failing_sinks import Sink, deliveries, departs, raises, use, work


def status(hotel: House) -> PropertyStatus:
    """As another process sees it, which shares the store only."""
    runtime = hotel.integration.runtime
    other = Integration(connector=hotel.pms, store=hotel.store, credentials=runtime.source, clock=hotel.clock)
    with other:
        found = other.status("my-hotel")
    assert json.loads(json.dumps(encode(found)))
    return found


def test_a_quiet_property_has_its_baseline_and_the_age_of_each_sync(hotel: House) -> None:
    hotel.clock.advance(120)
    found = status(hotel)
    assert (found.baseline_at, found.failures, found.dead, found.set_aside) == (hotel.connection.baseline_at, (), 0, ())
    ages = {sync.kind: sync.last_success_age for sync in found.syncs}
    assert set(ages) == {"full", "changes", "reconcile"}
    assert ages["full"] == 120.0
    assert all(sync.due_at is not None and sync.failures == 0 for sync in found.syncs)


def test_a_delivery_that_was_put_off_is_counted_with_its_reason_and_age(hotel: House) -> None:
    use(hotel, Sink(raises(ConnectionRefusedError(111, ""))))
    departs(hotel, "S1", "S2")
    work(hotel)
    hotel.clock.advance(300)
    outbox = status(hotel).outbox
    [waiting] = outbox.put_off
    assert (outbox.pending, outbox.oldest_age, outbox.dead) == (2, 300.0, 0)
    assert (waiting.count, waiting.note, waiting.oldest_age) == (
        2,
        "ConnectionRefusedError: Connection refused",
        300.0,
    )


def test_a_dead_letter_is_shown_with_what_it_is_about(hotel: House) -> None:
    hotel.integration.runtime.settings = EngineSettings(delivery_tries=1)
    use(hotel, Sink(raises(RuntimeError("Mrs Smith"))))
    departs(hotel)
    work(hotel)
    hotel.clock.advance(60)
    found = status(hotel)
    [letter] = found.outbox.dead_letters
    assert letter.id == deliveries(hotel)[0].id
    assert (letter.about, letter.note, letter.tries) == ("create of the task of room 101", "RuntimeError", 1)
    assert (letter.age, found.dead) == (60.0, 1)
    assert "Smith" not in repr(found)


def test_a_dead_webhook_is_shown_with_what_it_is_about(hotel: House) -> None:
    hotel.webhook("S1")
    with hotel.store.transaction() as tx:
        [hint] = tx.select(r.WEBHOOK_EVENTS)
        tx.put(r.WEBHOOK_EVENTS, replace(hint, status=r.DEAD, settled_at=hotel.clock.now(), note="BadRequestError"))
    inbox = status(hotel).inbox
    assert [letter.about for letter in inbox.dead_letters] == ["stay/changed (reservation S1)"]
    assert (inbox.pending, inbox.dead) == (0, 1)


def test_an_id_that_a_terminal_would_obey_is_shown_with_escapes(hotel: House) -> None:
    hotel.webhook("S1\x1b[2J\r\nERROR all is lost")
    with hotel.store.transaction() as tx:
        [hint] = tx.select(r.WEBHOOK_EVENTS)
        tx.put(r.WEBHOOK_EVENTS, replace(hint, status=r.DEAD, settled_at=hotel.clock.now(), note="BadRequestError"))
    [letter] = status(hotel).inbox.dead_letters
    assert letter.about.isprintable()
    assert r"S1\x1b[2J\r\nERROR all is lost" in letter.about


def test_a_webhook_that_is_given_up_is_in_the_report_and_in_the_log_once(
    hotel: House, caplog: pytest.LogCaptureFixture
) -> None:
    hotel.integration.runtime.settings = EngineSettings(hint_tries=2)
    hotel.pms.refused_ids.add("S1")
    hotel.webhook("S1")
    reports = [work(hotel, seconds=600) for _ in range(6)]
    assert sum(report.dead for report in reports) == 1
    [given_up] = [each for report in reports for each in report.failures if isinstance(each.error, DeadLetterError)]
    assert "The webhook stay/changed (reservation S1) was given up (BadRequestError)." in str(given_up)
    assert given_up.property_id == "my-hotel"
    assert caplog.text.count("was given up") == 1
    assert status(hotel).inbox.dead == 1


def test_work_that_fails_is_shown_since_when_and_how_often_until_it_works(hotel: House) -> None:
    hotel.pms.fail_with = ServerError("Down.", next_action="Wait.")
    first = hotel.clock.now() + timedelta(hours=1)
    for _ in range(4):
        work(hotel, seconds=3600)
    found = status(hotel)
    [failure] = [each for each in found.failures if each.work == "reconcile"]
    assert (failure.error, failure.since, failure.times) == ("ServerError", first, 4)
    assert "Down. Wait." in failure.reason
    [sync] = [each for each in found.syncs if each.kind == "reconcile"]
    assert (sync.failures, sync.failing_since, "Wait." in sync.error) == (4, first, True)
    hotel.pms.fail_with = None
    for _ in range(3):
        work(hotel, seconds=3600)
    found = status(hotel)
    assert (found.failures, [each.failures for each in found.syncs]) == ((), [0, 0, 0])


def test_a_sink_that_fails_is_shown_until_its_deliveries_go_on(hotel: House) -> None:
    sink = use(hotel, Sink(raises(RuntimeError())))
    departs(hotel)
    work(hotel)
    [failure] = status(hotel).failures
    assert (failure.work, failure.error, failure.times) == ("deliveries", "HostCodeError", 1)
    sink.fail = None
    work(hotel, seconds=300)
    assert status(hotel).failures == ()


def test_rows_that_were_set_aside_are_counted_by_kind_with_their_newest_reason(hotel: House) -> None:
    row: Any = r.SetAsideRow(
        connection_id=hotel.connection.id,
        kind="reservation",
        id="S7",
        reason="The day of departure cannot be read.",
        first_seen_at=hotel.clock.now(),
        last_seen_at=hotel.clock.now(),
        times=1,
    )
    with hotel.store.transaction() as tx:
        tx.put(r.SET_ASIDE, row, replace(row, id="S8"))
    [group] = status(hotel).set_aside
    assert (group.kind, group.count, group.reasons) == ("reservation", 2, ("The day of departure cannot be read.",))


@pytest.mark.parametrize("way", ["a plan", "a look"])
def test_work_that_always_fails_is_not_repeated_in_every_round(
    hotel: House, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cloudbeds_connector.engine import worker
    from cloudbeds_connector.engine.cursors import plan_again_at

    def fails(*_: object, **__: object) -> object:
        raise LookupError("a rule")

    monkeypatch.setattr(worker, "replan" if way == "a plan" else "sync", fails)
    if way == "a plan":
        connection, now = hotel.connection, hotel.clock.now()
        with hotel.store.transaction() as tx:
            plan_again_at(tx, connection.id, now)
    else:
        hotel.integration.request_sync("my-hotel")
    rounds = [Worker(hotel.integration).run_once() for _ in range(5)]
    assert [len(each.failures) for each in rounds] == [1, 0, 0, 0, 0]
