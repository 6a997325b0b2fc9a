"""The webhooks of each action, and their delivery to receivers that are slow, down, or check a token."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from cloudbeds_connector.testing import FrontDeskError, Profile, Quirk, SimulatedHotel, Stay
from cloudbeds_connector.testing.hotel.events import CATALOGUE

QUIET = Profile.OBSERVED.value - {Quirk.WEBHOOK_DUPLICATES, Quirk.WEBHOOK_DISORDER}


@pytest.fixture
def hotel() -> SimulatedHotel:
    return SimulatedHotel.small(quirks=QUIET)


@pytest.fixture
def subscribed(hotel: SimulatedHotel, open_api: Callable[..., Any], subscribe: Any, receiver: Any) -> Any:
    api = open_api(hotel)
    subscribe(api, receiver, *CATALOGUE)
    return receiver


def test_one_check_out_sends_several_webhooks_and_only_the_last_room_changes_the_reservation(
    hotel: SimulatedHotel, subscribed: Any
) -> None:
    [leaving] = hotel.departures()
    hotel.set_condition(leaving.room_id or "", "clean")
    hotel.clock.advance(1)
    subscribed.got.clear()

    hotel.check_out(leaving.id)
    hotel.clock.advance(1)

    assert subscribed.events == [
        "housekeeping/room_condition_changed",
        "reservation/accommodation_status_changed",
        "housekeeping/housekeeping_room_occupancy_status_changed",
        "housekeeping/housekeeping_reservation_status_changed",
        "reservation/status_changed",
    ]
    dirty, unoccupied, *_, status = (delivery.body for delivery in subscribed.got)
    assert (dirty["roomId"], dirty["condition"]) == (leaving.room_id, "dirty")
    assert unoccupied["reservationId"] == leaving.reservation_id
    assert (unoccupied["roomId"], unoccupied["status"]) == (leaving.room_id, "unoccupied")
    assert (status["reservationID"], status["status"]) == (leaving.reservation_id, "checked_out")
    assert status["propertyID"] == 297652
    assert status["propertyID_str"] == "297652"
    assert abs(status["timestamp"] - hotel.clock.now().timestamp()) < 5


def test_every_action_has_its_webhooks(hotel: SimulatedHotel, subscribed: Any) -> None:
    today, rooms = hotel.today(), {room.name: room for room in hotel.rooms()}
    kind = rooms["103"].room_type_id

    def sent(act: Callable[[], Any]) -> set[str]:
        subscribed.got.clear()
        act()
        hotel.clock.advance(1)
        return set(subscribed.events)

    booked: list[str] = []
    stays = [Stay(kind, today, today + timedelta(days=1), rooms[n].id) for n in ("103", "104")]
    occupancy = {
        "reservation/accommodation_status_changed",
        "housekeeping/housekeeping_room_occupancy_status_changed",
        "housekeeping/housekeeping_reservation_status_changed",
    }
    assert sent(lambda: booked.append(hotel.book(*stays))) == {"reservation/created", "guest/created", "guest/assigned"}
    first, second = hotel.segments(booked[0])
    checked_in = {*occupancy, "housekeeping/room_condition_changed", "reservation/status_changed"}
    assert sent(lambda: hotel.check_in(first)) == checked_in
    moved = {
        *occupancy,
        "reservation/accommodation_changed",
        "reservation/accommodation_type_changed",
        "guest/accommodation_changed",
        "guest/assigned",
        "guest/removed",
    }
    assert sent(lambda: hotel.assign(first, rooms["202"].id)) == moved
    changed = subscribed.bodies("reservation/accommodation_changed")[0]
    assert changed["roomId"] == rooms["202"].id
    assert rooms["103"].id in (changed.get("roomIdPrev"), changed.get("old_roomID"))
    assert sent(lambda: hotel.change_dates(second, end=today + timedelta(days=3))) == {"reservation/dates_changed"}
    dates = subscribed.bodies("reservation/dates_changed")[0]
    assert [room["id"] for room in dates["subReservations"]] == [first, second]
    assert sent(lambda: hotel.cancel_segment(second)) == {"reservation/accommodation_removed"}
    other = hotel.arrivals()[0].reservation_id
    assert sent(lambda: hotel.cancel(other)) == {"reservation/status_changed"}
    assert sent(lambda: hotel.delete(other)) == {"reservation/deleted"}
    assert sent(lambda: hotel.set_eta(booked[0], None)) == set()
    assert sent(lambda: hotel.set_condition(rooms["104"].id, "clean")) == set(), "it was clean already"
    assert sent(lambda: booked.append(hotel.block([rooms["105"].id], today, today))) == {"roomblock/created"}
    assert sent(lambda: hotel.change_block(booked[-1], end=today + timedelta(days=1))) == {"roomblock/details_changed"}
    assert sent(lambda: hotel.remove_block(booked[-1])) == {"roomblock/removed"}
    occupied_and_clean = {"housekeeping/room_condition_changed", "night_audit/completed"}
    assert sent(hotel.run_night_audit) == occupied_and_clean, "202 has a guest since the move"
    assert sent(hotel.run_night_audit) == {"night_audit/completed"}
    assert sent(hotel.disconnect_app) == {"integration/appstate_changed"}
    assert sent(hotel.run_night_audit) == set()


def test_a_refused_webhook_is_tried_again_five_times_a_minute_apart_and_then_dropped(
    hotel: SimulatedHotel, open_api: Callable[..., Any], subscribe: Any, receiver: Any
) -> None:
    subscribe(open_api(hotel), receiver, "reservation/created")
    receiver.answers = [500] * 6
    arrived = []
    receiver.while_answering = lambda: arrived.append(hotel.clock.now())
    kind = hotel.room_types()[0].id
    hotel.book(Stay(kind, hotel.today(), hotel.today()))

    hotel.clock.advance(timedelta(hours=1))

    assert [later - earlier for earlier, later in pairwise(arrived)] == [timedelta(minutes=1)] * 5
    assert len({str(delivery.body) for delivery in receiver.got}) == 1
    assert (hotel.stats.webhooks_retried, hotel.stats.webhooks_failed, hotel.stats.webhooks_delivered) == (5, 1, 0)


def test_an_answer_after_two_seconds_counts_as_none_even_if_it_is_a_200(
    hotel: SimulatedHotel, open_api: Callable[..., Any], subscribe: Any, receiver: Any
) -> None:
    subscribe(open_api(hotel), receiver, "reservation/created")
    receiver.while_answering = lambda: hotel.clock.tick(2.5 if len(receiver.got) == 1 else 0.1)
    hotel.book(Stay(hotel.room_types()[0].id, hotel.today(), hotel.today()))

    hotel.clock.advance(timedelta(minutes=5))

    assert len(receiver.got) == 2
    assert hotel.stats.webhooks_delivered == 1


def test_a_receiver_may_call_the_api_during_a_delivery(
    hotel: SimulatedHotel, open_api: Callable[..., Any], subscribe: Any, receiver: Any
) -> None:
    api, asking = open_api(hotel), open_api(hotel)
    subscribe(api, receiver, "reservation/created")
    known: list[int] = []
    receiver.while_answering = lambda: known.append(len(asking.get("getReservations").data))
    hotel.book(Stay(hotel.room_types()[0].id, hotel.today(), hotel.today()))

    hotel.clock.advance(1)

    assert known[0] in {6, 7}, "a webhook may come before the reads show what it is about"
    assert hotel.stats.webhooks_delivered == 1


def test_a_receiver_that_is_gone_blocks_nothing(hotel: SimulatedHotel, open_api: Callable[..., Any]) -> None:
    api = open_api(hotel)
    api.post("postWebhook", object="reservation", action="created", endpointUrl="http://127.0.0.1:9/nobody")
    hotel.book(Stay(hotel.room_types()[0].id, hotel.today(), hotel.today()))
    hotel.clock.advance(timedelta(minutes=10))
    assert hotel.stats.webhooks_failed == 1


def test_lost_doubled_and_shuffled_webhooks_are_drawn_from_the_seed(
    open_api: Any, subscribe: Any, receiver: Any
) -> None:
    def play() -> tuple[list[str], int, int]:
        receiver.got.clear()
        hotel = SimulatedHotel.small(quirks=QUIET)
        subscribe(open_api(hotel), receiver, "housekeeping/room_condition_changed")
        hotel.webhook_faults.lost, hotel.webhook_faults.doubled, hotel.webhook_faults.shuffled = 0.2, 0.2, True
        room = hotel.rooms()[3].id
        for n in range(40):
            hotel.set_condition(room, "dirty" if n % 2 == 0 else "clean")
        hotel.clock.advance(60)
        return (
            [str(delivery.body) for delivery in receiver.got],
            hotel.stats.webhooks_lost,
            hotel.stats.webhooks_doubled,
        )

    bodies, lost, doubled = play()
    assert lost > 0
    assert doubled > 0
    assert len(bodies) == 40 - lost + doubled
    assert sorted(bodies, key=lambda body: body.rpartition("timestamp")[2]) != bodies
    assert (bodies, lost, doubled) == play()


def test_deliveries_have_the_header_of_the_subscription_and_no_read_shows_its_value(
    hotel: SimulatedHotel, open_api: Callable[..., Any], receiver: Any
) -> None:
    api = open_api(hotel)
    event = {"object": "reservation", "action": "created", "endpointUrl": receiver.url}
    assert api.post("postWebhook", **event, authHeaderName="Authorization").json["success"] is False
    api.post("postWebhook", **event, authHeaderName="Authorization", authHeaderValue="Bearer t0ken")
    hotel.book(Stay(hotel.room_types()[0].id, hotel.today(), hotel.today()))
    hotel.clock.advance(1)

    assert receiver.got[0].headers["authorization"] == "Bearer t0ken"
    [listed] = api.get("getWebhooks").data
    assert listed["authHeader"] == {"name": "Authorization"}
    assert "t0ken" not in api.get("getWebhooks").raw.decode()


def test_subscribing_takes_a_form_and_an_event_that_exists(hotel: SimulatedHotel, open_api: Any, receiver: Any) -> None:
    api = open_api(hotel)
    right = {"object": "reservation", "action": "created", "endpointUrl": receiver.url}
    assert api.post_json("postWebhook", right).json["message"] == "Parameter endpointUrl is required"
    assert api.post("postWebhook", **{**right, "action": "modified"}).json["success"] is False
    hotel.faults.missing_scopes = {"read:reservation"}
    assert "Scope" in api.post("postWebhook", **right).json["message"]


def test_an_unsubscribed_address_gets_no_more_deliveries(
    hotel: SimulatedHotel, open_api: Any, subscribe: Any, receiver: Any
) -> None:
    api = open_api(hotel)
    subscribe(api, receiver, "reservation/created")
    [listed] = api.get("getWebhooks").data
    assert api.delete("deleteWebhook", subscriptionID=listed["id"]).json == {"success": True}
    hotel.book(Stay(hotel.room_types()[0].id, hotel.today(), hotel.today()))
    hotel.clock.advance(60)
    assert api.get("getWebhooks").data == []
    assert receiver.got == []


def test_a_scope_that_is_taken_away_ends_its_calls_and_webhooks_until_it_is_given_back(
    hotel: SimulatedHotel, open_api: Any, subscribe: Any, receiver: Any
) -> None:
    api = open_api(hotel)
    subscribe(api, receiver, "roomblock/created")
    room, today = hotel.rooms()[0].id, hotel.today()
    for _ in range(2):
        hotel.take_scope("read:roomblock")
        hotel.block([room], today, today)
        hotel.clock.advance(60)
        assert api.get("getRoomBlocks").json["success"] is False
        hotel.give_scope_back("read:roomblock")
    hotel.block([room], today, today)
    hotel.clock.advance(60)
    assert receiver.events == ["roomblock/created"]
    assert len(api.get("getRoomBlocks").data["roomBlocks"]) == 3
    with pytest.raises(FrontDeskError, match="read:roomblocks"):
        hotel.take_scope("read:roomblocks")
