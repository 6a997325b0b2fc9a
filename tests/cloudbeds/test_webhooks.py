"""A webhook is read for its name and ids, however Cloudbeds spells them, and for nothing else."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloudbeds_connector.cloudbeds.webhooks import SUBSCRIBED_EVENTS, hints, parse_event, parse_events
from cloudbeds_connector.errors import WebhookRejectedError
from cloudbeds_connector.pms.model import Entity

CHECKED_OUT = b"""{"version": "1.0", "timestamp": 1795442400.10049, "event": "reservation/accommodation_status_changed",
  "propertyId": 6980934886756353, "propertyId_str": "6980934886756353", "reservationId": "3YM6AW9QV",
  "roomId": "601917-0", "status": "unoccupied"}"""


def event(**fields: object) -> bytes:
    return json.dumps({"event": "reservation/created", **fields}).encode()


def test_a_departure_names_reservation_room_and_property() -> None:
    parsed = parse_event(CHECKED_OUT)
    assert parsed.event == "reservation/accommodation_status_changed"
    assert (parsed.property_id, parsed.reservation_id, parsed.room_id) == ("6980934886756353", "3YM6AW9QV", "601917-0")


def test_a_timestamp_keeps_every_digit_it_was_written_with() -> None:
    parsed = parse_event(CHECKED_OUT)
    assert parsed.timestamp_text == "1795442400.10049"
    assert parsed.reported_at == datetime(2026, 11, 23, 14, 0, 0, 100490, tzinfo=UTC)
    assert parse_event(event(timestamp="1795442400")).reported_at == datetime(2026, 11, 23, 14, tzinfo=UTC)


@pytest.mark.parametrize("stamp", ["soon", -1, 0, 1e300, "9" * 99, None, [], float("nan"), "1795442400,5"])
def test_a_timestamp_that_means_nothing_is_no_instant(stamp: object) -> None:
    assert parse_event(event(timestamp=stamp)).reported_at is None


@pytest.mark.parametrize(
    "spelling", ["reservationID", "reservationId", "reservationid", "RESERVATIONID", "reservation_id"]
)
def test_keys_may_be_spelled_in_any_case(spelling: str) -> None:
    assert parse_event(event(**{spelling: "R1"})).reservation_id == "R1"


def test_the_string_twin_of_an_id_is_believed_before_the_number() -> None:
    assert parse_event(event(propertyID=6980934886756352, propertyID_str="6980934886756353")).property_id == (
        "6980934886756353"
    )
    assert parse_event(event(propertyID=6980934886756353)).property_id == "6980934886756353"


@pytest.mark.parametrize("spelling", ["roomIdPrev", "old_roomID"])
def test_a_move_names_the_room_that_was_left(spelling: str) -> None:
    parsed = parse_event(event(roomID="601917-1", **{spelling: "601917-0"}))
    assert (parsed.room_id, parsed.previous_room_id) == ("601917-1", "601917-0")


def test_a_form_is_read_whether_or_not_it_says_that_it_is_one() -> None:
    form = b"event=integration%2Fappstate_changed&state=disabled&propertyID=320691"
    for content_type in ("application/x-www-form-urlencoded; charset=utf-8", None):
        parsed = parse_event(form, content_type)
        assert (parsed.event, parsed.property_id) == ("integration/appstate_changed", "320691")


@pytest.mark.parametrize("note", [b"d\xe9part tardif", b"\xff", b"two\nlines", b"\xed\xa0\xbd", b"\\ud83d"])
def test_a_note_in_another_encoding_costs_the_note_only(note: bytes) -> None:
    body = event(reservationID="R1", notes="NOTE").replace(b"NOTE", note)
    assert parse_event(body).reservation_id == "R1"
    parsed = parse_event(event(reservationID="R1", roomID="NOTE").replace(b"NOTE", note))
    assert (parsed.reservation_id, parsed.room_id) == ("R1", None), "what cannot be read is no id"


def test_several_events_in_one_body_are_all_read() -> None:
    batch = b"[" + event(reservationID="R1") + b"," + event(reservationID="R2") + b"]"
    assert [parsed.reservation_id for parsed in parse_events(batch)] == ["R1", "R2"]
    assert parse_event(batch).reservation_id == "R1"


@pytest.mark.parametrize(
    "body", [b"", b"null", b"7", b"[]", b"{}", b"[[]]", b"{", b"\xff", b"[" * 60_000, b"hello", b'{"event": ""}']
)
def test_what_is_no_event_is_rejected(body: bytes) -> None:
    with pytest.raises(WebhookRejectedError):
        parse_events(body)


def test_a_body_that_is_too_large_is_rejected_unread() -> None:
    with pytest.raises(WebhookRejectedError) as caught:
        parse_event(b" " * 70_000)
    assert caught.value.status == 413


@given(
    st.binary(max_size=200)
    | st.recursive(
        st.none() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ).map(lambda value: json.dumps({"event": "a/b", "roomId": value, "propertyID": value}).encode())
)
def test_no_body_does_anything_but_be_read_or_rejected(body: bytes) -> None:
    try:
        events = parse_events(body)
    except WebhookRejectedError:
        return
    for parsed in events:
        shown = [value for value in (parsed.event, parsed.property_id, parsed.room_id, parsed.timestamp_text) if value]
        assert all(isinstance(value, str) and value.isprintable() and len(value) <= 100 for value in shown)


@pytest.mark.parametrize(
    ("name", "entity"),
    [
        ("reservation/status_changed", Entity.STAY),
        ("housekeeping/room_condition_changed", Entity.ROOM),
        ("roomblock/created", Entity.BLOCK),
        ("night_audit/completed", Entity.PROPERTY),
        ("guest/details_changed", Entity.GUEST),
        ("something/new", Entity.OTHER),
    ],
)
def test_a_hint_says_what_to_look_at(name: str, entity: Entity) -> None:
    (hint,) = hints(parse_event(event(event=name, timestamp=1795442400.5)))
    assert (hint.event, hint.entity, hint.key_text) == (name, entity, "1795442400.5")


def test_a_sub_reservation_leads_to_its_reservation() -> None:
    parsed = parse_event(event(event="guest/accommodation_changed", subReservationId="31415926-2", guestId="900"))
    (hint,) = hints(parsed)
    assert (hint.entity, hint.reservation_id, hint.segment_id) == (Entity.STAY, "31415926", "31415926-2")


def test_a_hint_carries_no_status_no_date_and_no_name() -> None:
    body = event(reservationID="R1", status="CANARY", startDate="CANARY", guestName="CANARY", notes="CANARY")
    assert "CANARY" not in repr(hints(parse_event(body)))


def test_no_invented_event_is_subscribed_to() -> None:
    invented = {"reservation/modified", "reservation/checked_out", "housekeeping/housekeeping_condition_changed"}
    assert not invented & set(SUBSCRIBED_EVENTS)
    assert "reservation/accommodation_status_changed" in SUBSCRIBED_EVENTS, "the one that names a departing room"
