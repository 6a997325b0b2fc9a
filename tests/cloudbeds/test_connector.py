"""The connector against a served hotel: what is true at the front desk is what the engine is shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
import pytest

from cloudbeds_connector import errors
from cloudbeds_connector.cloudbeds.connector import CloudbedsConnector, OAuthApp
from cloudbeds_connector.cloudbeds.session import CloudbedsSession
from cloudbeds_connector.cloudbeds.webhooks import OPTIONAL_EVENTS, SUBSCRIBED_EVENTS
from cloudbeds_connector.pms.limiter import LocalLimiter
from cloudbeds_connector.pms.memory_tokens import MemoryTokens
from cloudbeds_connector.pms.model import BlockKind, Condition, StayState
from cloudbeds_connector.pms.ports import Credentials, Limiter, PmsAccount, PmsConnector
from cloudbeds_connector.testing import ManualClock, SimulatedHotel

from .conftest import ScriptedCloudbeds, WatchfulLimiter, ok

HOOK = "https://hooks.example/webhooks/token"


@contextmanager
def opened(
    hotel: SimulatedHotel, *, key: str = "cbat_simulated", limiter: Limiter | None = None
) -> Iterator[CloudbedsSession]:
    with hotel.serve() as served:
        account = PmsAccount(
            connection_id="c1",
            pms_property_id="297652",
            timezone="America/New_York",
        )
        limiter = limiter or LocalLimiter(5, hotel.clock)
        connector, tokens = CloudbedsConnector(base_url=served.base_url), MemoryTokens()
        with connector.open(account, Credentials(key), limiter=limiter, clock=hotel.clock, tokens=tokens) as session:
            yield session


@pytest.fixture
def hotel() -> SimulatedHotel:
    hotel = SimulatedHotel.small()
    hotel.clock.advance(timedelta(minutes=1))  # what the opening wrote has become visible
    return hotel


def test_it_is_what_the_engine_expects() -> None:
    connector: PmsConnector = CloudbedsConnector()
    assert connector.slug == "cloudbeds"
    assert (connector.capabilities.change_feed, connector.capabilities.webhooks) == ("modified_lossy", "api")


def test_the_whole_house_is_seen_although_every_third_request_fails(hotel: SimulatedHotel) -> None:
    hotel.faults.every = 3
    hotel.faults.enforce_rate = True
    with opened(hotel) as session:
        today = hotel.today()
        (here,) = session.directory.properties()
        rooms = session.directory.rooms()
        states = [state for page in session.room_states.snapshot() for state in page.items]
        stays = [
            stay
            for page in session.stays.window(today - timedelta(days=9), today + timedelta(days=999))
            for stay in page.items
        ]
        again = [stay for page in session.stays.get([stay.id for stay in stays]) for stay in page.items]

    assert (here.pms_property_id, here.timezone) == ("297652", "America/New_York")
    truth = {room.id: room for room in hotel.rooms()}
    assert {room.id for room in rooms.items} == {state.room_id for state in states} == set(truth)
    assert all(state.condition == truth[state.room_id].condition for state in states)
    in_house = {segment.id: segment.room_id for segment in hotel.in_house()}
    seen = {segment.id: segment for stay in stays for segment in stay.segments}
    assert {id: seen[id].room_id for id in seen if seen[id].state is StayState.IN_HOUSE} == in_house
    assert {stay.id for stay in again} == {stay.id for stay in stays}
    assert hotel.stats.max_in_any_second <= 5
    assert {"429", "500"} <= set(hotel.stats.by_status), "something did fail"


def test_a_departure_and_a_deletion_are_seen_and_what_was_shown_is_passed_on(hotel: SimulatedHotel) -> None:
    leaving = next(segment for segment in hotel.in_house() if segment.end == hotel.today())
    arriving = hotel.arrivals()[0]
    hotel.check_out(leaving.id)
    hotel.delete(arriving.reservation_id)
    hotel.clock.advance(timedelta(minutes=1))
    with opened(hotel) as session:
        ids = [leaving.reservation_id, arriving.reservation_id, "NOBODY", leaving.reservation_id]
        (page,) = session.stays.get(ids)
        lately = session.stays.changed(hotel.clock.now() - timedelta(seconds=90))
        changed = {stay.id for found in lately for stay in found.items}
    assert leaving.reservation_id in changed
    assert len(changed) > 1, "rows from the overlap of a day are passed on: they may show a silent change"
    assert page.sent_at <= hotel.clock.now()
    shown = {stay.id: stay for stay in page.items}
    assert set(shown) == {leaving.reservation_id, arriving.reservation_id}
    departed = {segment.id: segment.state for segment in shown[leaving.reservation_id].segments}
    assert departed[leaving.id] is StayState.DEPARTED
    assert shown[arriving.reservation_id].deleted


def test_a_condition_is_set_and_a_block_is_seen(hotel: SimulatedHotel) -> None:
    room = hotel.rooms()[0]
    today = hotel.today()
    block_id = hotel.block([room.id], today, today + timedelta(days=2), kind="out_of_service")
    with opened(hotel) as session:
        answered = session.room_states.set_condition(room.id, Condition.CLEAN)
        assert (answered.room_id, answered.condition, answered.occupied) == (room.id, Condition.CLEAN, None)
        hotel.clock.advance(timedelta(minutes=1))
        blocks = [block for page in session.blocks.window(today, today + timedelta(days=60)) for block in page.items]
        with pytest.raises(errors.ConfigurationError):
            session.room_states.set_condition(room.id, Condition.UNKNOWN)
    assert [(block.id, block.room_id, block.kind) for block in blocks] == [(block_id, room.id, BlockKind.OUT_OF_ORDER)]


def test_subscribing_twice_subscribes_once(hotel: SimulatedHotel) -> None:
    with opened(hotel) as session:
        first = session.events.ensure_subscriptions(HOOK)
        second = session.events.ensure_subscriptions(HOOK)
    assert set(first.created) == set(second.existing) == {*SUBSCRIBED_EVENTS, *OPTIONAL_EVENTS}
    assert (first.manual, second.created) == (None, ())


def test_an_event_that_is_refused_is_left_to_a_person(hotel: SimulatedHotel) -> None:
    hotel.faults.missing_scopes.add("read:nightAudit")
    with opened(hotel) as session:
        report = session.events.ensure_subscriptions(HOOK)
    assert "night_audit/completed" not in report.created
    assert report.manual is not None
    assert "night_audit/completed" in report.manual


def test_a_webhooks_look_up_goes_before_a_sync(hotel: SimulatedHotel) -> None:
    limiter = WatchfulLimiter()
    with opened(hotel, limiter=limiter) as session:
        list(session.stays.get(["R1"]))
        list(session.stays.changed(hotel.clock.now()))
        list(session.room_states.snapshot())
        session.directory.room_types()
    lanes = [lane.value for _, lane in limiter.slots]
    assert lanes == ["realtime", "bulk", "realtime", "bulk"]
    assert len({key for key, _ in limiter.slots}) == 1
    assert "cbat" not in limiter.slots[0][0]


def test_a_wrong_key_is_distinguished_from_a_missing_scope(hotel: SimulatedHotel) -> None:
    with opened(hotel, key="cbat_wrong") as session, pytest.raises(errors.AuthenticationError) as caught:
        session.directory.rooms()
    assert not isinstance(caught.value, errors.MissingScopeError)
    hotel.faults.missing_scopes.add("read:housekeeping")
    with opened(hotel) as session, pytest.raises(errors.MissingScopeError):
        list(session.room_states.snapshot())


def test_what_cannot_work_is_refused_before_any_request() -> None:
    connector = CloudbedsConnector()
    hotel = SimulatedHotel()
    limiter, password = WatchfulLimiter(), Credentials("x", kind="password")
    account = PmsAccount(connection_id="c", pms_property_id=None, settings={"base_urll": "https://x.example"})
    with pytest.raises(errors.ConfigurationError, match="base_urll"):
        connector.open(account, Credentials("cbat_x"), limiter=limiter, clock=hotel.clock, tokens=MemoryTokens())
    with pytest.raises(errors.ConfigurationError):
        connector.open(account, password, limiter=limiter, clock=hotel.clock, tokens=MemoryTokens())


def opened_with(
    connector: CloudbedsConnector,
    credentials: Credentials,
    clock: ManualClock,
    *,
    timezone: str | None = "America/New_York",
    **settings: str,
) -> CloudbedsSession:
    account = PmsAccount(connection_id="c1", pms_property_id="297652", timezone=timezone, settings=settings)
    limiter = WatchfulLimiter()
    return connector.open(account, credentials, limiter=limiter, clock=clock, tokens=MemoryTokens())


def test_an_extra_booking_does_not_hide_the_requested_one(cloudbeds: ScriptedCloudbeds, clock: ManualClock) -> None:
    """Cloudbeds may send the sibling of a booking: one row too many fails no burst of webhooks."""
    fields = {"reservationCheckIn": "2026-11-21", "reservationCheckOut": "2026-11-25", "status": "confirmed"}
    cloudbeds.will_answer(ok([{"reservationID": name, "rooms": [], **fields} for name in ("R1", "R1-SIBLING")]))
    with opened_with(CloudbedsConnector(transport=cloudbeds), Credentials("cbat_x"), clock) as session:
        (page,) = session.stays.get(["R1"])
    assert [stay.id for stay in page.items] == ["R1"]


@pytest.mark.parametrize(
    ("timezone", "settings", "asked_from"),
    [
        ("America/New_York", {}, "2026-11-22 04:00:00"),
        ("America/New_York", {"modified_zone": "property"}, "2026-11-23 04:00:00"),
        ("America/New_York", {"modified_zone": "utc"}, "2026-11-23 09:00:00"),
        (None, {}, "2026-11-22 09:00:00"),
    ],
)
def test_the_change_feed_is_requested_in_the_zone_that_cloudbeds_reads(
    timezone: str | None,
    settings: dict[str, str],
    asked_from: str,
    cloudbeds: ScriptedCloudbeds,
    clock: ManualClock,
) -> None:
    cloudbeds.will_answer(ok([]))
    connector = CloudbedsConnector(transport=cloudbeds)
    with opened_with(connector, Credentials("cbat_x"), clock, timezone=timezone, **settings) as session:
        list(session.stays.changed(clock.now()))
    assert cloudbeds.query()["modifiedFrom"] == asked_from


def test_how_the_client_is_set_is_set_for_every_session(cloudbeds: ScriptedCloudbeds, clock: ManualClock) -> None:
    events: list[object] = []
    cloudbeds.will_answer(httpx.Response(503))
    twice = CloudbedsConnector(transport=cloudbeds, attempts=2, hooks=events.append)
    with opened_with(twice, Credentials("cbat_x"), clock) as session, pytest.raises(errors.ServerError):
        session.directory.room_types()
    assert len(cloudbeds.requests) == 2
    assert {"RequestSent", "CallFinished"} <= {type(event).__name__ for event in events}
    soon = CloudbedsConnector(transport=cloudbeds, attempts=99, deadline=20)
    before = clock.monotonic()
    with opened_with(soon, Credentials("cbat_x"), clock) as session, pytest.raises(errors.RetryableError):
        session.directory.room_types()
    assert clock.monotonic() - before <= 20


def test_a_key_that_is_about_to_end_unused_is_warned_about(
    cloudbeds: ScriptedCloudbeds, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    cloudbeds.will_answer(ok([]))
    idle = Credentials("cbat_x", last_used_at=clock.now() - timedelta(days=26))
    with opened_with(CloudbedsConnector(transport=cloudbeds), idle, clock) as session:
        session.directory.room_types()
    assert "last used 26 days ago" in caplog.text
    assert CloudbedsConnector.capabilities.credential_idle_days == 30


def test_the_rate_is_counted_by_client_where_one_is_known(cloudbeds: ScriptedCloudbeds, clock: ManualClock) -> None:
    app = OAuthApp(client_id="app-1", client_secret="canary")

    def rate_keys(connector: CloudbedsConnector) -> list[str]:
        limiter = WatchfulLimiter()
        cloudbeds.will_answer(ok([]))
        for key in ("cbat_one", "cbat_two"):
            account = PmsAccount(connection_id=key, pms_property_id="1")
            opened = connector.open(account, Credentials(key), limiter=limiter, clock=clock, tokens=MemoryTokens())
            with opened as session:
                session.directory.room_types()
        return [key for key, _ in limiter.slots]

    assert len(set(rate_keys(CloudbedsConnector(transport=cloudbeds)))) == 2
    partner = CloudbedsConnector(transport=cloudbeds, app=app)
    assert set(rate_keys(partner)) == {partner.oauth("c1", MemoryTokens()).rate_key}
    assert set(rate_keys(CloudbedsConnector(transport=cloudbeds, rate_key="ours", app=app))) == {"ours"}


def test_a_webhook_becomes_hints() -> None:
    (hint,) = CloudbedsConnector().parse(b'{"event": "reservation/deleted", "reservationId": "R1"}')
    assert hint.reservation_id == "R1"
