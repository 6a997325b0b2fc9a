# ruff: noqa: S101, D102  (a test asserts, and its name says what)
"""Stays in a session: each segment keeps its id through moves and departures, and is shown once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from ....pms.model import Reservation, Segment, StayState
from ....pms.ports import Page, PmsSession
from .hotel import Guest, StagedHotel

_LONG = timedelta(days=400)


def rows(pages: Iterable[Page[Reservation]]) -> dict[str, Reservation]:
    """The reservations of a listing by id; none comes twice."""
    found = [stay for page in pages for stay in page.items]
    assert max(Counter(stay.id for stay in found).values(), default=1) == 1, "a reservation came twice"
    return {stay.id: stay for stay in found}


def segment_of(session: PmsSession, guest: Guest) -> Segment:
    """The guest's segment, read by id."""
    stay = rows(session.stays.get([guest.reservation_id]))[guest.reservation_id]
    return next(segment for segment in stay.segments if segment.id == guest.segment_id)


class StaysContract:
    """Tests of `stays`."""

    def test_a_guest_in_house_is_seen_on_their_room(self, hotel: StagedHotel, session: PmsSession) -> None:
        for guest in hotel.in_house():
            segment = segment_of(session, guest)
            assert (segment.state, segment.room_id) == (StayState.IN_HOUSE, guest.room_id)
            assert segment.reservation_id == guest.reservation_id
            assert segment.start_date <= segment.end_date

    def test_an_expected_guest_is_expected(self, hotel: StagedHotel, session: PmsSession) -> None:
        for guest in hotel.expected():
            segment = segment_of(session, guest)
            assert (segment.state, segment.room_id) == (StayState.EXPECTED, guest.room_id)

    def test_unknown_ids_are_not_shown_and_no_other_reservation_is(
        self, hotel: StagedHotel, session: PmsSession
    ) -> None:
        first, second = (guest.reservation_id for guest in hotel.expected()[:2])
        assert set(rows(session.stays.get([first, "no-such-reservation", first]))) == {first}
        assert set(rows(session.stays.get([second, first]))) == {first, second}
        assert rows(session.stays.get(["no-such-reservation"])) == {}
        assert rows(session.stays.get([])) == {}

    def test_a_departure_is_seen_on_the_segment_that_was_in_house(
        self, hotel: StagedHotel, session: PmsSession
    ) -> None:
        guest, other = hotel.in_house()[:2]
        before = segment_of(session, guest)
        hotel.check_out(guest)
        hotel.settle()
        after = segment_of(session, guest)
        assert (after.id, after.state) == (before.id, StayState.DEPARTED)
        assert after.room_id in (before.room_id, None), "the room that was left, or none, never another"
        assert segment_of(session, other).state is StayState.IN_HOUSE

    def test_a_move_keeps_the_segment_and_changes_its_room(self, hotel: StagedHotel, session: PmsSession) -> None:
        guest, room = hotel.in_house()[0], hotel.empty_room()
        hotel.move(guest, room)
        hotel.settle()
        segment = segment_of(session, guest)
        assert (segment.state, segment.room_id) == (StayState.IN_HOUSE, room)

    def test_a_cancelled_reservation_is_shown_cancelled(self, hotel: StagedHotel, session: PmsSession) -> None:
        guest = hotel.expected()[0]
        hotel.cancel(guest)
        hotel.settle()
        stay = rows(session.stays.get([guest.reservation_id]))[guest.reservation_id]
        assert stay.state is StayState.CANCELLED
        assert {segment.state for segment in stay.segments} <= {StayState.CANCELLED}

    def test_a_deleted_reservation_is_flagged_where_that_can_be_seen(
        self, hotel: StagedHotel, session: PmsSession
    ) -> None:
        if not hotel.connector.capabilities.deleted_visible:
            return
        guest, other = hotel.expected()[:2]
        hotel.delete(guest)
        hotel.settle()
        shown = rows(session.stays.get([guest.reservation_id, other.reservation_id]))
        assert shown[guest.reservation_id].deleted
        assert StayState.EXPECTED not in {segment.state for segment in shown[guest.reservation_id].segments}
        assert not shown[other.reservation_id].deleted

    def test_a_window_shows_all_departures_in_it_in_any_state(self, hotel: StagedHotel, session: PmsSession) -> None:
        leaving, coming = hotel.in_house()[0], hotel.expected()[0]
        hotel.check_out(leaving)
        hotel.settle()
        everybody = rows(session.stays.window(hotel.today() - _LONG, hotel.today() + _LONG))
        ids = {guest.reservation_id for guest in (leaving, coming, *hotel.in_house(), *hotel.expected())}
        assert ids <= set(everybody)
        for guest in (leaving, coming):
            day = everybody[guest.reservation_id].check_out
            assert guest.reservation_id in rows(session.stays.window(day, day)), "both ends of a window count"

    def test_a_change_feed_shows_what_changed_and_shows_it_again(self, hotel: StagedHotel, session: PmsSession) -> None:
        since = hotel.clock.now()
        leaving = [guest for guest in hotel.in_house() if guest.room_id]
        for guest in leaving:
            hotel.check_out(guest)
        hotel.settle()
        changed, ids = rows(session.stays.changed(since)), {guest.reservation_id for guest in leaving}
        match hotel.connector.capabilities.change_feed:
            case "none":
                assert changed == {}
            case "modified_lossy":  # some changes are not shown: sweeps find them
                assert ids & set(changed)
            case _:
                assert ids <= set(changed)
        assert set(rows(session.stays.changed(since))) == set(changed), "a feed is no queue: it is read by many"
        assert not ids & set(rows(session.stays.changed(hotel.clock.now() + timedelta(days=3))))

    def test_every_page_says_when_its_request_was_sent(self, hotel: StagedHotel, session: PmsSession) -> None:
        def pages_read(before: datetime, pages: Iterable[Page[Reservation]]) -> int:
            count = 0
            for page in pages:
                assert page.sent_at.utcoffset() == timedelta(0)
                # between the request and the answer: each page is requested when it is read
                assert before.astimezone(UTC) <= page.sent_at <= hotel.clock.now()
                before, count = page.sent_at, count + 1
            return count

        ids = [guest.reservation_id for guest in hotel.in_house()]
        assert pages_read(hotel.clock.now(), session.stays.get(ids))
        assert pages_read(hotel.clock.now(), session.stays.window(hotel.today(), hotel.today() + _LONG))
        pages_read(hotel.clock.now(), session.stays.changed(hotel.clock.now() - timedelta(days=1)))

    def test_a_booking_that_cannot_be_read_is_set_aside_and_the_others_are_shown(
        self, hotel: StagedHotel, session: PmsSession
    ) -> None:
        guest, other = hotel.in_house()[:2]
        ids = [guest.reservation_id, other.reservation_id]
        if not hotel.spoil(guest.reservation_id):
            return
        hotel.settle()
        window = hotel.today() - _LONG, hotel.today() + _LONG
        for pages in (list(session.stays.get(ids)), list(session.stays.window(*window))):
            assert guest.reservation_id not in rows(pages)
            assert other.reservation_id in rows(pages)
            [aside] = [row for page in pages for row in page.set_aside]
            assert (aside.kind, aside.id) == ("reservation", guest.reservation_id)
            assert aside.reason, "people want to know what is wrong"

    def test_a_listing_makes_its_request_when_it_is_read(self, hotel: StagedHotel, session: PmsSession) -> None:
        guest = hotel.in_house()[0]
        pages = session.stays.get([guest.reservation_id])
        hotel.check_out(guest)
        hotel.settle()
        segments = rows(pages)[guest.reservation_id].segments
        assert next(s.state for s in segments if s.id == guest.segment_id) is StayState.DEPARTED

    def test_the_repr_of_a_reservation_has_only_ids(self, hotel: StagedHotel, session: PmsSession) -> None:
        for stay in rows(session.stays.get([guest.reservation_id for guest in hotel.in_house()])).values():
            assert stay.guest_name is None or stay.guest_name not in repr(stay)
            assert all(isinstance(each, str) for segment in stay.segments for each in (segment.id, segment.party_id))
