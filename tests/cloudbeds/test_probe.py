"""A probe finds out how this account behaves, reveals nothing about a guest, and leaves the hotel as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from cloudbeds_connector import errors
from cloudbeds_connector.cloudbeds import CloudbedsConnector, CloudbedsSettings
from cloudbeds_connector.cloudbeds.probes.subject import QUESTIONS
from cloudbeds_connector.cloudbeds.session import CloudbedsSession
from cloudbeds_connector.engine import Integration
from cloudbeds_connector.engine.probing import probe
from cloudbeds_connector.engine.sync import SyncKind, sync
from cloudbeds_connector.occupancy.closures import blocked_until
from cloudbeds_connector.pms.limiter import LocalLimiter
from cloudbeds_connector.pms.memory_tokens import MemoryTokens
from cloudbeds_connector.pms.ports import Credentials, Lane, Limiter, PmsAccount
from cloudbeds_connector.pms.probing import Finding, Probe, Probing
from cloudbeds_connector.stores.memory import MemoryStore
from cloudbeds_connector.stores.records import CONNECTIONS, Connection
from cloudbeds_connector.testing import FakePms, ManualClock, SimulatedHotel
from cloudbeds_connector.testing.hotel import Fault, HotelReservation, Profile, Quirk

from .conftest import WatchfulLimiter

NOWHERE = "https://nobody.example/probe"
ALL = Profile.OBSERVED.value


class Line(httpx.BaseTransport):
    """The line to the hotel. It remembers what was asked, and changes requests and answers for a test."""

    def __init__(self) -> None:
        self._inner = httpx.HTTPTransport()
        self.asked: list[httpx.Request] = []
        self.ignores_deletions = False
        self.drops_headers = False
        self.refuses: set[str] = set()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        method = request.url.path.rsplit("/", 1)[-1]
        if method in self.refuses or (self.ignores_deletions and request.method == "DELETE"):
            done = method not in self.refuses
            return httpx.Response(200, json={"success": done, "message": "No."}, request=request)
        if self.drops_headers and method == "postWebhook":
            form = {k: v for k, v in httpx.QueryParams(request.content.decode()).items() if "authHeader" not in k}
            headers = {k: v for k, v in request.headers.items() if k.lower() not in ("content-length", "host")}
            request = httpx.Request(request.method, request.url, headers=headers, data=form)
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


@contextmanager
def opened(
    hotel: SimulatedHotel, *, limiter: Limiter | None = None, line: Line | None = None
) -> Iterator[CloudbedsSession]:
    with hotel.serve() as served:
        account = PmsAccount(
            connection_id="c1",
            pms_property_id=hotel.property_id,
            timezone=hotel.timezone,
        )
        limiter = limiter or LocalLimiter(5, hotel.clock)
        connector, tokens = CloudbedsConnector(base_url=served.base_url, transport=line), MemoryTokens()
        key = Credentials("cbat_simulated")
        with connector.open(account, key, limiter=limiter, clock=hotel.clock, tokens=tokens) as session:
            yield session
    if line is not None:
        line.close()


def a_hotel(
    quirks: frozenset[Quirk] = ALL, *, timezone: str = "America/New_York", start: str | None = None
) -> SimulatedHotel:
    clock = ManualClock() if start is None else ManualClock(datetime.fromisoformat(start))
    hotel = SimulatedHotel.small(quirks=quirks, timezone=timezone, clock=clock)
    hotel.clock.advance(timedelta(minutes=5))
    return hotel


def found(probe: Probe) -> dict[str, Finding]:
    assert [finding.key for finding in probe.findings] == list(probe_order(probe))
    return {finding.key: finding for finding in probe.findings}


def probe_order(probe: Probe) -> Sequence[str]:
    """Every question is answered or left open, each once."""
    keys = [finding.key for finding in probe.findings]
    assert sorted(keys) == sorted(QUESTIONS)
    return keys


def answers(hotel: SimulatedHotel, *, line: Line | None = None, **how: Any) -> dict[str, str | None]:
    with opened(hotel, line=line) as session:
        return {key: finding.answer for key, finding in found(session.probe(**how)).items()}


def written(hotel: SimulatedHotel) -> set[str]:
    return {name for name in hotel.stats.by_method if name.startswith(("post", "put", "delete"))}


def test_with_every_oddity_the_answers_are_true() -> None:
    outcome = answers(a_hotel(), allow_writes=True, webhook_url=NOWHERE)
    assert outcome == {
        "modified_zone": "the property's",
        "block_end": "yes",
        "auth_header": "yes",
        "delete_webhook": "yes",
    }


def test_without_any_oddity_the_answers_are_true() -> None:
    outcome = answers(a_hotel(frozenset()), allow_writes=True, webhook_url=NOWHERE)
    assert outcome == {
        "modified_zone": "UTC",
        "block_end": "no",
        "auth_header": "yes",
        "delete_webhook": "yes",
    }


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize(("quirk", "setting"), [(True, "property"), (False, "utc")])
def test_the_zone_of_the_change_feed_is_found_by_reading(zone: str, quirk: bool, setting: str) -> None:
    hotel = a_hotel(ALL if quirk else ALL - {Quirk.LOCAL_FILTERS}, timezone=zone)
    with opened(hotel) as session:
        report = session.probe()
    assert report.settings == {"modified_zone": setting, "probed_at": report.settings["probed_at"]}
    assert written(hotel) == set(), "a probe only reads"


@pytest.mark.parametrize(
    ("zone", "start", "answer"),
    [
        ("Atlantic/Reykjavik", "2026-11-23T11:00+00:00", "both"),
        ("Europe/London", "2026-12-23T11:00+00:00", None),  # nothing was modified in summer
        ("Europe/London", "2026-07-23T11:00+00:00", "the property's"),
    ],
)
def test_a_property_in_utc_gives_no_answer_or_makes_no_difference(zone: str, start: str, answer: str | None) -> None:
    assert answers(a_hotel(timezone=zone, start=start))["modified_zone"] == answer


@pytest.mark.parametrize(("quirk", "answer"), [(True, "the property's"), (False, "UTC")])
def test_london_gives_the_answer_in_winter_by_what_was_modified_in_summer(quirk: bool, answer: str) -> None:
    quirks = ALL if quirk else ALL - {Quirk.LOCAL_FILTERS}
    hotel = a_hotel(quirks, timezone="Europe/London", start="2026-09-20T11:00+00:00")
    hotel.clock.advance(timedelta(days=60))
    for segment in hotel.in_house():
        hotel.check_out(segment.id)
    assert answers(hotel)["modified_zone"] == answer


@pytest.mark.parametrize(("quirk", "answer"), [(True, "yes"), (False, "no")])
def test_an_existing_block_gives_the_answer_without_writing(quirk: bool, answer: str) -> None:
    hotel = a_hotel(ALL if quirk else ALL - {Quirk.BLOCK_END_INCLUSIVE})
    free = hotel.rooms()[4].id
    hotel.block([free], hotel.today() + timedelta(days=3), hotel.today() + timedelta(days=6))
    hotel.clock.advance(60)
    with opened(hotel) as session:
        finding = found(session.probe())["block_end"]
    assert (finding.answer, finding.sure) == (answer, "sure")
    assert "add up" in finding.evidence
    assert written(hotel) == set()


def test_several_blocks_that_end_together_and_an_unassigned_arrival_do_not_confuse_the_sum() -> None:
    hotel = a_hotel()
    today, rooms = hotel.today(), hotel.rooms()
    hotel.block([rooms[3].id, rooms[4].id], today + timedelta(days=6), today + timedelta(days=9))
    hotel.block([rooms[2].id], today + timedelta(days=7), today + timedelta(days=9))
    hotel.clock.advance(60)
    with opened(hotel) as session:
        assert found(session.probe())["block_end"].settings == {"block_end": "inclusive"}


@pytest.mark.parametrize(("quirk", "sure"), [(True, "likely"), (False, "sure")])
def test_where_the_count_does_not_add_up_only_a_flag_that_is_not_set_is_believed(quirk: bool, sure: str) -> None:
    hotel, line = a_hotel(ALL if quirk else ALL - {Quirk.BLOCK_END_INCLUSIVE}), Line()
    line.refuses = {"getReservations"}
    hotel.block([hotel.rooms()[4].id], hotel.today() + timedelta(days=3), hotel.today() + timedelta(days=6))
    hotel.clock.advance(60)
    with opened(hotel, line=line) as session:
        report = found(session.probe())
    assert report["block_end"].answer is None, "a call that is refused leaves the question open"
    assert report["modified_zone"].answer is not None, "and the others are answered"
    line = Line()
    line.refuses = {"getAvailableRoomTypes"}
    with opened(hotel, line=line) as session:
        finding = found(session.probe())["block_end"]
    assert (finding.sure, "block_end" in finding.settings) == (sure, sure == "sure")


def test_a_missing_scope_leaves_open_what_needs_it() -> None:
    hotel = a_hotel()
    hotel.faults.missing_scopes = {"read:roomblock"}
    with opened(hotel) as session:
        report = found(session.probe())
    assert "read:roomblock" in report["block_end"].evidence
    assert (report["block_end"].answer, report["modified_zone"].answer) == (None, "the property's")


@pytest.mark.parametrize("scope", ["write:roomblock", "delete:roomblock"])
def test_no_block_is_made_that_could_not_be_deleted(scope: str) -> None:
    hotel = a_hotel()
    hotel.faults.missing_scopes = {scope}
    with opened(hotel) as session:
        finding = found(session.probe(allow_writes=True))["block_end"]
    assert finding.answer is None
    assert scope in finding.evidence
    assert not hotel.blocks()
    if scope == "delete:roomblock":
        assert hotel.stats.by_method["postRoomBlock"] == 0


def test_a_false_success_of_a_deletion_is_found_and_reported() -> None:
    hotel, line = a_hotel(), Line()
    line.ignores_deletions = True
    with opened(hotel, line=line) as session:
        report = session.probe(allow_writes=True, webhook_url=NOWHERE)
    assert found(report)["delete_webhook"].settings == {"delete_webhook": False}
    (sentence,) = report.left_behind
    assert "delete it" in sentence
    assert "nobody.example" not in sentence, "an address may hold a token"


def test_a_header_that_is_ignored_is_found_out() -> None:
    hotel, line = a_hotel(), Line()
    line.drops_headers = True
    with opened(hotel, line=line) as session:
        report = session.probe(allow_writes=True, webhook_url=NOWHERE)
    assert found(report)["auth_header"].settings == {"auth_header": False}
    assert not hotel.webhooks.subscriptions


def test_an_address_that_is_in_use_is_left_alone() -> None:
    hotel = a_hotel()
    with opened(hotel) as session:
        session.events.ensure_subscriptions(NOWHERE)
        before = dict(hotel.webhooks.subscriptions)
        report = found(session.probe(allow_writes=True, webhook_url=NOWHERE))
    assert hotel.webhooks.subscriptions == before
    assert (report["auth_header"].answer, report["delete_webhook"].answer) == (None, None)


@pytest.mark.parametrize(
    ("method", "faults"),
    [
        ("postRoomBlock", [Fault.LOST_ANSWER]),
        ("postRoomBlock", [Fault.TRUNCATED]),
        ("postRoomBlock", [Fault.SERVER_ERROR]),
        ("postRoomBlock", [Fault.HTML]),
        ("deleteRoomBlock", [Fault.TRUNCATED, Fault.SERVER_ERROR, Fault.LOST_ANSWER, Fault.DROPPED]),
        ("getAvailableRoomTypes", [Fault.SERVER_ERROR] * 40),
        ("getRoomBlocks", [Fault.EMPTY] * 2 + [Fault.DROPPED] * 12),
        ("postWebhook", [Fault.LOST_ANSWER]),
        ("postWebhook", [Fault.RATE_LIMITED, Fault.TRUNCATED]),
        ("getWebhooks", [Fault.EMPTY] + [Fault.SERVER_ERROR] * 6),
        ("deleteWebhook", [Fault.SERVER_ERROR, Fault.DROPPED, Fault.LOST_ANSWER] * 3),
    ],
)
def test_the_hotel_is_as_before_whatever_fails_in_between(method: str, faults: list[Fault]) -> None:
    hotel = a_hotel()
    before = (hotel.blocks(), dict(hotel.webhooks.subscriptions), stays(hotel), hotel.rooms())
    hotel.faults.only = frozenset({method})
    hotel.faults.fail_next(*faults)
    with opened(hotel) as session:
        report = session.probe(allow_writes=True, webhook_url=NOWHERE)
    assert (hotel.blocks(), dict(hotel.webhooks.subscriptions), stays(hotel), hotel.rooms()) == before
    assert hotel.stats.by_method[method] > 0
    assert report.left_behind == ()


def stays(hotel: SimulatedHotel) -> Sequence[HotelReservation]:
    return hotel.reservations()


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_an_interrupted_probe_cleans_up_too(error: type[BaseException]) -> None:
    hotel = a_hotel()

    class Impatient(LocalLimiter):
        def take(self, key: str, *, lane: Lane = Lane.BULK) -> Any:
            if hotel.blocks() and not broken:
                broken.append(True)
                raise error
            return super().take(key, lane=lane)

    broken: list[bool] = []
    with opened(hotel, limiter=Impatient(5, hotel.clock)) as session, pytest.raises(error):
        session.probe(allow_writes=True)
    assert broken
    assert not hotel.blocks()


def test_what_cannot_be_undone_is_reported_to_a_person() -> None:
    hotel, line = a_hotel(), Line()
    with opened(hotel, line=line) as session:
        line.refuses = {"deleteRoomBlock"}
        report = session.probe(allow_writes=True)
    (block,) = hotel.blocks()
    (sentence,) = report.left_behind
    assert hotel.room(block.room_ids[0]).name in sentence
    assert block.id in sentence
    assert found(report)["block_end"].answer == "yes"
    with opened(hotel) as session:
        again = session.probe(allow_writes=True)
    assert (hotel.blocks(), again.left_behind) == ((), ()), "the next probe finds it by its reason"


def test_nothing_about_a_guest_is_reported() -> None:
    hotel = a_hotel()
    with opened(hotel) as session:
        report = repr(session.probe(allow_writes=True, webhook_url=NOWHERE))
    for stay in hotel.reservations():
        guest = hotel.guest(stay.guest_id)
        for private in (guest.name, guest.first_name, guest.last_name, guest.email, stay.id, stay.guest_id):
            assert private not in report
    assert "cbat_" not in report


def test_every_call_uses_the_bulk_lane_within_the_rate() -> None:
    hotel, limiter = a_hotel(), WatchfulLimiter()
    with opened(hotel, limiter=limiter) as session:
        session.probe(allow_writes=True, webhook_url=NOWHERE)
    assert {lane for _, lane in limiter.slots} == {Lane.BULK}
    hotel = a_hotel()
    hotel.faults.enforce_rate = True
    with opened(hotel) as session:
        session.probe(allow_writes=True, webhook_url=NOWHERE)
    assert hotel.stats.max_in_any_second <= 5
    assert "429" not in hotel.stats.by_status


def test_a_refused_key_ends_it_at_once() -> None:
    hotel = a_hotel()
    hotel.faults.revoked_keys = {"cbat_simulated"}
    with opened(hotel) as session, pytest.raises(errors.AuthenticationError):
        session.probe()
    assert hotel.stats.api_requests == 1


def test_a_key_that_is_withdrawn_in_between_is_not_hammered_with() -> None:
    hotel = a_hotel()

    class Withdrawn(LocalLimiter):
        def take(self, key: str, *, lane: Lane = Lane.BULK) -> Any:
            if hotel.stats.by_method["getRoomBlocks"]:
                hotel.faults.revoked_keys = {"cbat_simulated"}
            return super().take(key, lane=lane)

    with opened(hotel, limiter=Withdrawn(5, hotel.clock)) as session:
        report = found(session.probe(allow_writes=True, webhook_url=NOWHERE))
    assert report["modified_zone"].answer == "the property's"
    assert (report["block_end"].answer, report["auth_header"].answer) == (None, None)
    assert hotel.stats.by_status["401"] == 1


@pytest.mark.parametrize(
    "how", [{"webhook_url": NOWHERE}, {"webhook_url": "http://nobody.example", "allow_writes": True}]
)
def test_an_address_that_cannot_be_used(how: dict[str, Any]) -> None:
    hotel = a_hotel()
    with opened(hotel) as session, pytest.raises(errors.ConfigurationError):
        session.probe(**how)
    assert hotel.stats.api_requests == 0


# -- the engine obeys --------------------------------------------------------------------------------------------------


@contextmanager
def connected(hotel: SimulatedHotel, line: Line | None = None) -> Iterator[tuple[Integration, Connection]]:
    with (
        hotel.serve() as served,
        Integration(
            connector=CloudbedsConnector(base_url=served.base_url, transport=line),
            store=MemoryStore(),
            credentials=lambda connection: Credentials("cbat_simulated"),
            clock=hotel.clock,
        ) as integration,
    ):
        yield integration, integration.connect("mine")
    if line is not None:
        line.close()


def modified_from(line: Line) -> datetime:
    """The wall time that the change feed was last asked for."""
    texts = [request.url.params["modifiedFrom"] for request in line.asked if "modifiedFrom" in request.url.params]
    return datetime.fromisoformat(texts[-1])


@pytest.mark.parametrize(("quirk", "utc_offset_hours"), [(True, -5), (False, 0)])
def test_the_change_feed_is_requested_in_the_right_zone_with_a_smaller_overlap(
    quirk: bool, utc_offset_hours: int
) -> None:
    hotel, line = a_hotel(ALL if quirk else ALL - {Quirk.LOCAL_FILTERS}), Line()
    with connected(hotel, line) as (integration, connection):
        started = hotel.clock.now()
        sync(integration.runtime, connection, SyncKind.FULL)
        sync(integration.runtime, connection, SyncKind.CHANGES)
        since = started - integration.runtime.settings.change_feed_overlap
        asked = modified_from(line) + timedelta(hours=5) - since.replace(tzinfo=None)
        assert timedelta(hours=-26, seconds=-1) < asked < timedelta(hours=-25.9), (
            "nobody knows: in the property's zone, 26 hours"
        )

        probe(integration.runtime, connection)
        before = hotel.clock.now()
        sync(integration.runtime, connection, SyncKind.CHANGES)
        seen = before - integration.runtime.settings.change_feed_overlap
        last = modified_from(line) - timedelta(hours=utc_offset_hours) - seen.replace(tzinfo=None)
        assert timedelta(hours=-2.1) < last <= timedelta(hours=-2)

        hotel.check_out(hotel.in_house()[0].id)
        hotel.clock.advance(120)
        assert sync(integration.runtime, connection, SyncKind.CHANGES).changes > 0


@pytest.mark.parametrize("quirk", [True, False])
def test_a_block_ends_on_the_right_night(quirk: bool) -> None:
    hotel = a_hotel(ALL if quirk else ALL - {Quirk.BLOCK_END_INCLUSIVE})
    today = hotel.today()
    last_night = today + timedelta(days=9)
    hotel.block([hotel.rooms()[4].id], today + timedelta(days=8), last_night)
    hotel.clock.advance(60)
    with connected(hotel) as (integration, connection):
        window = today, today + timedelta(days=20)
        (unknown,) = [
            row for page in integration.runtime.session(connection).blocks.window(*window) for row in page.items
        ]
        probe(integration.runtime, connection, allow_writes=True)
        session = integration.runtime.session(integration.runtime.reload(connection))
        (known,) = [row for page in session.blocks.window(*window) for row in page.items]
    assert unknown.end_inclusive is None
    assert known.end_inclusive is quirk
    assert blocked_until(known) == (last_night + timedelta(days=1)).toordinal()


def test_answers_are_kept_beside_what_was_set_and_open_ones_change_nothing() -> None:
    hotel = a_hotel()
    with connected(hotel) as (integration, connection):
        with integration.store.transaction() as tx:
            settings = {**connection.settings, "block_end": "exclusive", "modified_overlap_hours": 7}
            tx.put(CONNECTIONS, replace(connection, settings=settings))
        report = probe(integration.runtime, connection, keep=False)
        assert integration.runtime.reload(connection).settings == settings
        probe(integration.runtime, connection)
        kept = integration.runtime.reload(connection).settings
    assert {**kept, "probed_at": None} == {**settings, "modified_zone": "property", "probed_at": None}
    assert datetime.fromisoformat(kept["probed_at"]) >= datetime.fromisoformat(report.settings["probed_at"])
    assert CloudbedsSettings(**kept).modified_overlap(None) == timedelta(hours=7), "what a host sets is obeyed"


def test_without_a_sure_answer_nothing_is_kept() -> None:
    hotel = a_hotel(timezone="Europe/London", start="2026-12-23T11:00+00:00")
    with connected(hotel) as (integration, connection):
        assert probe(integration.runtime, connection).settings == {}
        assert integration.runtime.reload(connection) == connection


def test_a_connector_without_questions_finds_nothing() -> None:
    pms, clock = FakePms(), ManualClock()
    key = Credentials("x")
    with Integration(connector=pms, store=MemoryStore(), credentials=lambda _: key, clock=clock) as integration:
        connection = integration.connect("mine")
        assert not isinstance(integration.runtime.session(connection), Probing)
        assert probe(integration.runtime, connection, allow_writes=True) == Probe()


@pytest.mark.parametrize(
    "settings",
    [
        {"modified_zone": "local"},
        {"block_end": True},
        {"auth_header": "yes"},
        {"delete_webhook": 1},
        {"probed_at": "yesterday"},
        {"probed_at": "2026-11-23T11:00:00"},
        {"modified_overlap_hours": -1},
        {"modified_overlap_hours": "2"},
    ],
)
def test_settings_that_mean_nothing_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(errors.ConfigurationError):
        CloudbedsSettings.read(settings, base_url="https://api.example/")


def test_a_known_zone_needs_the_property_to_have_one() -> None:
    assert CloudbedsSettings(modified_zone="property").modified_overlap(None) == timedelta(hours=26)
    assert CloudbedsSettings(modified_zone="utc").modified_overlap(None) == timedelta(hours=2)
