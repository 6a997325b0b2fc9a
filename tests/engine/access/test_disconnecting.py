"""Disconnecting a hotel: nothing more is read, asked or accepted, and what people have of it stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cloudbeds_connector import CloudbedsConnector, Credentials, Integration, KeyRing, NotConnectedError, generate_key
from cloudbeds_connector.cloudbeds.connector import OAuthApp
from cloudbeds_connector.cloudbeds.groups.webhooks import list_subscriptions
from cloudbeds_connector.engine.sessions import account_of
from cloudbeds_connector.stores import records as r
from cloudbeds_connector.testing import Fault, InProcessTransport, RecordingTaskSink, SimulatedHotel

from .conftest import KEY, Inn


def open_with_a_task(inn: Inn) -> str:
    """A connected and subscribed hotel with a turnover whose command waits; its room."""
    inn.connect()
    inn.subscribe()
    inn.sync("full")
    _, room = inn.leaves()
    inn.sync()
    assert len(inn.tasks_of(room)) == 1
    return room


def test_what_gives_access_goes_and_what_people_work_with_stays(inn: Inn) -> None:
    room = open_with_a_task(inn)
    inn.hotel.clock.advance(timedelta(seconds=5))
    inn.hotel.webhooks.deliver_due()
    report = inn.integration.disconnect("inn")
    assert len(report.removed) == 17
    assert report.hints > 0
    assert report.deliveries == len(inn.rows(r.OUTBOX, status=r.PENDING)) > 0
    assert report.left == ()
    assert "delete it there" in " ".join(report.manual), "no call ends a key"
    assert dict(inn.hotel.webhooks.subscriptions) == {}
    assert inn.rows(r.CREDENTIALS) == inn.rows(r.SUBSCRIPTIONS) == inn.rows(r.WEBHOOK_EVENTS, status=r.PENDING) == []
    status = inn.integration.status("inn")
    assert (status.connection_status, status.inbox_pending) == ("disconnected", 0)
    assert inn.integration.connections() == ()

    requests = inn.hotel.stats.api_requests
    inn.work(minutes=90)
    assert inn.hotel.stats.api_requests == requests
    assert [command.task.unit_id for command in inn.tasks.commands] == [room]
    assert len(inn.tasks_of(room)) == 1


def test_what_needs_the_hotel_system_says_that_the_hotel_was_disconnected(inn: Inn) -> None:
    open_with_a_task(inn)
    inn.integration.disconnect("inn")
    hotel = inn.integration
    for use in (hotel.sync, hotel.request_sync, hotel.keep_alive, hotel.probe, hotel.credentials):
        with pytest.raises(NotConnectedError, match="was disconnected on 2026-11-23"):
            use("inn")
    with pytest.raises(NotConnectedError, match="was disconnected"):
        hotel.subscribe("inn", "https://host.example")
    assert hotel.rooms("inn")
    with pytest.raises(NotConnectedError, match="not connected"):
        hotel.disconnect("another")


def test_disconnecting_again_changes_nothing(inn: Inn) -> None:
    open_with_a_task(inn)
    inn.integration.disconnect("inn")
    before = inn.integration.connection("inn")
    requests = inn.hotel.stats.api_requests
    again = inn.integration.disconnect("inn")
    assert (again.removed, again.left, again.hints) == ((), (), 0)
    assert inn.integration.connection("inn") == before
    assert inn.hotel.stats.api_requests == requests


def test_what_was_interrupted_is_finished_by_disconnecting_again(inn: Inn, monkeypatch: pytest.MonkeyPatch) -> None:
    open_with_a_task(inn)
    removing = "cloudbeds_connector.cloudbeds.events.CloudbedsEvents.remove_subscriptions"
    with monkeypatch.context() as broken:
        broken.setattr(removing, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            inn.integration.disconnect("inn")
    inn.answers.clear()
    inn.leaves()
    inn.webhooks_arrive()
    assert set(inn.answers) == {404}, "nothing is accepted from the first moment on"
    assert len(inn.integration.disconnect("inn").removed) == 17
    assert inn.rows(r.CREDENTIALS) == []


@pytest.mark.parametrize("trouble", ["down", "revoked", "unreadable"])
def test_the_local_part_is_done_whatever_the_hotel_system_answers(inn: Inn, trouble: str) -> None:
    open_with_a_task(inn)
    if trouble == "down":
        inn.hotel.faults.every, inn.hotel.faults.kinds = 1, [Fault.BAD_GATEWAY]
    elif trouble == "revoked":
        inn.hotel.faults.revoked_keys.add("cbat_simulated")
    else:
        inn.integration.runtime.forget_session(inn.integration.connection("inn").id)
        with inn.store.transaction() as tx:
            [row] = tx.select(r.CREDENTIALS)
            tx.put(r.CREDENTIALS, r.Credential(**{**vars(row), "sealed": "v1.broken"}))
    report = inn.integration.disconnect("inn")
    assert report.removed == ()
    assert any("could not be" in sentence for sentence in report.left)
    assert not any("cbat_" in sentence or (inn.answers and "/webhooks/" in sentence) for sentence in report.left)
    assert inn.rows(r.CREDENTIALS) == []
    connection = inn.integration.connection("inn")
    assert (connection.status, connection.webhook_token_hash) == ("disconnected", None)


def test_a_subscription_that_stays_listed_is_told_and_its_webhooks_are_refused(
    inn: Inn, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_with_a_task(inn)
    kept = dict(inn.hotel.webhooks.subscriptions)
    monkeypatch.setattr(
        "cloudbeds_connector.cloudbeds.events.delete_subscription",
        lambda each: list_subscriptions(),
    )
    report = inn.integration.disconnect("inn")
    assert report.removed == ()
    assert "still lists the subscriptions to reservation/created" in report.left[0]
    inn.hotel.webhooks.subscriptions.update(kept)
    inn.answers.clear()
    inn.leaves()
    inn.webhooks_arrive()
    assert set(inn.answers) == {404}


def test_subscriptions_of_others_stay(inn: Inn) -> None:
    inn.connect()
    inn.subscribe()
    theirs = "https://other.example/webhooks/integrations/cloudbeds/" + "x" * 43
    with inn.integration.runtime.open(
        account_of(inn.integration.connection("inn")),
        KEY,
    ) as session:
        session.events.ensure_subscriptions(theirs)
    inn.integration.disconnect("inn")
    assert {each.url for each in inn.hotel.webhooks.subscriptions.values()} == {theirs}


def test_the_same_hotel_is_connected_again_with_its_history(inn: Inn) -> None:
    room = open_with_a_task(inn)
    inn.work()
    before = inn.integration.connection("inn").id
    inn.integration.disconnect("inn")
    segment = inn.hotel.in_house()[0]
    inn.hotel.check_out(segment.id)
    inn.hotel.clock.advance(timedelta(hours=1))
    connection = inn.connect()
    assert (connection.id, connection.status, connection.baseline_at) == (before, "active", None)
    inn.subscribe()
    inn.sync("changes")
    assert len(inn.tasks_of(room)) == 1
    assert len(inn.tasks_of(segment.room_id or "")) == 1, "left while nobody looked, and not cleaned since"
    _, another = inn.leaves() if len(inn.hotel.in_house()) else ("", room)
    inn.webhooks_arrive()
    assert len(inn.tasks_of(another)) == 1
    assert inn.integration.connections() == (inn.integration.connection("inn"),)


def test_another_hotel_takes_the_property_id_and_the_first_keeps_its_own_rows(inn: Inn) -> None:
    open_with_a_task(inn)
    first = inn.integration.connection("inn").id
    inn.integration.disconnect("inn")
    other = SimulatedHotel.small(property_id="7", name="Hill House", clock=inn.hotel.clock)
    other.clock.advance(timedelta(minutes=1))
    transport = InProcessTransport(other)
    with Integration(
        connector=CloudbedsConnector(transport=transport, base_url=transport.base_url(other)),
        store=inn.store,
        keys=KeyRing.from_text(generate_key()),
        clock=other.clock,
    ) as second:
        connection = second.connect("inn", credentials=KEY)
        assert (connection.name, connection.id != first) == ("Hill House", True)
        second.sync("inn")
        assert second.tasks("inn") == ()
        assert len(second.rooms("inn")) == len(other.rooms())
        second.disconnect("inn")
        assert second.connection("inn").pms_property_id == "7"
    assert inn.rows(r.TURNOVER_TASKS, connection_id=first)
    assert inn.connect(pms_property_id=inn.hotel.property_id).id == first


def test_an_app_is_disabled_at_cloudbeds(inn: Inn) -> None:
    hotel, transport = inn.hotel, InProcessTransport(inn.hotel)
    app = OAuthApp(client_id="simulated", client_secret="not-a-secret")
    connector = CloudbedsConnector(transport=transport, base_url=transport.base_url(hotel), app=app)
    keys = KeyRing.from_text(generate_key())
    with Integration(
        connector=connector, store=inn.store, keys=keys, clock=hotel.clock, tasks=RecordingTaskSink()
    ) as integration:
        integration.connect("inn", credentials=Credentials("cbat_simulated"))
        report = integration.disconnect("inn")
    assert report.left == report.manual == ()
    assert hotel.app_state == "disabled"
