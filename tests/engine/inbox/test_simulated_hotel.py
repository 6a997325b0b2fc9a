"""Webhooks of a simulated hotel with the troubles of a real one, over the whole client."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cloudbeds_connector.engine import Worker
from cloudbeds_connector.stores import records as r
from cloudbeds_connector.testing.hotel import Quirk
from cloudbeds_connector.testing.hotel.faults import Fault

from .conftest import Inn


def leave(inn: Inn, number: int) -> list[str]:
    """So many guests check out; their rooms."""
    guests = [guest for guest in inn.hotel.in_house() if guest.room_id][:number]
    for guest in guests:
        inn.hotel.check_out(guest.id)
    return [guest.room_id or "" for guest in guests]


@pytest.mark.parametrize("kind", [Fault.SERVER_ERROR, Fault.BAD_GATEWAY, Fault.HTML, Fault.DROPPED])
def test_one_reservation_that_always_fails_holds_up_no_other_and_opens_no_circuit(inn: Inn, kind: str) -> None:
    inn.without_syncs()
    inn.hotel.faults.read_lag_seconds = 0
    broken = [guest for guest in inn.hotel.in_house() if guest.room_id][7]
    inn.hotel.faults.fail_ids(broken.reservation_id, kind=kind)
    rooms = leave(inn, 20)
    inn.hotel.clock.advance(5)
    report = Worker(inn.integration).run_once()
    assert "CircuitOpenError" not in str(report.failures)
    assert [room for room in rooms if not inn.tasks_of(room)] == [broken.room_id]
    inn.hotel.faults.clear()
    inn.pass_time(400, every=30)
    assert inn.tasks_of(broken.room_id)


def test_an_outage_costs_two_calls_of_the_client(inn: Inn) -> None:
    inn.without_syncs()
    leave(inn, 30)
    inn.hotel.clock.advance(5)
    before = inn.calls()
    inn.hotel.faults.html = 1.0
    Worker(inn.integration).run_once()
    assert inn.calls() - before <= 15  # each is tried five times
    inn.hotel.faults.clear()
    inn.pass_time(400, every=30)
    assert {hint.status for hint in inn.all(r.WEBHOOK_EVENTS)} <= {r.DONE, r.PENDING}


def test_each_object_may_lag_for_itself(inn: Inn) -> None:
    inn.without_syncs()
    guests = [guest for guest in inn.hotel.in_house() if guest.room_id][:4]
    lags = dict(zip(guests, (0, 20, 90, 700), strict=True))
    for guest, lag in lags.items():
        inn.hotel.faults.lag_of[guest.reservation_id] = lag
        inn.hotel.check_out(guest.id)
    began = inn.hotel.clock.now()
    for guest, lag in lags.items():
        while not inn.tasks_of(guest.room_id):
            inn.pass_time(5)
        assert inn.hotel.clock.now() - began <= timedelta(seconds=2.5 * lag + 60)


def test_a_room_of_a_reservation_where_a_reservation_is_expected_finds_its_reservation(inn: Inn) -> None:
    inn.without_syncs()
    inn.hotel.quirks |= {Quirk.WEBHOOK_SEGMENT_IDS}
    rooms = leave(inn, 5)
    inn.pass_time(60)
    assert all(inn.tasks_of(room) for room in rooms)
