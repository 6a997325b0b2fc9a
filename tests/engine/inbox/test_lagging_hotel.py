"""Reads that show a change long after its webhook: a task comes not much later than the hotel shows the departure."""

from __future__ import annotations

import json

import pytest

from cloudbeds_connector import encode
from cloudbeds_connector.stores import records as r

from .conftest import Inn


@pytest.mark.parametrize("lag", [20, 90, 200, 700])
def test_a_departure_is_seen_soon_after_the_hotel_shows_it_and_sooner_once_the_lag_is_known(inn: Inn, lag: int) -> None:
    inn.without_syncs()
    inn.hotel.faults.read_lag_seconds = lag
    first, second, third = [guest for guest in inn.hotel.in_house() if guest.room_id][:3]
    inn.hotel.check_out(first.id)
    assert inn.seconds_until_a_task(first) <= 2.5 * lag + 60
    inn.pass_time(1500, every=30)
    for guest in (second, third):
        inn.hotel.check_out(guest.id)
        assert inn.seconds_until_a_task(guest) <= lag + 60
        inn.pass_time(1500, every=30)
    assert {hint.status for hint in inn.all(r.WEBHOOK_EVENTS)} == {r.DONE}
    learned = inn.integration.status("my-inn")
    assert lag <= (learned.read_lag_seconds or 0) <= lag + 60
    assert f'"read_lag_seconds": {learned.read_lag_seconds}' in json.dumps(encode(learned))


@pytest.mark.parametrize(("lag", "calls"), [(0, 10), (90, 12)])
def test_a_burst_of_webhooks_costs_two_calls_for_each_look(inn: Inn, lag: int, calls: int) -> None:
    inn.without_syncs()
    inn.hotel.faults.read_lag_seconds = lag
    before = inn.calls()
    for guest in [guest for guest in inn.hotel.in_house() if guest.room_id][:50]:
        inn.hotel.check_out(guest.id)
    inn.deliver_copies(5)
    inn.pass_time(1500)
    hints = inn.all(r.WEBHOOK_EVENTS)
    assert len(hints) >= 1000
    assert {hint.status for hint in hints} == {r.DONE}
    assert inn.calls() - before <= calls
