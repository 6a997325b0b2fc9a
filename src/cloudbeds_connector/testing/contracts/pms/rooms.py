# ruff: noqa: S101, D102  (a test asserts, and its name says what)
"""Rooms in a session: property, rooms, their states and blocks, each row once and with its time."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from ....errors import ConfigurationError, ConnectorError
from ....pms.hotel_time import load_zone
from ....pms.model import Condition, RoomState
from ....pms.ports import Lane, PmsSession
from .hotel import StagedHotel, WatchedLimiter


def look(session: PmsSession) -> dict[str, RoomState]:
    """Every room's state, by room; no room comes twice."""
    states = [state for page in session.room_states.snapshot() for state in page.items]
    assert max(Counter(state.room_id for state in states).values(), default=1) == 1, "a room came twice"
    return {state.room_id: state for state in states}


class RoomsContract:
    """Tests of `directory`, `room_states` and `blocks`."""

    def test_the_property_is_among_those_of_the_credential(self, hotel: StagedHotel, session: PmsSession) -> None:
        found = {each.pms_property_id: each for each in session.directory.properties()}
        ours = found[hotel.account.pms_property_id or next(iter(found))]
        assert load_zone(ours.timezone).key == ours.timezone, "a zone of the IANA database, never a guess"
        times = session.directory.times(ours.pms_property_id)
        assert times.check_in is not None
        assert times.check_out is not None

    def test_the_properties_are_listed_before_one_is_chosen(self, hotel: StagedHotel, limiter: WatchedLimiter) -> None:
        account = replace(hotel.account, pms_property_id=None, timezone=None)
        session = hotel.connector.open(
            account, hotel.credentials, limiter=limiter, clock=hotel.clock, tokens=hotel.tokens
        )
        found = {each.pms_property_id for each in session.directory.properties()}
        session.close()
        assert found >= {hotel.account.pms_property_id} - {None}

    def test_every_room_is_listed_once_with_its_type(self, hotel: StagedHotel, session: PmsSession) -> None:
        before = hotel.clock.now()
        page = session.directory.rooms()
        assert before <= page.sent_at <= hotel.clock.now()
        assert sorted(room.id for room in page.items if not room.virtual) == sorted(hotel.rooms())
        types = {each.id for each in session.directory.room_types()}
        assert {room.room_type_id for room in page.items} <= types
        assert all(room.name for room in page.items), "people need a number to go to"

    def test_a_room_that_cannot_be_read_is_set_aside_and_the_others_are_shown(
        self, hotel: StagedHotel, session: PmsSession
    ) -> None:
        room = hotel.empty_room()
        others = set(hotel.rooms()) - {room}
        if not hotel.spoil(room):
            return
        page = session.directory.rooms()
        assert {each.id for each in page.items if not each.virtual} == others
        assert [(row.kind, row.id) for row in page.set_aside] == [("room", room)]
        pages = list(session.room_states.snapshot())
        assert others <= {state.room_id for page in pages for state in page.items}
        assert [(row.kind, row.id) for page in pages for row in page.set_aside] in ([], [("room_state", room)])

    def test_a_look_shows_every_room_once_and_when_it_was_sent(self, hotel: StagedHotel, session: PmsSession) -> None:
        before = hotel.clock.now()
        for page in session.room_states.snapshot():
            assert page.sent_at.utcoffset() == timedelta(0)
            assert before.astimezone(UTC) <= page.sent_at <= hotel.clock.now()
        assert set(hotel.rooms()) <= set(look(session))

    def test_occupancy_is_shown_if_the_hotel_system_has_it(self, hotel: StagedHotel, session: PmsSession) -> None:
        states, taken = look(session), {guest.room_id for guest in hotel.in_house()}
        shown = {room: states[room].occupied for room in hotel.rooms()}
        if hotel.connector.capabilities.occupancy == "derived":
            assert set(shown.values()) == {None}
        else:
            assert shown == {room: room in taken for room in hotel.rooms()}

    def test_a_room_that_became_dirty_is_seen_dirty(self, hotel: StagedHotel, session: PmsSession) -> None:
        room = hotel.empty_room()
        hotel.soil(room)
        hotel.settle()
        assert look(session)[room].condition is Condition.DIRTY

    def test_a_vacated_room_is_dirty_and_empty(self, hotel: StagedHotel, session: PmsSession) -> None:
        guest = hotel.in_house()[0]
        hotel.check_out(guest)
        hotel.settle()
        state = look(session)[guest.room_id or ""]
        assert (state.condition, bool(state.occupied)) == (Condition.DIRTY, False)

    def test_a_condition_that_is_set_is_answered_and_then_seen(self, hotel: StagedHotel, session: PmsSession) -> None:
        room = hotel.empty_room()
        if not hotel.connector.capabilities.write_condition:
            with pytest.raises(ConfigurationError):
                session.room_states.set_condition(room, Condition.DIRTY)
            return
        conditions = [Condition.DIRTY, Condition.CLEAN]
        if hotel.connector.capabilities.inspected:
            conditions.append(Condition.INSPECTED)
        for condition in conditions:
            answered = session.room_states.set_condition(room, condition)
            assert (answered.room_id, answered.condition) == (room, condition)
            hotel.settle()
            assert look(session)[room].condition is condition

    def test_no_room_is_set_to_an_unknown_condition_and_no_unknown_room_is_set(
        self, hotel: StagedHotel, session: PmsSession
    ) -> None:
        before = look(session)
        with pytest.raises(ConfigurationError):
            session.room_states.set_condition(hotel.empty_room(), Condition.UNKNOWN)
        with pytest.raises(ConnectorError) as caught:
            session.room_states.set_condition("no-such-room", Condition.CLEAN)
        assert not caught.value.retryable
        assert look(session) == before

    def test_a_block_is_shown_once_for_each_of_its_rooms(self, hotel: StagedHotel, session: PmsSession) -> None:
        start, room = hotel.today() + timedelta(days=3), hotel.empty_room()
        end = start + timedelta(days=2)
        if hotel.connector.capabilities.blocks:
            hotel.block(room, start, end)
            hotel.settle()
        pages = list(session.blocks.window(start, start + timedelta(days=60)))
        shown = [block for page in pages for block in page.items if block.room_id == room]
        assert len(shown) == int(hotel.connector.capabilities.blocks)
        assert all(block.start_date == start for block in shown)
        # whether the end day is blocked differs between systems, and `end_inclusive` may be unknown
        assert all(end <= block.end_date <= end + timedelta(days=1) for block in shown)
        earlier = [b for page in session.blocks.window(hotel.today(), hotel.today()) for b in page.items]
        assert room not in {block.room_id for block in earlier}

    def test_every_request_waits_for_a_slot_in_the_lane_it_was_given(
        self, hotel: StagedHotel, session: PmsSession, limiter: WatchedLimiter
    ) -> None:
        for lane in Lane:
            limiter.slots.clear()
            list(session.room_states.snapshot(lane=lane))
            list(session.stays.get([hotel.in_house()[0].reservation_id], lane=lane))
            assert {asked for _, asked in limiter.slots} == {lane}
            assert len(limiter.slots) >= 2
        shown = repr(limiter.slots)
        assert not any(secret in shown for secret in hotel.secrets), "the rate is counted by a digest of the key"
