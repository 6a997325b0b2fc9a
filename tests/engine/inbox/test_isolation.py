"""A reservation that the hotel system fails on, a part that cannot be read, an outage: each costs only itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cloudbeds_connector.engine import EngineSettings, Worker
from cloudbeds_connector.engine.inbox import process_inbox
from cloudbeds_connector.errors import (
    AuthenticationError,
    BadRequestError,
    ConnectionFailedError,
    ConnectorError,
    MissingScopeError,
    NotFoundError,
    RateLimitedError,
    ServerError,
    TimedOutError,
    UnexpectedAnswerError,
)
from cloudbeds_connector.pms.model import Condition, StayState
from cloudbeds_connector.stores import records as r

from ..conftest import TODAY, House

OWN = [
    ServerError,
    TimedOutError,
    ConnectionFailedError,
    UnexpectedAnswerError,
    BadRequestError,
    NotFoundError,
]
OF_THE_HOTEL = [
    ServerError,
    TimedOutError,
    ConnectionFailedError,
    UnexpectedAnswerError,
    RateLimitedError,
    AuthenticationError,
]


def failure(kind: type[ConnectorError]) -> ConnectorError:
    return kind("It failed.", next_action="Wait.")


@pytest.fixture
def full(house: House) -> House:
    """Forty guests in house, each in a room of their own; every look by itself is a day away."""
    for number in range(200, 240):
        house.pms.add_room(str(number), occupied=True)
        house.stay(f"S{number}", f"R{number}", StayState.IN_HOUSE)
    house.open()
    house.work()
    house.put_syncs_off()
    house.pms.requests.clear()
    return house


def leave(house: House, *numbers: int) -> None:
    """These guests check out, and their webhooks come."""
    for number in numbers:
        house.leaves(f"S{number}")
        house.webhook(f"S{number}")


@pytest.mark.parametrize("kind", OWN)
def test_one_reservation_that_always_fails_holds_up_no_other(full: House, kind: type[ConnectorError]) -> None:
    full.pms.failing_ids["S217"] = failure(kind)
    leave(full, *range(200, 240))
    full.work_with_errors()
    assert [number for number in range(200, 240) if not full.tasks_of(f"R{number}")] == [217]
    assert full.pms.requests.count("get") < 25
    del full.pms.failing_ids["S217"]
    full.work(seconds=600)
    assert full.tasks_of("R217")
    assert {hint.status for hint in full.all(r.WEBHOOK_EVENTS)} == {r.DONE}


@pytest.mark.parametrize("kind", ["changes", "reconcile", "full"])
def test_one_reservation_that_always_fails_by_its_id_fails_no_sync(full: House, kind: str) -> None:
    """The stays of 217 and 218 were dragged out of every window, so they are read by their ids."""
    full.pms.failing_ids["S217"] = failure(ServerError)
    leave(full, 217)
    full.work_with_errors()
    for number in (217, 218):
        full.change(f"S{number}", end_date=TODAY + timedelta(days=900))
        stay = full.pms.reservations[f"S{number}"]
        full.pms.put(replace(stay, check_out=TODAY + timedelta(days=900)))
    full.pms.set_room("R218", Condition.CLEAN)
    full.pms.changed_ids.clear()
    report = full.integration.sync("my-hotel", kind=kind)
    assert report.set_aside == 1
    assert [row.id for row in full.all(r.SET_ASIDE)] == ["S217"]
    del full.pms.failing_ids["S217"]
    full.integration.sync("my-hotel", kind=kind)
    assert full.all(r.SET_ASIDE) == []
    assert full.tasks_of("R217")


def test_a_defect_that_one_row_causes_holds_up_no_other(full: House) -> None:
    full.pms.failing_ids["S217"] = ValueError("Canary Guest has an odd birthday")
    leave(full, 216, 217, 218)
    report = Worker(full.integration).run_once()
    assert [number for number in (216, 217, 218) if not full.tasks_of(f"R{number}")] == [217]
    assert ["ValueError" in error for error in report.errors] == [True]
    assert "Canary" not in repr(report.errors)


def test_several_reservations_that_always_fail_are_found_among_many(full: House) -> None:
    broken = {203, 211, 212, 226, 239}
    full.pms.failing_ids.update({f"S{number}": failure(ServerError) for number in broken})
    leave(full, *range(200, 240))
    full.work_with_errors()
    assert {number for number in range(200, 240) if not full.tasks_of(f"R{number}")} == broken


def test_a_reservation_that_is_known_to_fail_is_read_last_and_alone(full: House) -> None:
    full.pms.failing_ids["S217"] = failure(ServerError)
    leave(full, 216, 217, 218)
    full.work_with_errors()
    full.pms.requests.clear()
    leave(full, *range(220, 236))
    full.webhook("S217")
    full.work_with_errors()
    assert all(full.tasks_of(f"R{number}") for number in range(220, 236))
    assert full.pms.requests.count("get") <= 3


@pytest.mark.parametrize("kind", OF_THE_HOTEL)
def test_an_outage_of_two_hours_costs_few_requests_and_no_webhook(full: House, kind: type[ConnectorError]) -> None:
    leave(full, *range(200, 240))
    full.pms.fail_with = failure(kind)
    full.work_with_errors()
    assert len(full.pms.requests) <= 3
    for _ in range(40):
        full.clock.advance(180)
        full.work_with_errors()
    assert {hint.status for hint in full.all(r.WEBHOOK_EVENTS)} == {r.PENDING}
    full.pms.fail_with = None
    full.work(seconds=400)
    assert all(full.tasks_of(f"R{number}") for number in range(200, 240))
    assert {hint.status for hint in full.all(r.WEBHOOK_EVENTS)} == {r.DONE}


def test_a_single_webhook_never_dies_of_an_outage_that_looks_permanent(full: House) -> None:
    leave(full, 200)
    full.pms.fail_with = failure(BadRequestError)
    for _ in range(60):
        full.clock.advance(400)
        full.work_with_errors()
    full.pms.fail_with = None
    full.work(seconds=400)
    assert full.tasks_of("R200")


@pytest.mark.parametrize("kind", [ServerError, UnexpectedAnswerError, RateLimitedError])
def test_stays_that_were_read_count_although_room_states_could_not_be(full: House, kind: type[ConnectorError]) -> None:
    full.pms.failing_requests["snapshot"] = failure(kind)
    leave(full, 200)
    full.work_with_errors()
    assert full.tasks_of("R200")
    assert full.all(r.ROOM_STATES, room_id="R200")[0].condition is Condition.CLEAN
    del full.pms.failing_requests["snapshot"]
    full.work(seconds=600)
    assert full.all(r.ROOM_STATES, room_id="R200")[0].condition is Condition.DIRTY
    assert {hint.status for hint in full.all(r.WEBHOOK_EVENTS)} == {r.DONE}


def test_room_states_that_were_read_count_although_stays_could_not_be(full: House) -> None:
    full.pms.failing_requests["get"] = failure(ServerError)
    full.pms.set_room("R201", Condition.DIRTY, occupied=True)
    full.webhook("S200")
    full.webhook(None, entity="room", room="R201")
    full.work_with_errors()
    assert full.all(r.ROOM_STATES, room_id="R201")[0].condition is Condition.DIRTY


def test_a_webhook_does_not_wait_for_room_states_that_are_not_granted(full: House) -> None:
    full.pms.failing_requests["snapshot"] = failure(MissingScopeError)
    leave(full, 200)
    full.work_with_errors()
    full.clock.advance(60)
    full.work_with_errors()
    assert full.tasks_of("R200")
    assert {hint.status for hint in full.all(r.WEBHOOK_EVENTS)} == {r.DONE}


def test_webhooks_about_rooms_are_settled_while_no_reservation_may_be_read(full: House) -> None:
    """The stays are told as degraded, and nothing waits for them without end. Once granted, a sync makes it good."""
    full.pms.missing_scopes = {"get", "window", "changed"}
    full.leaves("S200")
    full.pms.set_room("R201", Condition.DIRTY, occupied=True)
    full.webhook("S200")
    full.webhook("S201", entity="room", room="R201")
    full.webhook(None, entity="room", room="R201")
    full.work_with_errors()
    assert full.all(r.ROOM_STATES, room_id="R201")[0].condition is Condition.DIRTY
    assert [each.part for each in full.integration.status("my-hotel").degraded] == ["stays"]
    for _ in range(8):
        full.clock.advance(300)
        full.work_with_errors()
    assert {hint.status for hint in full.all(r.WEBHOOK_EVENTS)} == {r.DONE}
    [note] = {hint.note for hint in full.all(r.WEBHOOK_EVENTS, reservation_id="S200")}
    assert "may not read" in note

    full.pms.missing_scopes.clear()
    full.integration.sync("my-hotel", kind="changes")
    assert full.tasks_of("R200")
    assert full.integration.status("my-hotel").degraded == ()


def test_a_webhook_is_given_up_after_as_many_refusals_of_its_own_as_the_host_allows(full: House) -> None:
    full.integration.runtime.settings = EngineSettings(hint_tries=3)
    full.put_syncs_off()
    full.pms.refused_ids = {"BAD"}
    full.webhook("BAD")
    for tries in range(1, 4):
        [hint] = full.all(r.WEBHOOK_EVENTS)
        assert (hint.status, hint.refusals) == (r.PENDING, tries - 1)
        full.work_with_errors()
        full.clock.advance(400)
    [hint] = full.all(r.WEBHOOK_EVENTS)
    assert (hint.status, hint.refusals) == (r.DEAD, 3)


def test_a_reservation_that_cannot_be_applied_costs_only_itself(full: House) -> None:
    leave(full, *range(200, 210))
    full.change("S204", room_type_id=7)  # no column takes a number as a text
    full.work_with_errors()
    assert [number for number in range(200, 210) if not full.tasks_of(f"R{number}")] == [204]
    assert full.all(r.ROOM_STATES, room_id="R204")[0].condition is Condition.DIRTY
    full.change("S204", room_type_id="T1")
    full.work(seconds=600)
    assert full.tasks_of("R204")


def test_a_room_of_a_reservation_where_a_reservation_is_expected_finds_its_reservation(full: House) -> None:
    full.stay("77", "R240", StayState.IN_HOUSE)
    full.pms.add_room("240", occupied=True)
    full.integration.sync("my-hotel", kind="full")
    full.put_syncs_off()
    for known in ("77", "S201"):  # of one the store knows the segment, of one only the beginning
        full.leaves(known)
    full.webhook("77-1")
    full.webhook("S201-2")
    full.work()
    assert full.tasks_of("R240")
    assert full.tasks_of("R201")


def test_a_hotel_whose_api_hangs_holds_no_lease_on_another_hotels_webhooks(full: House) -> None:
    leave(full, 200)
    [hint] = full.all(r.WEBHOOK_EVENTS)
    theirs = replace(full.connection, id="other", property_id="other-hotel", webhook_token_hash=None)
    with full.store.transaction() as tx:
        tx.put(r.CONNECTIONS, theirs)
        tx.put(r.WEBHOOK_EVENTS, replace(hint, connection_id="other", id="theirs", sequence=hint.sequence + 1))
    free_meanwhile: list[int] = []

    class Hanging(dict[str, Exception]):
        """Looks at the queue while a request of the first hotel is made."""

        def get(self, name: str, default: object = None) -> object:  # type: ignore[override]
            due = [h for h in full.all(r.WEBHOOK_EVENTS, connection_id="other") if h.due_at <= full.clock.now()]
            free_meanwhile.append(len(due))
            return default

    full.pms.failing_requests = Hanging()
    process_inbox(full.integration.runtime)
    assert free_meanwhile[0] == 1


def test_a_body_that_the_connector_fails_on_is_still_a_reason_to_look(
    full: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(body: bytes, *, content_type: str | None = None) -> object:
        raise ZeroDivisionError("Canary Guest")

    monkeypatch.setattr(full.pms, "parse", broken)
    full.leaves("S200")
    assert full.deliver(b'{"event": "stay/changed"}').receipt == "accepted"
    full.work()
    full.work()
    assert full.tasks_of("R200")
    assert "ZeroDivisionError" in caplog.text
    assert "Canary" not in caplog.text
